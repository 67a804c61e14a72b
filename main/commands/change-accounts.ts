import type { AdditionOutcome } from '../../core/accounts/addition.ts';
import { providers } from '../../core/providers/registry.ts';
import type { ProviderId } from '../../core/providers/provider-id.ts';
import { type AccountAnswer, additionAnswer, savingText } from '../../core/views/answers.ts';
import { removeWhereServed } from '../account-removal.ts';
import { createAddedAccounts } from '../added-accounts.ts';
import type { AccountsCommand } from '../node/cli/accounts-arguments.ts';
import { askSecret, readSecretFrom } from '../node/cli/read-secret.ts';
import type { Parts } from '../parts.ts';
import { exitCode, printAs, tell } from './output.ts';

/** Where a key comes from; the terminal's own unless a test says otherwise. */
export interface SecretSource {
  readonly isTerminal: boolean;
  readonly read: () => Promise<string | null>;
  readonly ask: (question: string) => Promise<string | null>;
}

const terminal: SecretSource = {
  isTerminal: process.stdin.isTTY,
  read: () => readSecretFrom(),
  ask: (question) => askSecret(question),
};

/**
 * Adds, removes or renames an account. A running app or `serve` sees the files change and follows; what it
 * remembers it removes itself.
 */
export async function changeAccounts(
  parts: Parts,
  command: AccountsCommand,
  secrets: SecretSource = terminal,
): Promise<number> {
  switch (command.kind) {
    case 'accounts-add':
      return add(parts, command, secrets);
    case 'accounts-remove':
      return remove(parts, command);
    default:
      return rename(parts, command);
  }
}

type Add = Extract<AccountsCommand, { kind: 'accounts-add' }>;

async function add(parts: Parts, command: Add, secrets: SecretSource): Promise<number> {
  const { provider, label, baseUrl, organizationId, unprotected, json } = command;
  const reader = parts.reader();
  const access = Object.hasOwn(providers, provider) ? providers[provider as ProviderId].key : undefined;
  // Nobody is asked for a key that could be of no use.
  const key = access === undefined ? '' : await keyOf(command, access.optional === true, secrets, parts);
  if (key === null) return exitCode.badArguments;
  const wanted = { provider, label, baseUrl, organizationId, key };
  const outcome = await createAddedAccounts(parts).add(wanted, { unprotected });
  const answer = additionAnswer(outcome, reader);
  if (!answer.ok) {
    tell(answer.message);
    return codeOf(outcome);
  }
  const accountId = outcome.kind === 'saved' ? outcome.accountId : null;
  printAs(json, { accountId, message: answer.message }, () => `${accountId}  ${answer.message}`);
  return exitCode.done;
}

/** Null: there is none, and why was told. */
async function keyOf(
  { provider, secretStdin }: Add,
  isOptional: boolean,
  secrets: SecretSource,
  { reader }: Parts,
): Promise<string | null> {
  const { t } = reader();
  if (secretStdin) {
    const key = await secrets.read();
    if (key === null) tell(t('addition.key-form'));
    return key;
  }
  if (!secrets.isTerminal) {
    if (isOptional) return '';
    tell(t('addition.no-terminal'));
    return null;
  }
  const name = providers[provider as ProviderId].displayName;
  const key = await secrets.ask(`${t(isOptional ? 'addition.ask-optional' : 'addition.ask', { provider: name })} `);
  if (key === null) tell(t('addition.key-missing', { provider: name }));
  return key === null ? null : key.trim();
}

function codeOf({ kind }: AdditionOutcome): number {
  if (kind === 'key-not-kept' || kind === 'not-saved') return exitCode.unavailable;
  return kind === 'saved' ? exitCode.done : exitCode.badArguments;
}

async function remove(
  parts: Parts,
  { accountId, json }: Extract<AccountsCommand, { kind: 'accounts-remove' }>,
): Promise<number> {
  parts.engine.seed();
  const answer = await removeWhereServed(parts, accountId);
  return finish(answer, accountId, json, answer.isUnknown ? exitCode.badArguments : exitCode.unavailable);
}

async function rename(
  parts: Parts,
  { accountId, label, json }: Extract<AccountsCommand, { kind: 'accounts-rename' }>,
): Promise<number> {
  const { engine, added, settings, reader } = parts;
  engine.seed();
  const isAdded = added.list()?.some(({ id }) => id === accountId) ?? false;
  const isKnown = (): boolean => engine.accounts().some(({ account }) => account.id === accountId);
  if (!isAdded && !isKnown()) await engine.look();
  if (!isAdded && !isKnown()) {
    return finish({ ok: false, message: reader().t('addition.unknown-account') }, accountId, json);
  }
  const saving = await settings.update(({ accountLabels }) => ({
    accountLabels: { ...accountLabels, [accountId]: label },
  }));
  if (!saving.ok) {
    const reason = savingText(saving.cause, reader().t);
    const message = reader().t('addition.not-renamed', { reason });
    return finish({ ok: false, message }, accountId, json, exitCode.unavailable);
  }
  const name = createAddedAccounts(parts).nameOf(accountId);
  return finish({ ok: true, message: reader().t('addition.renamed', { label: name }) }, accountId, json);
}

function finish(
  { ok, message }: AccountAnswer,
  accountId: string,
  json: boolean,
  otherwise: number = exitCode.badArguments,
): number {
  if (ok) printAs(json, { accountId, message }, () => message);
  else tell(message);
  return ok ? exitCode.done : otherwise;
}

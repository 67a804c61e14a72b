import type { Command as Program } from 'commander';
import type { AdditionOutcome } from '../../core/accounts/added-account.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { ServiceDefinition } from '../../core/providers/own/definition.ts';
import { findProvider, loadProviders } from '../../core/providers/registry.ts';
import { cleanText } from '../../core/units/text.ts';
import { type AccountAnswer, additionAnswer, savingText } from '../../core/views/answers.ts';
import { createAddedAccounts, removeAccountWhereServed } from '../services/accounts.ts';
import type { Services } from '../services/create-services.ts';
import { createLocalSuggestions } from '../services/suggestions.ts';
import { askForAccount } from './ask-for-account.ts';
import { askForKey, type SecretSource, terminalSecret } from './key-input.ts';
import { exitCode, printAs, printError } from './output.ts';
import type { Declaring, Host } from './program.ts';

/** A command that changes the list of accounts. A key is never an argument, because other users can read arguments. */
export type AccountChangeCommand =
  | {
      readonly kind: 'accounts-add';
      readonly provider: string;
      readonly label: string;
      readonly baseUrl: string | null;
      readonly organizationId: string | null;
      /** The file of a service of the user's own; null: a service that the app knows. */
      readonly serviceFile: string | null;
      /** True: the key comes on standard input. False: the command asks for it on the terminal. */
      readonly secretStdin: boolean;
      readonly unprotected: boolean;
      readonly json: boolean;
    }
  | {
      readonly kind: 'accounts-add-found';
      /** The id of a suggestion of `accounts discover`. */
      readonly from: string;
      /** Null: the name says where the key came from. */
      readonly label: string | null;
      /** Null: the address of the service. */
      readonly baseUrl: string | null;
      readonly unprotected: boolean;
      readonly json: boolean;
    }
  | { readonly kind: 'accounts-remove'; readonly accountId: string; readonly json: boolean }
  | {
      readonly kind: 'accounts-rename';
      readonly accountId: string;
      readonly label: string;
      readonly json: boolean;
    };

const longestLabel = 100;

/** `accounts add`, `accounts remove` and `accounts rename`. */
export function declareAccountChanges(group: Program, { t, examples, choose, refuse }: Declaring): void {
  const run = async ({ services }: Host, command: AccountChangeCommand): Promise<number> =>
    changeAccounts(await services(), command);
  interface AddOptions {
    readonly from?: string | null;
    readonly service?: string | null;
    readonly provider?: string;
    readonly label?: string;
    readonly baseUrl?: string | null;
    readonly org?: string | null;
    readonly secretStdin?: boolean;
    readonly unprotected?: boolean;
    readonly json?: boolean;
  }
  group
    .command('add')
    .description(t('cli.accounts.add'))
    .usage('[--provider <provider> --label <name> | --service <file> --label <name> | --from <found>] [options]')
    .option('--provider <provider>', t('cli.accounts.add.provider'))
    .option('--label <name>', t('cli.accounts.add.label'))
    .option('--base-url <url>', t('cli.accounts.add.base-url'))
    .option('--org <id>', t('cli.accounts.add.org'))
    .option('--secret-stdin', t('cli.accounts.add.secret-stdin'))
    .option('--from <found>', t('cli.accounts.add.from'))
    .option('--service <file>', t('cli.accounts.add.service'))
    .option('--unprotected', t('cli.accounts.add.unprotected'))
    .option('--json', t('cli.json'))
    .addHelpText(
      'after',
      examples(
        'quota-tray accounts add',
        'quota-tray accounts add --provider openrouter --label lab',
        'pass openrouter | quota-tray accounts add --provider openrouter --label lab --secret-stdin',
        'quota-tray accounts add --from opencode:openrouter',
        'quota-tray accounts add --service litellm.json --label team --base-url https://llm.example',
      ),
    )
    .action(
      ({
        from = null,
        service = null,
        provider = '',
        label = '',
        baseUrl = null,
        org = null,
        ...flags
      }: AddOptions) => {
        if (service !== null && (from !== null || provider !== '')) refuse(t('cli.accounts.add.service-alone'));
        if (from !== null) {
          const isDescribed = provider !== '' || org !== null || flags.secretStdin === true;
          if (isDescribed) refuse(t('cli.accounts.add.from-alone'));
          const { unprotected = false, json = false } = flags;
          const name = cleanText(label);
          const chosen = { from, label: name === '' ? null : name, baseUrl, unprotected, json };
          return choose({ kind: 'accounts-add-found', ...chosen }, run);
        }
        const isAsked = flags.secretStdin !== true && process.stdin.isTTY;
        if (provider === '' && service === null && !isAsked)
          refuse(t('cli.error.needs-option', { command: 'accounts add', option: '--provider' }));
        if (cleanText(label) === '' && (!isAsked || service !== null))
          refuse(t('cli.error.needs-option', { command: 'accounts add', option: '--label' }));
        const { secretStdin = false, unprotected = false, json = false } = flags;
        const rest = { baseUrl, organizationId: org, serviceFile: service, secretStdin, unprotected, json };
        choose({ kind: 'accounts-add', provider: service === null ? provider : 'own', label, ...rest }, run);
      },
    );
  group
    .command('remove')
    .description(t('cli.accounts.remove'))
    .usage('<id> [options]')
    .argument('[id]', t('cli.accounts.id'))
    .option('--json', t('cli.json'))
    .addHelpText('after', examples('quota-tray accounts remove openrouter:1f2e3d4c5b6a'))
    .action((accountId = '', { json = false }: { json?: boolean }) => {
      if (accountId === '') refuse(t('cli.accounts.remove.needs-id'));
      choose({ kind: 'accounts-remove', accountId, json }, run);
    });
  group
    .command('rename')
    .description(t('cli.accounts.rename'))
    .usage('<id> <name> [options]')
    .argument('[id]', t('cli.accounts.id'))
    .argument('[name...]', t('cli.accounts.rename.name'))
    .option('--json', t('cli.json'))
    .addHelpText('after', examples('quota-tray accounts rename openrouter:1f2e3d4c5b6a "Big lab"'))
    .action((accountId = '', words: readonly string[] = [], { json = false }: { json?: boolean }) => {
      const label = cleanText(words.join(' '));
      if (accountId === '' || label === '' || label.length > longestLabel) {
        refuse(t('cli.accounts.rename.needs-words', { count: longestLabel }));
      }
      choose({ kind: 'accounts-rename', accountId, label, json }, run);
    });
}

/**
 * Adds, removes or renames an account. A running app or `serve` sees that the files have changed, follows, and
 * removes what it remembers of a removed account.
 */
async function changeAccounts(
  services: Services,
  command: AccountChangeCommand,
  secrets: SecretSource = terminalSecret,
): Promise<number> {
  switch (command.kind) {
    case 'accounts-add':
      return add(services, command, secrets);
    case 'accounts-add-found':
      return addFound(services, command);
    case 'accounts-remove':
      return remove(services, command);
    default:
      return rename(services, command);
  }
}

type Add = Extract<AccountChangeCommand, { kind: 'accounts-add' }>;

async function add(services: Services, described: Add, secrets: SecretSource): Promise<number> {
  const command = isComplete(described) ? described : await askForAccount(described, services.locale(), secrets);
  if (command === null) return exitCode.badArguments;
  const { provider, label, baseUrl, organizationId, serviceFile, secretStdin, unprotected, json } = command;
  const locale = services.locale();
  const definition = serviceFile === null ? undefined : await definitionOf(serviceFile, locale);
  if (definition === null) return exitCode.badArguments;
  await loadProviders([provider]);
  const access = findProvider(provider)?.key;
  // An account without a key needs no question.
  const service = definition?.name ?? findProvider(provider)?.displayName ?? provider;
  const isOptional = access?.optional === true;
  const key =
    access === undefined ? '' : await askForKey({ service, isOptional, fromInput: secretStdin }, secrets, locale);
  if (key === null) return exitCode.badArguments;
  const wanted = {
    ...{ provider, label, baseUrl, organizationId, key },
    ...(definition === undefined ? {} : { definition }),
  };
  const outcome = await createAddedAccounts(services).add(wanted, { unprotected });
  const answer = additionAnswer(outcome, locale, definition?.name);
  if (!answer.ok) {
    printError(answer.message);
    return codeOf(outcome);
  }
  const accountId = outcome.kind === 'saved' ? outcome.accountId : null;
  printAs(json, { accountId, message: answer.message }, () => `${accountId}  ${answer.message}`);
  return exitCode.done;
}

/** The service of a file; null: there is none, and the user has the sentences. Few additions need it, so it is loaded late. */
async function definitionOf(file: string, locale: LocaleContext): Promise<ServiceDefinition | null> {
  return (await import('./services.ts')).definitionIn(file, locale);
}

function isComplete({ provider, label }: Add): boolean {
  return provider !== '' && cleanText(label) !== '';
}

const codesOfAccept = {
  added: exitCode.done,
  unknown: exitCode.badArguments,
  refused: exitCode.badArguments,
  unavailable: exitCode.unavailable,
} as const;

async function addFound(
  services: Services,
  { from, label, baseUrl, unprotected, json }: Extract<AccountChangeCommand, { kind: 'accounts-add-found' }>,
): Promise<number> {
  const how = {
    ...{ storage: { unprotected } },
    ...(label === null ? {} : { label }),
    ...(baseUrl === null ? {} : { baseUrl }),
  };
  const { kind, accountId, message } = await createLocalSuggestions(services).accept(from, how);
  if (kind === 'added') printAs(json, { accountId, message }, () => `${accountId ?? from}  ${message}`);
  else printError(message);
  return codesOfAccept[kind];
}

function codeOf({ kind }: AdditionOutcome): number {
  if (kind === 'key-not-kept' || kind === 'not-saved') return exitCode.unavailable;
  return kind === 'saved' ? exitCode.done : exitCode.badArguments;
}

async function remove(
  services: Services,
  { accountId, json }: Extract<AccountChangeCommand, { kind: 'accounts-remove' }>,
): Promise<number> {
  await services.engine.load();
  const answer = await removeAccountWhereServed(services, accountId);
  return finish(answer, accountId, json, answer.isUnknown ? exitCode.badArguments : exitCode.unavailable);
}

async function rename(
  services: Services,
  { accountId, label, json }: Extract<AccountChangeCommand, { kind: 'accounts-rename' }>,
): Promise<number> {
  const { engine, addedAccounts: added, settings, locale } = services;
  await engine.load();
  const isAdded = added.list()?.some(({ id }) => id === accountId) ?? false;
  const isKnown = (): boolean => engine.accounts().some(({ account }) => account.id === accountId);
  if (!isAdded && !isKnown()) await engine.discover();
  if (!isAdded && !isKnown()) {
    return finish({ ok: false, message: locale().t('addition.unknown-account') }, accountId, json);
  }
  const saving = await settings.update(({ accountLabels }) => ({
    accountLabels: { ...accountLabels, [accountId]: label },
  }));
  if (!saving.ok) {
    const reason = savingText(saving.cause, locale());
    const message = locale().t('addition.not-renamed', { reason });
    return finish({ ok: false, message }, accountId, json, exitCode.unavailable);
  }
  const name = createAddedAccounts(services).nameOf(accountId);
  return finish({ ok: true, message: locale().t('addition.renamed', { label: name }) }, accountId, json);
}

function finish(
  { ok, message }: AccountAnswer,
  accountId: string,
  json: boolean,
  otherwise: number = exitCode.badArguments,
): number {
  if (ok) printAs(json, { accountId, message }, () => message);
  else printError(message);
  return ok ? exitCode.done : otherwise;
}

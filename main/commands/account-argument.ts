import { accountNamed, candidatesText, type NameableAccount, type NamedAccount } from '../../core/providers/account.ts';
import type { Translate } from '../../core/i18n/translate.ts';
import { type AppResponse, askApp } from '../node/api/client.ts';
import type { AppSocket } from '../node/api/pipe-proof.ts';
import { exitCode, printError } from './output.ts';
import type { AppHost } from './program.ts';

/** Why a name means no single account, as a sentence. The sentence for an ambiguous name lists the candidates. */
export function notNamed(
  named: Exclude<NamedAccount<NameableAccount>, { kind: 'account' }>,
  account: string,
  { t }: { readonly t: Translate },
): string {
  return named.kind === 'unknown-account'
    ? t('daily-usage.unknown-account', { account })
    : t('daily-usage.several-accounts', { account, candidates: candidatesText(named.candidates) });
}

export const slotAnswerWithinMs = 10_000;

/** The socket of the app, and the accounts that this process knows, for when the app does not answer. */
export interface SlotPlace {
  readonly socketPath: AppSocket;
  readonly knownAccounts: () => Promise<readonly SlotName[]>;
  readonly t: Translate;
}

interface SlotName {
  readonly accountId: string;
  readonly label: string;
}

/** The place of the slots of this computer. */
export async function slotPlace({ paths, stored, services }: AppHost): Promise<SlotPlace> {
  const { locale } = await stored();
  return {
    socketPath: paths().appSocket,
    knownAccounts: async () => {
      const { knownSnapshot } = await import('./snapshots.ts');
      return (await knownSnapshot(await services())).accounts.map(({ id, label }) => ({ accountId: id, label }));
    },
    t: locale.t,
  };
}

export type SlotAccount =
  | { readonly kind: 'account'; readonly accountId: string }
  /** The app did not answer as expected, but the account is known here. */
  | { readonly kind: 'unavailable'; readonly why: string }
  /** The name is wrong, and the user has the message. */
  | { readonly kind: 'failed'; readonly code: number };

/** The account of the running app with this id, else with this label. An unknown name is a bad argument. */
export async function slotAccount(place: SlotPlace, name: string): Promise<SlotAccount> {
  const { socketPath, knownAccounts, t } = place;
  const asked = await askApp({ socketPath, method: 'GET', path: '/v1/slots', timeoutMs: slotAnswerWithinMs });
  const hasAnswered = asked.kind === 'answer' && asked.status === 200;
  const named = accountNamed(nameable(hasAnswered ? asked.body : await knownAccounts()), name);
  if (named.kind === 'account') {
    const accountId = named.account.id;
    return hasAnswered ? { kind: 'account', accountId } : { kind: 'unavailable', why: whyNot(asked, t) };
  }
  printError(
    named.kind === 'unknown-account'
      ? t('cli.slot.unknown-account', { account: name })
      : t('cli.slot.several-accounts', { account: name, candidates: candidatesText(named.candidates) }),
  );
  return { kind: 'failed', code: exitCode.badArguments };
}

/** Why the app gave no usable answer, as a sentence. */
export function whyNot(outcome: AppResponse, t: Translate): string {
  if (outcome.kind === 'not-running') return t('cli.app.not-running');
  return outcome.kind === 'fault'
    ? t('cli.app.fault', { reason: outcome.reason })
    : (textIn(outcome.body, 'detail') ?? t('cli.app.status', { status: outcome.status }));
}

/** A text member of an answer; null: the answer has none with this name. */
export function textIn(body: unknown, name: string): string | null {
  const value = (body as Readonly<Record<string, unknown>> | null)?.[name];
  return typeof value === 'string' ? value : null;
}

function nameable(body: unknown): readonly NameableAccount[] {
  const rows = Array.isArray(body) ? (body as readonly unknown[]) : [];
  return rows.flatMap((row) => {
    const [id, label] = [textIn(row, 'accountId'), textIn(row, 'label')];
    return id === null ? [] : [{ id, label: label ?? id, email: null }];
  });
}

import { accountNamed, candidatesText, type NameableAccount } from '../../core/accounts/choose-account.ts';
import { type AskOutcome, askApp } from '../node/api/client.ts';
import type { Parts } from '../parts.ts';
import { exitCode, tell } from './output.ts';

export const slotAnswerWithinMs = 10_000;

/** Where the running app is asked, and which accounts are known here where it gives no answer. */
export interface SlotPlace {
  readonly socketPath: string;
  readonly knownAccounts: () => Promise<readonly SlotName[]>;
}

interface SlotName {
  readonly accountId: string;
  readonly label: string;
}

/** The place of slots of this machine. */
export function slotPlace(parts: Parts): SlotPlace {
  return {
    socketPath: parts.paths.socket,
    knownAccounts: async () => {
      const { knownSnapshot } = await import('./known-snapshot.ts');
      return (await knownSnapshot(parts)).accounts.map(({ id, label }) => ({ accountId: id, label }));
    },
  };
}

export type SlotAccount =
  | { readonly kind: 'account'; readonly accountId: string }
  /** Nobody answers, or not as expected; the account is known here. */
  | { readonly kind: 'unavailable'; readonly why: string }
  /** It was told what is wrong with the name. */
  | { readonly kind: 'failed'; readonly code: number };

/** The account of the running app that is meant: by id, else by label. One that nobody knows is a bad argument. */
export async function slotAccount({ socketPath, knownAccounts }: SlotPlace, name: string): Promise<SlotAccount> {
  const asked = await askApp({ socketPath, method: 'GET', path: '/v1/slots', timeoutMs: slotAnswerWithinMs });
  const hasAnswered = asked.kind === 'answer' && asked.status === 200;
  const meant = accountNamed(nameable(hasAnswered ? asked.body : await knownAccounts()), name);
  if (meant.kind === 'account') {
    const accountId = meant.account.id;
    return hasAnswered ? { kind: 'account', accountId } : { kind: 'unavailable', why: whyNot(asked) };
  }
  tell(
    meant.kind === 'unknown-account'
      ? `There is no account "${name}". See \`quota-tray accounts list\`.`
      : `Several accounts are called "${name}": ${candidatesText(meant.candidates)}. Use the whole name or the id of one.`,
  );
  return { kind: 'failed', code: exitCode.badArguments };
}

/** Why the app gave no answer to use, as a sentence. */
export function whyNot(outcome: AskOutcome): string {
  if (outcome.kind === 'not-running') return 'No app is running to ask.';
  return outcome.kind === 'fault'
    ? `The running app could not be asked (${outcome.reason}).`
    : (textOf(outcome.body, 'detail') ?? `The running app answered ${outcome.status}.`);
}

/** A text member of an answer; null: it has none. */
export function textOf(body: unknown, name: string): string | null {
  const value = (body as Readonly<Record<string, unknown>> | null)?.[name];
  return typeof value === 'string' ? value : null;
}

function nameable(body: unknown): readonly NameableAccount[] {
  const rows = Array.isArray(body) ? (body as readonly unknown[]) : [];
  return rows.flatMap((row) => {
    const [id, label] = [textOf(row, 'accountId'), textOf(row, 'label')];
    return id === null ? [] : [{ id, label: label ?? id, email: null }];
  });
}

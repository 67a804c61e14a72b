import { type AskOutcome, askApp } from '../node/api/client.ts';
import { exitCode, tell } from './output.ts';

export const slotAnswerWithinMs = 10_000;

export type SlotAccount =
  | { readonly kind: 'account'; readonly accountId: string }
  /** Nobody answers, or not as expected. */
  | { readonly kind: 'unavailable'; readonly why: string }
  /** It was told what is wrong with the name. */
  | { readonly kind: 'failed'; readonly code: number };

/** The account of the running app that is meant: by id, else by label. */
export async function slotAccount(socketPath: string, name: string): Promise<SlotAccount> {
  const known = await askApp({ socketPath, method: 'GET', path: '/v1/slots', timeoutMs: slotAnswerWithinMs });
  if (known.kind !== 'answer' || known.status !== 200) return { kind: 'unavailable', why: whyNot(known) };
  const meant = accountsNamed(name, known.body);
  const [accountId] = meant;
  if (accountId !== undefined && meant.length === 1) return { kind: 'account', accountId };
  const several = 'Several accounts have this name. Use an id of `quota-tray accounts list`.';
  tell(accountId === undefined ? `There is no account "${name}". See \`quota-tray accounts list\`.` : several);
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

function accountsNamed(name: string, body: unknown): readonly string[] {
  const rows = Array.isArray(body) ? (body as readonly unknown[]) : [];
  const ids = rows.flatMap((row) => textOf(row, 'accountId') ?? []);
  const labelled = rows.filter((row) => textOf(row, 'label') === name).flatMap((row) => textOf(row, 'accountId') ?? []);
  return ids.includes(name) ? [name] : labelled;
}

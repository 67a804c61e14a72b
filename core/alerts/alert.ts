/** Everything that a person may be told of without having asked. */
export const alertKinds = [
  'exhausted',
  'threshold',
  'will-run-out',
  'window-back',
  'credits-low',
  'reset-credit-expiring',
  'sign-in-needed',
  'grant-offered',
] as const;

export type AlertKind = (typeof alertKinds)[number];

/**
 * Two keys on grids that are shifted by half a step. A time that wanders by seconds between answers
 * can change one of them, never both, so what it names is new only if both are (wire-formats.md 1).
 */
export type DedupKeys = readonly [string, string];

const gridMs = 20 * 60_000;

/** What begins so is remembered for as long as there is a ledger of notices. */
export const foreverPrefix = 'ever|';

/** Whether a key names the account. */
export function isDedupKeyOf(key: string, accountId: string): boolean {
  return key.split('|').includes(accountId);
}

/** Dedupe keys of an event at a time that the service repeats with each answer, give or take some seconds. */
export function dedupKeysAround(stem: string, atMs: number): DedupKeys {
  return [`${stem}|a|${Math.floor(atMs / gridMs)}`, `${stem}|b|${Math.floor(atMs / gridMs + 0.5)}`];
}

/** Keys of something that was seen to turn in one reading. */
export function dedupKeysOfReading(stem: string, asOf: string): DedupKeys {
  return [`${stem}|since|${asOf}`, `${stem}|at|${asOf}`];
}

/** Keys of something that is told once and never again. */
export function dedupKeysForever(stem: string): DedupKeys {
  return [`${foreverPrefix}a|${stem}`, `${foreverPrefix}b|${stem}`];
}

/**
 * Two keys of one event. An alert is new only if both keys are new.
 * The keys round a time to two grids, which are half a step apart. Some services repeat a time with a
 * difference of seconds. Such a difference can change one of the two keys, but never both.
 */
export type DedupKeys = readonly [string, string];

const gridMs = 20 * 60_000;

/** Keys with this prefix are never deleted, so the alert is sent once ever. */
export const foreverPrefix = 'ever|';

/** Whether a dedup key belongs to this account. */
export function isDedupKeyOf(key: string, accountId: string): boolean {
  return key.split('|').includes(accountId);
}

/** Dedup keys of an event with a time that may differ by seconds from answer to answer. */
export function dedupKeysAround(stem: string, atMs: number): DedupKeys {
  return [`${stem}|a|${Math.floor(atMs / gridMs)}`, `${stem}|b|${Math.floor(atMs / gridMs + 0.5)}`];
}

/** Dedup keys of a change that one reading showed and that has no time of its own. */
export function dedupKeysOfReading(stem: string, asOf: string): DedupKeys {
  return [`${stem}|since|${asOf}`, `${stem}|at|${asOf}`];
}

/** Dedup keys of an alert that is sent once ever. */
export function dedupKeysForever(stem: string): DedupKeys {
  return [`${foreverPrefix}a|${stem}`, `${foreverPrefix}b|${stem}`];
}

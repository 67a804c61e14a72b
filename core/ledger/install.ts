import { unknownInstallTier, type CountedPer } from './tiers.ts';

export type Backend = 'gemini' | 'hardware';

/** What one install has used, as it is stored. Counters are whole numbers from 0 on. */
export interface InstallRow {
  readonly installId: string;
  /** The tier of the last charge. Before the first charge: of the last reservation, or of the first plan. */
  readonly tier: string;
  readonly lifetimeConsumed: number;
  readonly lifetimeGeminiConsumed: number;
  /** The month of the monthly counters, `YYYY-MM` in UTC. */
  readonly month: string;
  readonly monthlyConsumed: number;
  readonly monthlyGeminiConsumed: number;
  /** When the install was last charged; null: never. */
  readonly lastActiveAtMs: number | null;
}

/** A credit that is held for a call until the call is committed or released, or until the time is over. */
export interface Reservation {
  readonly reservationId: string;
  readonly installId: string;
  readonly tier: string;
  /** Which counters the tier had at the time of the reservation. The charge uses the same counters. */
  readonly countedPer: CountedPer;
  readonly backend: Backend;
  readonly jobId: string | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly state: 'open' | 'committed' | 'released';
}

/** A job that was charged. Its further calls are free for an hour. */
export interface ChargedJob {
  readonly installId: string;
  readonly jobId: string;
  readonly backend: Backend;
  readonly chargedAtMs: number;
}

/** The row of an install that the ledger has never seen. Without a tier it gets the tier of unknown installs. */
export function blankRow(installId: string, nowMs: number, tier: string = unknownInstallTier): InstallRow {
  return {
    installId,
    tier,
    lifetimeConsumed: 0,
    lifetimeGeminiConsumed: 0,
    month: monthKey(nowMs),
    monthlyConsumed: 0,
    monthlyGeminiConsumed: 0,
    lastActiveAtMs: null,
  };
}

/** What the ledger needs to know about one install to decide, read in the transaction that decides. */
export interface InstallState {
  /** null: the ledger has never seen the install. */
  readonly row: InstallRow | null;
  /** At least the open reservations. */
  readonly reservations: readonly Reservation[];
  /** At least the jobs charged within the hour that the request or an open reservation names. */
  readonly jobs: readonly ChargedJob[];
}

/** What a decision stores, as complete new rows; null: nothing of that kind. */
export interface Changes {
  readonly row: InstallRow | null;
  readonly reservation: Reservation | null;
  readonly job: ChargedJob | null;
}

export const noChanges: Changes = { row: null, reservation: null, job: null };

export interface Decision<Answer> {
  readonly answer: Answer;
  readonly changes: Changes;
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const jobText = /^[\p{L}\p{N}\p{P}\p{S} ]{1,200}$/u;

/**
 * An install or reservation id in lower case; null: the text does not have the form of a UUID. The form also
 * rejects names such as `__proto__`, which every object has.
 */
export function parseUuid(text: string): string | null {
  const id = text.toLowerCase();
  return uuidPattern.test(id) ? id : null;
}

/** True for a job id of 1 to 200 visible characters. */
export function isJobId(text: string): boolean {
  return jobText.test(text);
}

/** The month of a moment, `YYYY-MM` in UTC, in every local time zone. */
export function monthKey(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 7);
}

/**
 * The row in the month of this moment. A later month begins with empty monthly counters. An earlier month
 * changes nothing, so that a clock that was set back forgets no use. Lifetime counters never change.
 */
export function rolledForward(row: InstallRow, nowMs: number): InstallRow {
  const month = monthKey(nowMs);
  return month > row.month ? { ...row, month, monthlyConsumed: 0, monthlyGeminiConsumed: 0 } : row;
}

interface Charge {
  readonly tier: string;
  readonly countedPer: CountedPer;
  readonly backend: Backend;
}

/**
 * The row after a charge of one credit. It takes the tier of the charge and keeps the counters of the other
 * kind, so that a change of tier forgets nothing.
 */
export function chargeRow(row: InstallRow, { tier, countedPer, backend }: Charge, nowMs: number): InstallRow {
  const now = { ...rolledForward(row, nowMs), tier, lastActiveAtMs: nowMs };
  const gemini = backend === 'gemini' ? 1 : 0;
  return countedPer === 'lifetime'
    ? {
        ...now,
        lifetimeConsumed: now.lifetimeConsumed + 1,
        lifetimeGeminiConsumed: now.lifetimeGeminiConsumed + gemini,
      }
    : {
        ...now,
        monthlyConsumed: now.monthlyConsumed + 1,
        monthlyGeminiConsumed: now.monthlyGeminiConsumed + gemini,
      };
}

/**
 * Merges the rows that two ledgers have of the same install. Each counter is the higher of the two, the month
 * is the later one with its own counters, and the tier is that of the last charge. So no use is forgotten, and
 * merging the same row again changes nothing.
 */
export function mergeInstallRows(ours: InstallRow, theirs: InstallRow): InstallRow {
  const later = theirs.month > ours.month ? theirs : ours;
  const isSameMonth = theirs.month === ours.month;
  const theirsIsNewer = (theirs.lastActiveAtMs ?? -1) > (ours.lastActiveAtMs ?? -1);
  return {
    installId: ours.installId,
    tier: theirsIsNewer ? theirs.tier : ours.tier,
    lifetimeConsumed: Math.max(ours.lifetimeConsumed, theirs.lifetimeConsumed),
    lifetimeGeminiConsumed: Math.max(ours.lifetimeGeminiConsumed, theirs.lifetimeGeminiConsumed),
    month: later.month,
    monthlyConsumed: isSameMonth ? Math.max(ours.monthlyConsumed, theirs.monthlyConsumed) : later.monthlyConsumed,
    monthlyGeminiConsumed: isSameMonth
      ? Math.max(ours.monthlyGeminiConsumed, theirs.monthlyGeminiConsumed)
      : later.monthlyGeminiConsumed,
    lastActiveAtMs: theirsIsNewer ? theirs.lastActiveAtMs : ours.lastActiveAtMs,
  };
}

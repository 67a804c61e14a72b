import { unknownInstallTier, type CountedPer } from './tiers.ts';

export type Backend = 'gemini' | 'hardware';

/** What one install has used, as it is stored: counters are whole and at least 0. */
export interface InstallRow {
  readonly installId: string;
  /** The tier it was last charged on; where it was never charged, the one it was last reserved or first planned on. */
  readonly tier: string;
  readonly lifetimeConsumed: number;
  readonly lifetimeGeminiConsumed: number;
  /** `YYYY-MM` in UTC, the month that the month counters belong to. */
  readonly month: string;
  readonly monthlyConsumed: number;
  readonly monthlyGeminiConsumed: number;
  /** When it was last charged; null: never. */
  readonly lastActiveAtMs: number | null;
}

/** A credit that is held for a call, until the call is committed or released or the time is over (S3-16). */
export interface Reservation {
  readonly reservationId: string;
  readonly installId: string;
  readonly tier: string;
  /** The counters of its tier when it was made; it is charged on these. */
  readonly countedPer: CountedPer;
  readonly backend: Backend;
  readonly jobId: string | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly state: 'open' | 'committed' | 'released';
}

/** A job that has been charged; for an hour its further calls are not (S3-17). */
export interface ChargedJob {
  readonly installId: string;
  readonly jobId: string;
  readonly backend: Backend;
  readonly chargedAtMs: number;
}

/** The row of an install that was never seen; without a tier, on the one of unknown installs. */
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

/** All that is needed of one install to decide about it, read in the transaction that decides. */
export interface InstallState {
  /** null: never seen. */
  readonly row: InstallRow | null;
  /** At least those that are open. */
  readonly reservations: readonly Reservation[];
  /** At least those that the request or an open reservation names and that were charged within the hour. */
  readonly jobs: readonly ChargedJob[];
}

/** What a decision stores, as whole new rows; null: nothing of that kind. */
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
 * An install or reservation id in its one spelling, small letters; null for whatever does not have
 * the form of a UUID, such as names that every object has (S3-14).
 */
export function parseUuid(text: string): string | null {
  const id = text.toLowerCase();
  return uuidPattern.test(id) ? id : null;
}

/** True for a job id of 1 to 200 visible characters. */
export function isJobId(text: string): boolean {
  return jobText.test(text);
}

/** `YYYY-MM` of an instant, in UTC whatever the local zone is (S3-3). */
export function monthKey(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 7);
}

/**
 * The row as it stands in the month of this instant: a later month begins with empty month counters,
 * an earlier one changes nothing, so that a clock set back forgets no use (S3-3, S3-19). Lifetime
 * counters never change here.
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
 * The row after one credit more. It takes the charge's tier and keeps the counters of the other kind,
 * so a change of tier forgets nothing (S3-8, S3-22).
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
 * A row of this ledger and the same install's row of another, as one: of each counter the higher,
 * of the month the later with its own counters, and the tier of the one that was charged last. So
 * nothing that was used is forgotten, and merging the same row again changes nothing.
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

import { isWithdrawn, type Fact } from '../usage/fact.ts';
import type { Facts } from '../usage/facts.ts';
import type { AccountState } from './account-state.ts';

/** The newest content of an account's file, and when this process wrote it; null: an earlier process did. */
export interface PersistedState {
  readonly state: AccountState;
  readonly atMs: number | null;
}

/** Ages alone reach the disk this often, so that an idle day writes almost nothing. */
export const persistAgesEveryMs = 60 * 60_000;

/** Upstreams compute a reset from "seconds left", so the same reset wobbles by seconds between answers. */
const sameMomentMs = 60_000;

const ages: ReadonlySet<string> = new Set([
  'asOfMs',
  'windowsCompleteAsOfMs',
  'fetchedAtMs',
  'askedAtMs',
  'nextDueAtMs',
  'sequence',
  'unchangedAnswers',
]);

const moments: ReadonlySet<string> = new Set(['resetsAtMs', 'nextExpiresAtMs', 'endsAtMs']);

/**
 * Whether a settled state should be written now: it says something new, or this process has
 * not written that account yet (so a restart loop finds when it last asked), or what is on disk is
 * an hour old. A clock that was set back counts as an hour.
 */
export function shouldPersist(state: AccountState, written: PersistedState | null, nowMs: number): boolean {
  if (written === null || written.atMs === null) {
    return true;
  }
  const ageMs = nowMs - written.atMs;
  return ageMs < 0 || ageMs >= persistAgesEveryMs || !isSameButAges(state, written.state);
}

/** True when two states differ in nothing but how old their figures are. */
export function isSameButAges(left: AccountState, right: AccountState): boolean {
  return isSame(left, right, '');
}

/** True when two readings of one account differ in nothing but their ages. */
export function areFactsSameButAges(left: Facts, right: Facts): boolean {
  return isSame(left, right, '');
}

function isSame(left: unknown, right: unknown, key: string): boolean {
  if (ages.has(key)) {
    return (left === null) === (right === null);
  }
  if (typeof left === 'number' && typeof right === 'number' && moments.has(key)) {
    return Math.abs(left - right) <= sameMomentMs;
  }
  if (!isObject(left) || !isObject(right)) {
    return Object.is(left, right);
  }
  return isFact(left) && isFact(right) ? isSameFact(left, right, key) : hasSameFields(left, right);
}

function hasSameFields(left: Readonly<Record<string, unknown>>, right: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && isSame(left[name], right[name], name))
  );
}

/** When an "unknown" was last repeated is an age; that it was said, and that it hides the value, is not. */
function isSameFact(left: Fact<unknown>, right: Fact<unknown>, key: string): boolean {
  return (
    (left.unknownSinceMs === null) === (right.unknownSinceMs === null) &&
    isWithdrawn(left) === isWithdrawn(right) &&
    left.said?.source === right.said?.source &&
    isSame(left.said?.value, right.said?.value, key)
  );
}

function isFact(value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, unknown>> & Fact<unknown> {
  return 'said' in value && 'unknownSinceMs' in value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

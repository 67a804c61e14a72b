import type { Endpoint } from '../providers/provider.ts';
import { currentValue } from '../usage/fact.ts';
import type { Facts } from '../usage/facts.ts';

/** What around the app decides how often to ask. */
export interface DevicePowerState {
  readonly onBattery: boolean;
  /** The screen is locked: nobody looks. */
  readonly locked: boolean;
}

export const defaultPowerState: DevicePowerState = { onBattery: false, locked: false };

const minuteMs = 60_000;
const jitterShare = 0.1;
const afterResetMs = minuteMs;
const leastMs = minuteMs;
const longestSlowedMs = 30 * minuteMs;
const onBatteryFactor = 2;
const lockedFactor = 3;

/**
 * Below 2 even with the jitter on top: on a watched desktop a figure is asked for again before it
 * counts as stale, which it does at twice the interval.
 */
const quietSteps: readonly { readonly unchangedAnswers: number; readonly factor: number }[] = [
  { unchangedAnswers: 12, factor: 1.75 },
  { unchangedAnswers: 6, factor: 1.5 },
  { unchangedAnswers: 3, factor: 1.25 },
];

/** What the wait between two turns of an endpoint depends on. */
export interface IntervalFactors extends DevicePowerState {
  /** The user's interval, or the endpoint's minimum where that is longer. */
  readonly baseMs: number;
  readonly minimumMs: number;
  /** How many answers in a row said nothing new. */
  readonly unchangedAnswers: number;
}

/**
 * The user's interval, but never below what the endpoint bears. An endpoint whose answer has a
 * life of its own is asked at its own interval, whatever the user chose; another optional one is never asked
 * more often than at its default.
 */
export function intervalMs(
  { pollInterval: cadence, optional }: Pick<Endpoint, 'pollInterval' | 'optional'>,
  refreshMinutes: number,
): number {
  const { defaultMs, minimumMs, isFixed: ownLife } = cadence;
  if (ownLife === true) return Math.max(defaultMs, minimumMs);
  return Math.max(refreshMinutes * minuteMs, minimumMs, optional === true ? defaultMs : 0);
}

/**
 * How long to wait until the next turn: the interval, longer while nothing changes, on battery,
 * and while the screen is locked. Slowing down ends at 30 minutes, or at the interval where that is
 * longer. Never below the endpoint's minimum, nor a minute.
 */
export function plannedIntervalMs({ baseMs, minimumMs, unchangedAnswers, onBattery, locked }: IntervalFactors): number {
  const quiet = quietSteps.find((step) => unchangedAnswers >= step.unchangedAnswers)?.factor ?? 1;
  const slowedMs = baseMs * quiet * (onBattery ? onBatteryFactor : 1) * (locked ? lockedFactor : 1);
  return Math.max(Math.min(slowedMs, longestIntervalMs(baseMs)), minimumMs, leastMs);
}

/** The longest that `plannedIntervalMs` gives for an interval. */
function longestIntervalMs(baseMs: number): number {
  return Math.max(longestSlowedMs, baseMs);
}

/**
 * When to ask next after a good answer: the planned interval and up to a tenth more, or a minute
 * after the earliest reset if that is sooner (S4-10), never earlier than the endpoint's minimum. The
 * jitter only adds, so that a day never holds more turns than intervals.
 *
 * @param plannedMs As `plannedIntervalMs` gives it.
 * @param random 0 <= random < 1.
 */
export function nextDueAtMs(facts: Facts, plannedMs: number, minimumMs: number, nowMs: number, random: number): number {
  const regularMs = regularDueAtMs(plannedMs, nowMs, random);
  const resets = facts.windows
    .map((window) => currentValue(window.resetsAtMs))
    .filter((resetsAtMs): resetsAtMs is number => resetsAtMs !== null && resetsAtMs > nowMs)
    .map((resetsAtMs) => resetsAtMs + afterResetMs);
  return Math.round(Math.max(Math.min(regularMs, ...resets), nowMs + minimumMs));
}

/**
 * When to ask next after a good answer that has a life of its own: the planned interval and up to a
 * tenth more; no reset of a window brings it forward.
 *
 * @param random 0 <= random < 1.
 */
export function regularDueAtMs(plannedMs: number, nowMs: number, random: number): number {
  return Math.round(nowMs + plannedMs * (1 + jitterShare * random));
}

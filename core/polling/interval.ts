import { currentValue } from '../usage/fact.ts';
import type { Facts } from '../usage/facts.ts';
import { minuteMs } from '../units/time.ts';

/** What the state of the device changes about how often this app polls. */
export interface DevicePowerState {
  readonly onBattery: boolean;
  /** The screen is locked, so nobody looks at the figures. */
  readonly locked: boolean;
}

export const defaultPowerState: DevicePowerState = { onBattery: false, locked: false };

/** How often an endpoint may and should be polled. */
export interface PollInterval {
  readonly defaultMs: number;
  readonly minimumMs: number;
  /** Neither the user's interval nor a manual refresh shortens the interval. */
  readonly isFixed?: true;
}

const jitterShare = 0.1;
const afterResetMs = minuteMs;
const shortestIntervalMs = minuteMs;
const longestSlowedMs = 30 * minuteMs;
const onBatteryFactor = 2;
const lockedFactor = 3;

/**
 * How much longer the interval is after so many unchanged answers. The factors stay below 2 even with the
 * jitter on top, because a figure is stale at twice the interval, and a watched figure must not become stale.
 */
const unchangedSteps: readonly { readonly unchangedAnswers: number; readonly factor: number }[] = [
  { unchangedAnswers: 12, factor: 1.75 },
  { unchangedAnswers: 6, factor: 1.5 },
  { unchangedAnswers: 3, factor: 1.25 },
];

/** What the time between two polls of an endpoint depends on. */
export interface IntervalFactors extends DevicePowerState {
  /** The user's interval, or the endpoint's minimum where that is longer. */
  readonly baseMs: number;
  readonly minimumMs: number;
  /** How many answers in a row said nothing new. */
  readonly unchangedAnswers: number;
}

/**
 * The interval of an endpoint: the user's, but never below the endpoint's minimum. An answer that is good for a
 * time of its own has its own interval, whatever the user chose. Another optional endpoint is never polled more
 * often than at its default.
 */
export function intervalMs(
  { pollInterval, optional }: { readonly pollInterval: PollInterval; readonly optional?: true },
  refreshMinutes: number,
): number {
  const { defaultMs, minimumMs, isFixed } = pollInterval;
  if (isFixed === true) return Math.max(defaultMs, minimumMs);
  return Math.max(refreshMinutes * minuteMs, minimumMs, optional === true ? defaultMs : 0);
}

/**
 * The time until the next poll: the interval, longer while nothing changes, on battery, and while the screen is
 * locked. It is at most 30 minutes, or the interval where that is longer, and never below the endpoint's minimum
 * or a minute.
 */
export function plannedIntervalMs({ baseMs, minimumMs, unchangedAnswers, onBattery, locked }: IntervalFactors): number {
  const unchangedFactor = unchangedSteps.find((step) => unchangedAnswers >= step.unchangedAnswers)?.factor ?? 1;
  const slowedMs = baseMs * unchangedFactor * (onBattery ? onBatteryFactor : 1) * (locked ? lockedFactor : 1);
  return Math.max(Math.min(slowedMs, Math.max(longestSlowedMs, baseMs)), minimumMs, shortestIntervalMs);
}

/**
 * When to poll after a good answer: after the planned interval and up to a tenth more, or a minute after the
 * earliest reset where that is sooner, never before the endpoint's minimum. The jitter only adds, so that a day
 * never holds more polls than intervals.
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
 * When to poll after a good answer that is good for a time of its own: after the planned interval and up to a
 * tenth more. No reset of a window brings the poll forward.
 *
 * @param random 0 <= random < 1.
 */
export function regularDueAtMs(plannedMs: number, nowMs: number, random: number): number {
  return Math.round(nowMs + plannedMs * (1 + jitterShare * random));
}

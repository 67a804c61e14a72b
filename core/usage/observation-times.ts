import { dayMs, minuteMs, secondMs } from '../units/time.ts';
import type { Fact } from './fact.ts';
import { type FactName, factNames, type Facts, type FactValues, makeFacts, type Statements } from './facts.ts';
import type { Observation, WindowReading } from './observation.ts';

/** The limit for resets of months and years, and of windows with an unknown length. */
const farthestResetMs = 400 * dayMs;
/** Money and resets that were bought or given may last for years. */
const farthestExpiryMs = 20 * 366 * dayMs;
/** The clocks of this computer and of services differ. */
const slackMs = dayMs;
const lengthTolerance = 1.02;

/**
 * Returns true if a stated reset is plausible. It may lie at most a day before the statement, and at most the length of
 * the window after it. A time in 1970 or in the year 275760 is a fault.
 *
 * @param durationSeconds The length of the window in seconds; null: unknown.
 */
export function isPlausibleReset(resetsAtMs: number, asOfMs: number, durationSeconds: number | null): boolean {
  const lengthMs = durationSeconds === null ? farthestResetMs : durationSeconds * secondMs * lengthTolerance + slackMs;
  const aheadMs = resetsAtMs - asOfMs;
  return aheadMs >= -slackMs && aheadMs <= Math.min(lengthMs, farthestResetMs);
}

/**
 * Returns the observation without impossible times. It keeps the figure beside such a time. The merge keeps an earlier
 * known time.
 */
export function withPlausibleTimes(observation: Observation): Observation {
  const { asOfMs, windows } = observation;
  const checked = withTimes(observation, (kind, atMs) => {
    if (kind === 'reset') return isPlausibleReset(atMs, asOfMs, null) ? atMs : null;
    return kind === 'answer' || Math.abs(atMs - asOfMs) <= farthestExpiryMs ? atMs : null;
  });
  if (windows === undefined) return checked;
  return { ...checked, windows: { ...windows, items: windows.items.map((item) => withPlausibleReset(item, asOfMs)) } };
}

function withPlausibleReset(item: WindowReading, asOfMs: number): WindowReading {
  const { resetsAtMs, ...rest } = item;
  if (resetsAtMs?.is !== 'value') return item;
  return isPlausibleReset(resetsAtMs.value, asOfMs, item.shape.durationSeconds) ? item : rest;
}

/** The `Date` header holds whole seconds, and a cache may keep an answer for a moment. */
const clockToleranceMs = minuteMs;

/**
 * Returns how far the clock of a service is ahead of the local clock, ms. 0: both agree. The known value stays if the
 * answer does not state a time, or differs from it by seconds only.
 */
export function clockOffsetMs(serverMs: number | undefined, nowMs: number, knownMs = 0): number {
  if (serverMs === undefined || Math.abs(serverMs - nowMs - knownMs) < clockToleranceMs) return knownMs;
  const offsetMs = serverMs - nowMs;
  return Math.abs(offsetMs) < clockToleranceMs ? 0 : offsetMs;
}

/**
 * Returns facts whose times lie so much later: the resets and ends that the service stated. Ages stay, because the app
 * itself noted them.
 */
export function withTimesMoved(facts: Facts, byMs: number): Facts {
  const move = (kind: TimeKind, atMs: number): number => (kind === 'answer' ? atMs : atMs + byMs);
  const moved = <T>(fact: Fact<T>): Fact<T> =>
    fact.said === null ? fact : { ...fact, said: { ...fact.said, value: changeTimes(fact.said.value, move) as T } };
  const windows = facts.windows.map((window) => {
    const { said } = window.resetsAtMs;
    if (said === null) return window;
    return { ...window, resetsAtMs: { ...window.resetsAtMs, said: { ...said, value: said.value + byMs } } };
  });
  return {
    ...makeFacts((name) => moved<unknown>(facts[name])),
    ...{ windows, windowsCompleteAsOfMs: facts.windowsCompleteAsOfMs },
  };
}

/**
 * Returns the observation with times of the local clock instead of the service's clock. Every countdown and "not
 * started" is then right even if the local clock is wrong.
 *
 * @param isAsOfOurs True: the time of the observation itself is already of the local clock.
 */
export function onLocalClock(observation: Observation, offsetMs: number, isAsOfOurs = false): Observation {
  if (offsetMs === 0) return observation;
  const { asOfMs, windows } = observation;
  const local = withTimes(observation, (kind, atMs) => (kind === 'answer' && isAsOfOurs ? atMs : atMs - offsetMs));
  const items = windows?.items.map((item) =>
    item.resetsAtMs?.is === 'value'
      ? { ...item, resetsAtMs: { ...item.resetsAtMs, value: item.resetsAtMs.value - offsetMs } }
      : item,
  );
  return {
    ...local,
    asOfMs: isAsOfOurs ? asOfMs : asOfMs - offsetMs,
    ...(windows === undefined || items === undefined ? {} : { windows: { ...windows, items } }),
  };
}

type TimeFieldOf<Value> = Value extends readonly (infer Item)[]
  ? TimeFieldOf<Item>
  : Value extends object
    ? Extract<keyof Value, `${string}Ms`>
    : never;

/** The kind of a time. `answer`: when the service stated the value. The other times lie ahead of it or have passed. */
type TimeKind = 'reset' | 'expiry' | 'answer';

/** Every time that the value of a fact may hold, by the name of its field. */
const timeFields: Readonly<Record<{ [Name in FactName]: TimeFieldOf<FactValues[Name]> }[FactName], TimeKind>> = {
  resetsAtMs: 'reset',
  boxedUntilMs: 'reset',
  endsAtMs: 'reset',
  availableAtMs: 'reset',
  nextExpiresAtMs: 'expiry',
  validUntilMs: 'expiry',
  answeredAtMs: 'answer',
};

/** Returns the times in the value of a fact, epoch ms. */
export function timesIn(value: unknown): readonly number[] {
  const times: number[] = [];
  changeTimes(value, (_kind, atMs) => {
    times.push(atMs);
    return atMs;
  });
  return times;
}

function withTimes(observation: Observation, change: (kind: TimeKind, atMs: number) => number | null): Observation {
  const changed = factNames.flatMap((name) => {
    const statement = observation[name];
    return statement?.is === 'value'
      ? [[name, { ...statement, value: changeTimes(statement.value, change) }] as const]
      : [];
  });
  return { ...observation, ...(Object.fromEntries(changed) as Statements) };
}

function changeTimes(value: unknown, change: (kind: TimeKind, atMs: number) => number | null): unknown {
  if (Array.isArray(value)) return value.map((item) => changeTimes(item, change));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([field, each]: [string, unknown]) => {
    const kind = (timeFields as Readonly<Record<string, TimeKind>>)[field];
    return [field, kind !== undefined && typeof each === 'number' ? change(kind, each) : each] as const;
  });
  return Object.fromEntries(fields);
}

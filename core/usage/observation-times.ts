import { dayMs, minuteMs, secondMs } from '../units/time.ts';
import { type FactName, factNames, type FactValues, type Statements } from './facts.ts';
import type { Observation, WindowReading } from './observation.ts';

/** Resets of months and years, and of windows whose length is not known. */
const farthestResetMs = 400 * dayMs;
/** Money and resets that were bought or given may last for years. */
const farthestExpiryMs = 20 * 366 * dayMs;
/** The clocks of this computer and of services differ. */
const slackMs = dayMs;
const lengthTolerance = 1.02;

/**
 * Whether a window may begin anew at a time that a source stated: at most a day before the statement, and not
 * further ahead than the window is long. A time of 1970 or of the year 275760 is a fault.
 *
 * @param durationSeconds The length of the window; null: not known.
 */
export function isPlausibleReset(resetsAtMs: number, asOfMs: number, durationSeconds: number | null): boolean {
  const lengthMs = durationSeconds === null ? farthestResetMs : durationSeconds * secondMs * lengthTolerance + slackMs;
  const aheadMs = resetsAtMs - asOfMs;
  return aheadMs >= -slackMs && aheadMs <= Math.min(lengthMs, farthestResetMs);
}

/**
 * The observation without times that are impossible. It keeps the figure beside such a time, and the merge
 * keeps a time that is known from before.
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

/** How far the clock of a service is ahead of ours, ms; 0 where both agree, or where its answer does not say. */
export function clockOffsetMs(serverMs: number | undefined, nowMs: number): number {
  const offsetMs = serverMs === undefined ? 0 : serverMs - nowMs;
  return Math.abs(offsetMs) < clockToleranceMs ? 0 : offsetMs;
}

/**
 * The observation with the times of a service's clock changed to times of our clock. Every countdown and
 * "not started" is then right although our clock is wrong.
 *
 * @param isAsOfOurs The time of the observation itself is already of our clock.
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

/** `answer`: when the service said it; the others lie ahead of it or have passed. */
type TimeKind = 'reset' | 'expiry' | 'answer';

/** Every time that the value of a fact may hold, by the name of its field. */
const timeFields: Readonly<Record<{ [Name in FactName]: TimeFieldOf<FactValues[Name]> }[FactName], TimeKind>> = {
  resetsAtMs: 'reset',
  boxedUntilMs: 'reset',
  endsAtMs: 'reset',
  nextExpiresAtMs: 'expiry',
  answeredAtMs: 'answer',
};

/** The times that the value of a fact holds, epoch ms. */
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

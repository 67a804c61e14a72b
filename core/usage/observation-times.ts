import type { Stated } from './fact.ts';
import type { Observation, SpendReading, WindowReading } from './observation.ts';

const dayMs = 86_400_000;
/** Resets of months and years, and of windows whose length is not known. */
const farthestResetMs = 400 * dayMs;
/** What was paid or given may last for years. */
const farthestExpiryMs = 20 * 366 * dayMs;
/** Clocks differ, of this machine and of services. */
const slackMs = dayMs;
const lengthTolerance = 1.02;

/**
 * Whether a window may begin anew at a time that was stated: not over for more than a day when it was said,
 * and not further ahead than the window is long. A time of 1970 or of the year 275760 is a fault.
 */
export function isPlausibleReset(resetsAtMs: number, asOfMs: number, durationSeconds: number | null): boolean {
  const lengthMs = durationSeconds === null ? farthestResetMs : durationSeconds * 1000 * lengthTolerance + slackMs;
  const aheadMs = resetsAtMs - asOfMs;
  return aheadMs >= -slackMs && aheadMs <= Math.min(lengthMs, farthestResetMs);
}

/**
 * An observation without the times that cannot be. Only the time is dropped: the figure beside it stays, and
 * so does a time that is known from before.
 */
export function withPlausibleTimes(observation: Observation): Observation {
  const { asOfMs, windows, spend, spendLimits, monthlySpend, prepaid, ledger, service, blocked } = observation;
  const { resetCredits, resetCreditList } = observation;
  const reset = (atMs: number | null): number | null =>
    atMs !== null && isPlausibleReset(atMs, asOfMs, null) ? atMs : null;
  const expiry = (atMs: number | null): number | null =>
    atMs !== null && Math.abs(atMs - asOfMs) <= farthestExpiryMs ? atMs : null;
  const ofSpend = <T extends SpendReading | null>(reading: T): T =>
    reading === null ? reading : { ...reading, resetsAtMs: reset(reading.resetsAtMs) };
  const ofExpiry = <T extends { readonly nextExpiresAtMs: number | null }>(reading: T): T => ({
    ...reading,
    nextExpiresAtMs: expiry(reading.nextExpiresAtMs),
  });
  return {
    ...observation,
    ...(windows && { windows: { ...windows, items: windows.items.map((item) => withPlausibleReset(item, asOfMs)) } }),
    ...(spend && { spend: mapped(spend, ofSpend) }),
    ...(spendLimits && { spendLimits: mapped(spendLimits, (list) => list.map(ofSpend)) }),
    ...(monthlySpend && { monthlySpend: mapped(monthlySpend, ofSpend) }),
    ...(prepaid && { prepaid: mapped(prepaid, ofExpiry) }),
    ...(resetCredits && { resetCredits: mapped(resetCredits, ofExpiry) }),
    ...(resetCreditList && { resetCreditList: mapped(resetCreditList, ofExpiry) }),
    ...(ledger && { ledger: mapped(ledger, (value) => ({ ...value, resetsAtMs: reset(value.resetsAtMs) })) }),
    ...(service && { service: mapped(service, (value) => ({ ...value, boxedUntilMs: reset(value.boxedUntilMs) })) }),
    ...(blocked && {
      blocked: mapped(blocked, (value) => (value === null ? null : { ...value, endsAtMs: reset(value.endsAtMs) })),
    }),
  };
}

function withPlausibleReset(item: WindowReading, asOfMs: number): WindowReading {
  const { resetsAtMs, ...rest } = item;
  if (resetsAtMs?.is !== 'value') return item;
  return isPlausibleReset(resetsAtMs.value, asOfMs, item.shape.durationSeconds) ? item : rest;
}

function mapped<T>(stated: Stated<T>, change: (value: T) => T): Stated<T> {
  return stated.is === 'value' ? { is: 'value', value: change(stated.value) } : stated;
}

/** `Date` holds whole seconds, and a cache may keep an answer for a moment. */
const toleranceMs = 60_000;

/** How far the clock of a service is ahead of ours; 0 where both agree, or where its answer does not say. */
export function clockOffsetMs(serverMs: number | undefined, nowMs: number): number {
  const offsetMs = serverMs === undefined ? 0 : serverMs - nowMs;
  return Math.abs(offsetMs) < toleranceMs ? 0 : offsetMs;
}

/**
 * An observation whose times are those of a service's clock, as times of our clock, so that every countdown
 * and "not started" is judged right even where our clock is wrong.
 *
 * @param isAsOfOurs The time of the observation itself is of our clock already.
 */
export function onLocalClock(observation: Observation, offsetMs: number, isAsOfOurs = false): Observation {
  if (offsetMs === 0) return observation;
  const local = (atMs: number): number => atMs - offsetMs;
  const orNull = (atMs: number | null): number | null => (atMs === null ? null : local(atMs));
  const { windows, spend, spendLimits, monthlySpend, prepaid, resetCredits, resetCreditList } = observation;
  const { grant, service, ledger, blocked } = observation;
  const withReset = <T extends { readonly resetsAtMs: number | null }>(value: T): T => ({
    ...value,
    resetsAtMs: orNull(value.resetsAtMs),
  });
  const withExpiry = <T extends { readonly nextExpiresAtMs: number | null }>(value: T): T => ({
    ...value,
    nextExpiresAtMs: orNull(value.nextExpiresAtMs),
  });
  const items = windows?.items.map((item) => ({ ...item, ...changed('resetsAtMs', item.resetsAtMs, local) }));
  return {
    ...observation,
    asOfMs: isAsOfOurs ? observation.asOfMs : local(observation.asOfMs),
    ...(windows === undefined || items === undefined ? {} : { windows: { ...windows, items } }),
    ...changed('spend', spend, (value) => (value === null ? null : withReset(value))),
    ...changed('spendLimits', spendLimits, (values) => values.map(withReset)),
    ...changed('monthlySpend', monthlySpend, (value) => (value === null ? null : withReset(value))),
    ...changed('prepaid', prepaid, withExpiry),
    ...changed('resetCredits', resetCredits, withExpiry),
    ...changed('resetCreditList', resetCreditList, withExpiry),
    ...(isAsOfOurs ? {} : changed('grant', grant, (value) => ({ ...value, answeredAtMs: orNull(value.answeredAtMs) }))),
    ...changed('service', service, (value) => ({ ...value, boxedUntilMs: orNull(value.boxedUntilMs) })),
    ...changed('ledger', ledger, withReset),
    ...changed('blocked', blocked, (value) => (value === null ? null : { ...value, endsAtMs: orNull(value.endsAtMs) })),
  };
}

/** One field with its value changed; nothing where the observation does not speak about it. */
function changed<Name extends string, T>(
  name: Name,
  field: Stated<T> | undefined,
  change: (value: T) => T,
): { readonly [key in Name]?: Stated<T> } {
  if (field === undefined) return {};
  const value: Stated<T> = field.is === 'value' ? { is: 'value', value: change(field.value) } : field;
  return { [name]: value } as { readonly [key in Name]?: Stated<T> };
}

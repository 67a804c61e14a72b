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

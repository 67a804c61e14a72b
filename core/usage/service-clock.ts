import type { Stated } from './fact.ts';
import type { Observation } from './observation.ts';

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

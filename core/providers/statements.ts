import type { Observation } from '../quota/observation.ts';
import { type Said, said, saidUnknown } from '../quota/fact.ts';
import { parsePercent } from '../units/percent.ts';

/** A used percentage as said; null where the field is missing or malformed. */
export function sayPercent(value: unknown): Said<number> | null {
  if (value === null) return saidUnknown;
  const percent = parsePercent(value);
  return percent === null ? null : said(percent);
}

/** True where an observation says at least one thing beyond "unknown". */
export function saysSomething(observation: Observation): boolean {
  const { plan, windows, credits, balance, spend, prepaid, resetCredits, resetCreditList, grant } = observation;
  const { monthlySpend, concurrency, service, ledger, blocked } = observation;
  const statements = [plan, credits, balance, spend, prepaid, resetCredits, resetCreditList, grant];
  const further = [monthlySpend, concurrency, service, ledger];
  if (blocked?.is === 'value' && blocked.value !== null) return true;
  return (windows?.items.length ?? 0) > 0 || [...statements, ...further].some((each) => each?.is === 'value');
}

/** True where the path or a part of it was not understood. */
export function isOdd(key: string, oddPaths: readonly string[]): boolean {
  return oddPaths.some((path) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`));
}

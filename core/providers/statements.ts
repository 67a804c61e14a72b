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

/**
 * True where an observation holds something that a person can be shown. That a limit is switched off, or
 * flags that are all unknown, is a statement, but nothing to show.
 */
export function showsSomething(observation: Observation): boolean {
  const { credits, spend, spendLimits: _list, ...rest } = observation;
  const flags = credits?.is === 'value' ? Object.values(credits.value) : [];
  const hasSpend = spend?.is === 'value' && spend.value !== null;
  return hasSpend || flags.some((flag) => flag !== null) || saysSomething(rest);
}

/** True where the path or a part of it was not understood. */
export function isOdd(key: string, oddPaths: readonly string[]): boolean {
  return oddPaths.some((path) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`));
}

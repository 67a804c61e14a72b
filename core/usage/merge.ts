import { noFact } from './fact.ts';
import type { Facts, WindowFacts } from './facts.ts';
import { dropOlder, mergeFact } from './merge-fact.ts';
import type { Observation, WindowReading } from './observation.ts';
import { withPlausibleTimes } from './observation-times.ts';

/** An answer is as old as its request, which takes some seconds. */
const saidNowMs = 60_000;

/**
 * The one merge of all sources, field by field by age (systems.md, S1-14 .. S1-19, S4-17).
 * A complete list of windows is the whole truth at its time: what is older about windows is dropped.
 * The answer is independent of the order in which observations of distinct ages arrive.
 *
 * @param atMs The present. What lies after it was read before the clock was set back, and yields to what is said now.
 */
export function merge(facts: Facts, stated: Observation, atMs = Number.POSITIVE_INFINITY): Facts {
  const observation = withPlausibleTimes(stated);
  const { asOfMs, source } = observation;
  // What a source noted some time ago may well be older than what lies after the present.
  const nowMs = asOfMs >= atMs - saidNowMs ? Math.max(atMs, asOfMs) : Number.POSITIVE_INFINITY;
  return {
    plan: mergeFact(facts.plan, observation.plan, asOfMs, source, nowMs),
    ...mergeWindows(facts, observation, nowMs),
    credits: mergeFact(facts.credits, observation.credits, asOfMs, source, nowMs),
    balance: mergeFact(facts.balance, observation.balance, asOfMs, source, nowMs),
    spend: mergeFact(facts.spend, observation.spend, asOfMs, source, nowMs),
    spendLimits: mergeFact(facts.spendLimits, observation.spendLimits, asOfMs, source, nowMs),
    monthlySpend: mergeFact(facts.monthlySpend, observation.monthlySpend, asOfMs, source, nowMs),
    prepaid: mergeFact(facts.prepaid, observation.prepaid, asOfMs, source, nowMs),
    resetCredits: mergeFact(facts.resetCredits, observation.resetCredits, asOfMs, source, nowMs),
    resetCreditList: mergeFact(facts.resetCreditList, observation.resetCreditList, asOfMs, source, nowMs),
    grant: mergeFact(facts.grant, observation.grant, asOfMs, source, nowMs),
    concurrency: mergeFact(facts.concurrency, observation.concurrency, asOfMs, source, nowMs),
    service: mergeFact(facts.service, observation.service, asOfMs, source, nowMs),
    ledger: mergeFact(facts.ledger, observation.ledger, asOfMs, source, nowMs),
    blocked: mergeFact(facts.blocked, observation.blocked, asOfMs, source, nowMs),
  };
}

function mergeWindows(
  facts: Facts,
  observation: Observation,
  atMs: number,
): Pick<Facts, 'windows' | 'windowsCompleteAsOfMs'> {
  const reading = observation.windows;
  if (reading === undefined) return { windows: facts.windows, windowsCompleteAsOfMs: facts.windowsCompleteAsOfMs };
  const knownMs = facts.windowsCompleteAsOfMs;
  const isOfSetback = knownMs !== null && knownMs > atMs;
  const floorMs = laterOf(isOfSetback ? null : knownMs, reading.complete ? observation.asOfMs : null);
  // What is older than the last complete list would be dropped at once, so it takes no place.
  const isOlder = floorMs !== null && observation.asOfMs < floorMs;
  const nowMs = isOlder ? Number.POSITIVE_INFINITY : atMs;
  const byId = new Map(facts.windows.map((window) => [window.id, window]));
  for (const item of reading.items) {
    byId.set(item.id, mergeWindow(byId.get(item.id) ?? noWindowFacts(item.id), item, observation, nowMs));
  }
  const windows = [...byId.values()]
    .map((window) => sinceFloor(window, floorMs, reading.complete ? nowMs : undefined))
    .filter(isSpokenOf);
  return { windows: bounded(windows).sort((a, b) => (a.id < b.id ? -1 : 1)), windowsCompleteAsOfMs: floorMs };
}

/** More than any service has; what is kept must stay small enough to be read back. Those of the account go first. */
const mostWindows = 500;

function bounded(windows: readonly WindowFacts[]): WindowFacts[] {
  if (windows.length <= mostWindows) return [...windows];
  const rank = ({ shape }: WindowFacts): number => (shape.said?.value.scope === 'account' ? 0 : 1);
  return [...windows].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1)).slice(0, mostWindows);
}

function mergeWindow(
  known: WindowFacts,
  reading: WindowReading,
  { asOfMs, source }: Observation,
  nowMs: number,
): WindowFacts {
  return {
    id: known.id,
    shape: mergeFact(known.shape, { is: 'value', value: reading.shape }, asOfMs, source, nowMs),
    usedPercent: mergeFact(known.usedPercent, reading.usedPercent, asOfMs, source, nowMs),
    reached: mergeFact(known.reached, reading.reached, asOfMs, source, nowMs),
    resetsAtMs: mergeFact(known.resetsAtMs, reading.resetsAtMs, asOfMs, source, nowMs),
  };
}

function sinceFloor(window: WindowFacts, floorMs: number | null, nowMs?: number): WindowFacts {
  if (floorMs === null) return window;
  return {
    id: window.id,
    shape: dropOlder(window.shape, floorMs, nowMs),
    usedPercent: dropOlder(window.usedPercent, floorMs, nowMs),
    reached: dropOlder(window.reached, floorMs, nowMs),
    resetsAtMs: dropOlder(window.resetsAtMs, floorMs, nowMs),
  };
}

function isSpokenOf(window: WindowFacts): boolean {
  return window.shape.said !== null;
}

function noWindowFacts(id: string): WindowFacts {
  return { id, shape: noFact, usedPercent: noFact, reached: noFact, resetsAtMs: noFact };
}

function laterOf(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}

import { noFact } from './fact.ts';
import type { Facts, WindowFacts } from './facts.ts';
import { dropOlder, mergeFact } from './merge-fact.ts';
import type { Observation, WindowReading } from './observation.ts';
import { withPlausibleTimes } from './plausible-times.ts';

/**
 * The one merge of all sources, field by field by age (systems.md, S1-14 .. S1-19, S4-17).
 * A complete list of windows is the whole truth at its time: what is older about windows is dropped.
 * The answer is independent of the order in which observations of distinct ages arrive.
 */
export function merge(facts: Facts, stated: Observation): Facts {
  const observation = withPlausibleTimes(stated);
  const { asOfMs, source } = observation;
  return {
    plan: mergeFact(facts.plan, observation.plan, asOfMs, source),
    ...mergeWindows(facts, observation),
    credits: mergeFact(facts.credits, observation.credits, asOfMs, source),
    balance: mergeFact(facts.balance, observation.balance, asOfMs, source),
    spend: mergeFact(facts.spend, observation.spend, asOfMs, source),
    spendLimits: mergeFact(facts.spendLimits, observation.spendLimits, asOfMs, source),
    monthlySpend: mergeFact(facts.monthlySpend, observation.monthlySpend, asOfMs, source),
    prepaid: mergeFact(facts.prepaid, observation.prepaid, asOfMs, source),
    resetCredits: mergeFact(facts.resetCredits, observation.resetCredits, asOfMs, source),
    resetCreditList: mergeFact(facts.resetCreditList, observation.resetCreditList, asOfMs, source),
    grant: mergeFact(facts.grant, observation.grant, asOfMs, source),
    concurrency: mergeFact(facts.concurrency, observation.concurrency, asOfMs, source),
    service: mergeFact(facts.service, observation.service, asOfMs, source),
    ledger: mergeFact(facts.ledger, observation.ledger, asOfMs, source),
    blocked: mergeFact(facts.blocked, observation.blocked, asOfMs, source),
  };
}

function mergeWindows(facts: Facts, observation: Observation): Pick<Facts, 'windows' | 'windowsCompleteAsOfMs'> {
  const reading = observation.windows;
  if (reading === undefined) return { windows: facts.windows, windowsCompleteAsOfMs: facts.windowsCompleteAsOfMs };
  const floorMs = laterOf(facts.windowsCompleteAsOfMs, reading.complete ? observation.asOfMs : null);
  const byId = new Map(facts.windows.map((window) => [window.id, window]));
  for (const item of reading.items) {
    byId.set(item.id, mergeWindow(byId.get(item.id) ?? noWindowFacts(item.id), item, observation));
  }
  const windows = [...byId.values()].map((window) => sinceFloor(window, floorMs)).filter(isSpokenOf);
  return { windows: bounded(windows).sort((a, b) => (a.id < b.id ? -1 : 1)), windowsCompleteAsOfMs: floorMs };
}

/** More than any service has; what is kept must stay small enough to be read back. Those of the account go first. */
const mostWindows = 500;

function bounded(windows: readonly WindowFacts[]): WindowFacts[] {
  if (windows.length <= mostWindows) return [...windows];
  const rank = ({ shape }: WindowFacts): number => (shape.said?.value.scope === 'account' ? 0 : 1);
  return [...windows].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1)).slice(0, mostWindows);
}

function mergeWindow(known: WindowFacts, reading: WindowReading, { asOfMs, source }: Observation): WindowFacts {
  return {
    id: known.id,
    shape: mergeFact(known.shape, { is: 'value', value: reading.shape }, asOfMs, source),
    usedPercent: mergeFact(known.usedPercent, reading.usedPercent, asOfMs, source),
    reached: mergeFact(known.reached, reading.reached, asOfMs, source),
    resetsAtMs: mergeFact(known.resetsAtMs, reading.resetsAtMs, asOfMs, source),
  };
}

function sinceFloor(window: WindowFacts, floorMs: number | null): WindowFacts {
  if (floorMs === null) return window;
  return {
    id: window.id,
    shape: dropOlder(window.shape, floorMs),
    usedPercent: dropOlder(window.usedPercent, floorMs),
    reached: dropOlder(window.reached, floorMs),
    resetsAtMs: dropOlder(window.resetsAtMs, floorMs),
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

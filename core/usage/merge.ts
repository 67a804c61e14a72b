import { currentValue, dropOlder, mergeFact, noFact } from './fact.ts';
import type { Facts, WindowFacts } from './facts.ts';
import { withPlausibleTimes } from './observation-times.ts';
import type { Observation, WindowReading, WindowShape } from './observation.ts';

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

/** Two resets that lie closer together than this are one: services move a reset by seconds between answers. */
const sameResetMs = 10 * 60_000;

/** Merges an observation from a partial source. Fields that the source cannot report are kept. */
export function mergePartial(facts: Facts, observation: Observation, nowMs?: number): Facts {
  const stated = withPlausibleTimes(fillOmittedFields(facts, observation));
  return merge(facts, preferLaterReset(facts, withoutOlderSessions(facts, stated)), nowMs);
}

/**
 * The observation without the windows that an older session of Claude Code speaks of. A status line repeats
 * what its session heard last, which may be hours ago, and says no time of its own. Use only grows until the
 * reset, so a lower figure for the same reset, or any figure for an earlier reset, is older than what is known.
 */
function withoutOlderSessions(facts: Facts, observation: Observation): Observation {
  const { windows, source } = observation;
  if (windows === undefined || source !== 'statusline') return observation;
  const items = windows.items.filter((item) => {
    const known = facts.windows.find(({ id }) => id === item.id);
    return known === undefined || !isFromOlderSession(item, known, observation.asOfMs);
  });
  return { ...observation, windows: { ...windows, items } };
}

function isFromOlderSession({ usedPercent, resetsAtMs }: WindowReading, known: WindowFacts, asOfMs: number): boolean {
  const knownResetMs = currentValue(known.resetsAtMs);
  if (knownResetMs === null) return false;
  const statedResetMs = resetsAtMs?.is === 'value' ? resetsAtMs.value : null;
  if (statedResetMs !== null && statedResetMs < knownResetMs - sameResetMs) return true;
  const isSameWindow =
    statedResetMs === null ? asOfMs < knownResetMs : Math.abs(statedResetMs - knownResetMs) <= sameResetMs;
  const knownPercent = currentValue(known.usedPercent);
  const isLower = usedPercent?.is === 'value' && knownPercent !== null && usedPercent.value < knownPercent;
  return isSameWindow && isLower;
}

/**
 * Of a window that is said to be hit, the later of the known and the stated reset counts (S1-24, S4-25):
 * a sooner one is left out of the observation, so that the known one keeps its own age and source.
 */
function preferLaterReset(facts: Facts, observation: Observation): Observation {
  const { windows } = observation;
  if (windows === undefined) return observation;
  return { ...observation, windows: { ...windows, items: windows.items.map((item) => withoutSooner(facts, item)) } };
}

function withoutSooner(facts: Facts, item: WindowReading): WindowReading {
  const stated = item.resetsAtMs;
  const isHit = item.reached?.is === 'value' && item.reached.value;
  if (!isHit || stated?.is !== 'value') return item;
  const window = facts.windows.find(({ id }) => id === item.id);
  const knownMs = window === undefined ? null : currentValue(window.resetsAtMs);
  if (knownMs === null || knownMs <= stated.value) return item;
  const { resetsAtMs: _sooner, ...rest } = item;
  return rest;
}

/**
 * A partial source leaves out what it has no field for: the length and the name of a window, the flag
 * for the overage limit. What is known of these stays (S1-17), because the merge takes a shape and the
 * flags as a whole.
 */
export function fillOmittedFields(facts: Facts, observation: Observation): Observation {
  const { windows, credits } = observation;
  const known = currentValue(facts.credits);
  const isOverageUntold = credits?.is === 'value' && credits.value.overageLimitReached === null;
  return {
    ...observation,
    ...(windows === undefined
      ? {}
      : { windows: { ...windows, items: windows.items.map((item) => withKnownShape(facts, item)) } }),
    ...(isOverageUntold && known !== null
      ? { credits: { ...credits, value: { ...credits.value, overageLimitReached: known.overageLimitReached } } }
      : {}),
  };
}

function withKnownShape(facts: Facts, stated: WindowReading): WindowReading {
  const item = { ...stated, id: knownId(facts, stated) };
  const known = knownShape(facts, item.id);
  if (known === null) return item;
  const { name, durationSeconds } = item.shape;
  const shape: WindowShape = {
    ...item.shape,
    name: isUnnamed(item) ? (known.name ?? name) : name,
    durationSeconds: durationSeconds ?? known.durationSeconds,
  };
  return { ...item, shape };
}

/** A limit's longer window, told alone, goes by the limit's own id; its length says which one it is. */
function knownId(facts: Facts, { id, shape: { scope, durationSeconds } }: WindowReading): string {
  if (scope !== 'own' || durationSeconds === null) return id;
  const shorterSeconds = knownShape(facts, id)?.durationSeconds ?? durationSeconds;
  const longer = facts.windows.find(
    (each) => each.id.startsWith(`${id}:`) && each.shape.said?.value.durationSeconds === durationSeconds,
  );
  return longer === undefined || shorterSeconds === durationSeconds ? id : longer.id;
}

function knownShape(facts: Facts, windowId: string): WindowShape | null {
  return facts.windows.find(({ id }) => id === windowId)?.shape.said?.value ?? null;
}

/** A limit whose name was not told goes by its id. */
function isUnnamed({ id, shape: { name } }: WindowReading): boolean {
  return name === null || id === name || id.startsWith(`${name}:`) || id === `limit:${name}`;
}

/**
 * What an envelope of a relay does not speak of stays known: a balance tells nothing of the call before
 * it, and an answer to a call may leave out when the allowance begins anew. Another tier is another allowance.
 */
export function fillOmittedLedgerFields(facts: Facts, observation: Observation): Observation {
  const known = currentValue(facts.ledger);
  const { ledger } = observation;
  if (known === null || ledger?.is !== 'value') return observation;
  const { lastCharge, resetsAtMs, tier } = ledger.value;
  const value = {
    ...ledger.value,
    lastCharge: lastCharge ?? known.lastCharge,
    resetsAtMs: resetsAtMs ?? (tier === known.tier ? known.resetsAtMs : null),
  };
  return { ...observation, ledger: { is: 'value', value } };
}

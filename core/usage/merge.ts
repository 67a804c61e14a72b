import { compareDecimals } from '../units/decimal.ts';
import { minuteMs } from '../units/time.ts';
import { currentValue, dropOlder, mergeFact, noFact } from './fact.ts';
import { type Facts, makeFacts, type WindowFacts } from './facts.ts';
import { withPlausibleTimes } from './observation-times.ts';
import type { Observation, SpendReading, WindowReading, WindowShape } from './observation.ts';
import { sameReset } from './windows.ts';

/** The time of a poll's observation is the time of its request, and the answer takes some seconds. */
const answerTakesMs = minuteMs;

/**
 * Returns the facts after one more observation, merged field by field and by age. Only this function combines facts of
 * several sources. A complete list of windows is the whole truth at its time, so the merge drops older windows. The
 * result does not depend on the order of observations with distinct ages.
 *
 * @param presentMs The present time, epoch ms. Later facts were read before the clock was set back. A current
 * observation replaces them.
 */
export function merge(facts: Facts, stated: Observation, presentMs = Number.POSITIVE_INFINITY): Facts {
  const observation = withPlausibleTimes(stated);
  const { asOfMs, source } = observation;
  // A source may report something that it noted some time ago. This can really be older than a fact from the future.
  const isOfNow = asOfMs >= presentMs - answerTakesMs;
  const nowMs = isOfNow ? Math.max(presentMs, asOfMs) : Number.POSITIVE_INFINITY;
  return {
    ...makeFacts((name) => mergeFact<unknown>(facts[name], observation[name], asOfMs, source, nowMs)),
    ...mergeWindows(facts, observation, nowMs),
  };
}

function mergeWindows(
  facts: Facts,
  observation: Observation,
  presentMs: number,
): Pick<Facts, 'windows' | 'windowsCompleteAsOfMs'> {
  const reading = observation.windows;
  if (reading === undefined) return { windows: facts.windows, windowsCompleteAsOfMs: facts.windowsCompleteAsOfMs };
  const knownMs = facts.windowsCompleteAsOfMs;
  const isFromBeforeSetback = knownMs !== null && knownMs > presentMs;
  const floorMs = laterOf(isFromBeforeSetback ? null : knownMs, reading.complete ? observation.asOfMs : null);
  // The floor would drop an older observation at once, so it must not replace the known windows.
  const isOlder = floorMs !== null && observation.asOfMs < floorMs;
  const nowMs = isOlder ? Number.POSITIVE_INFINITY : presentMs;
  const byId = new Map(facts.windows.map((window) => [window.id, window]));
  for (const item of reading.items) {
    byId.set(item.id, mergeWindow(byId.get(item.id) ?? noWindowFacts(item.id), item, observation, nowMs));
  }
  const windows = [...byId.values()]
    .map((window) => sinceFloor(window, floorMs, reading.complete ? nowMs : undefined))
    .filter(({ shape }) => shape.said !== null);
  return { windows: limited(windows).sort((a, b) => (a.id < b.id ? -1 : 1)), windowsCompleteAsOfMs: floorMs };
}

/** More windows than any service has. The app might not be able to read a longer list from the disk. */
const mostWindows = 500;

/** Returns the first 500 windows. Windows of the whole account come before windows of models and features. */
function limited(windows: readonly WindowFacts[]): WindowFacts[] {
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

function noWindowFacts(id: string): WindowFacts {
  return { id, shape: noFact, usedPercent: noFact, reached: noFact, resetsAtMs: noFact };
}

function laterOf(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}

/**
 * Merges an observation from a partial source, such as a log, a status line or headers. Fields that the source cannot
 * report are kept.
 */
export function mergePartial(facts: Facts, observation: Observation, nowMs?: number): Facts {
  const stated = withPlausibleTimes(fillOmittedFields(facts, observation));
  return merge(facts, preferLaterReset(facts, withoutOlderSessions(facts, stated)), nowMs);
}

/** Two resets with a smaller difference are the same. Services move a reset by seconds between answers. */
const sameResetMs = 10 * minuteMs;

/**
 * Returns the observation without figures from an older session of Claude Code. A status line repeats the last figures
 * of its session. They may be hours old, and the status line states no time of its own. Use only grows until the reset.
 * Therefore a lower figure for the same reset is older, and so is any figure for an earlier reset.
 */
function withoutOlderSessions(facts: Facts, observation: Observation): Observation {
  if (observation.source !== 'statusline') return observation;
  const { spend, ...rest } = observation;
  const isOldSpend = spend?.is === 'value' && isOlderSpend(spend.value, currentValue(facts.spend));
  const current = isOldSpend ? rest : observation;
  const { windows } = current;
  if (windows === undefined) return current;
  const items = windows.items.filter((item) => {
    const known = facts.windows.find(({ id }) => id === item.id);
    return known === undefined || !isFromOlderSession(item, known, observation.asOfMs);
  });
  return { ...current, windows: { ...windows, items } };
}

/** Limits of different scopes or currencies are not compared. Without a reset nothing tells which one is older. */
function isOlderSpend(stated: SpendReading | null, known: SpendReading | null): boolean {
  if (stated === null || known === null || stated.scope !== known.scope || stated.currency !== known.currency)
    return false;
  if (stated.resetsAtMs === null || known.resetsAtMs === null) return false;
  if (!sameReset(stated.resetsAtMs, known.resetsAtMs, sameResetMs)) return stated.resetsAtMs < known.resetsAtMs;
  return stated.used !== null && known.used !== null && compareDecimals(stated.used, known.used) < 0;
}

function isFromOlderSession({ usedPercent, resetsAtMs }: WindowReading, known: WindowFacts, asOfMs: number): boolean {
  const knownResetMs = currentValue(known.resetsAtMs);
  if (knownResetMs === null) return false;
  const statedResetMs = resetsAtMs?.is === 'value' ? resetsAtMs.value : null;
  if (statedResetMs !== null && statedResetMs < knownResetMs - sameResetMs) return true;
  const isSameWindow =
    statedResetMs === null ? asOfMs < knownResetMs : sameReset(statedResetMs, knownResetMs, sameResetMs);
  const knownPercent = currentValue(known.usedPercent);
  const isLower = usedPercent?.is === 'value' && knownPercent !== null && usedPercent.value < knownPercent;
  return isSameWindow && isLower;
}

/**
 * Returns the observation without resets of reached windows that lie clearly before the known reset. The later reset
 * of a used-up window counts, and it keeps its own age and source.
 */
function preferLaterReset(facts: Facts, observation: Observation): Observation {
  const { windows } = observation;
  if (windows === undefined) return observation;
  // A complete list replaces the known reset, so a reset that moved by seconds must not be left out of it.
  const toleranceMs = windows.complete ? sameResetMs : 0;
  return {
    ...observation,
    windows: { ...windows, items: windows.items.map((item) => withoutEarlier(facts, item, toleranceMs)) },
  };
}

function withoutEarlier(facts: Facts, item: WindowReading, toleranceMs: number): WindowReading {
  const stated = item.resetsAtMs;
  const isReached = item.reached?.is === 'value' && item.reached.value;
  if (!isReached || stated?.is !== 'value') return item;
  const window = facts.windows.find(({ id }) => id === item.id);
  const knownMs = window === undefined ? null : currentValue(window.resetsAtMs);
  if (knownMs === null || knownMs - toleranceMs <= stated.value) return item;
  const { resetsAtMs: _earlier, ...rest } = item;
  return rest;
}

/**
 * Returns the observation with known values in the fields that a partial source cannot report. These are the length and
 * the name of a window, and the flag of the overage limit. The merge replaces a shape and the flags as a whole, so it
 * would lose these values.
 */
export function fillOmittedFields(facts: Facts, observation: Observation): Observation {
  const { windows, credits } = observation;
  const known = currentValue(facts.credits);
  const isOverageOmitted = credits?.is === 'value' && credits.value.overageLimitReached === null;
  return {
    ...observation,
    ...(windows === undefined
      ? {}
      : { windows: { ...windows, items: windows.items.map((item) => withKnownShape(facts, item)) } }),
    ...(isOverageOmitted && known !== null
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

/**
 * Returns the known id of a stated window. A source that reports only the longer window of a limit uses the limit's id.
 * The length of the window tells which window it is.
 */
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

/** Returns true if the name of a window is only its id, because the source left out the name. */
function isUnnamed({ id, shape: { name } }: WindowReading): boolean {
  return name === null || id === name || id.startsWith(`${name}:`) || id === `limit:${name}`;
}

/**
 * Returns the observation with known values in the ledger fields that a relay left out. A balance does not repeat the
 * charge of the last call. An answer to a call may leave out the reset. Another tier has another allowance, so its
 * reset is not filled in.
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

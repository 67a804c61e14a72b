import type { EndpointState } from '../polling/endpoint.ts';
import { isEqual } from '../units/equality.ts';
import type { Fact } from '../usage/fact.ts';
import { type Facts, makeFacts } from '../usage/facts.ts';
import { type AccountState, withClockAhead } from './account-state.ts';
import { reconcileSourceReports } from './source-reports.ts';

/**
 * Returns one account that two processes write, as a combination of both. The values of the other process stay, unless
 * this process has newer ones. This process decides the identity of the account.
 *
 * @param before The last state that this process wrote or read; null: none yet.
 * @param theirs The state that the other process has written since then.
 * @param nowMs The present time, epoch ms. A later time was stored before the clock was set back, and is never newer.
 */
export function reconcileStates(
  mine: AccountState,
  before: AccountState | null,
  theirs: AccountState,
  nowMs = Number.POSITIVE_INFINITY,
): AccountState {
  // The process that measured the service's clock last knows best. Times of both are compared on one clock.
  const isClockOurs = mine.clockAheadMs !== before?.clockAheadMs;
  const aheadMs = (isClockOurs ? mine : theirs).clockAheadMs ?? 0;
  const earlier = before === null ? null : withClockAhead(before, aheadMs);
  return reconcileOnOneClock(withClockAhead(mine, aheadMs), earlier, withClockAhead(theirs, aheadMs), nowMs);
}

function reconcileOnOneClock(
  mine: AccountState,
  before: AccountState | null,
  theirs: AccountState,
  nowMs: number,
): AccountState {
  const ids = [...new Set([...Object.keys(theirs.endpoints), ...Object.keys(mine.endpoints)])];
  const endpoints = ids.flatMap((id): readonly (readonly [string, EndpointState])[] => {
    const endpoint = reconcileEndpoint(mine.endpoints[id], before?.endpoints[id], theirs.endpoints[id], nowMs);
    return endpoint === undefined ? [] : [[id, endpoint]];
  });
  const isOfferOurs =
    before === null ? (mine.offer ?? null) !== null : !isEqual(mine.offer ?? null, before.offer ?? null);
  const arePlacesOurs =
    before === null
      ? (mine.signInPlaces ?? []).length > 0
      : !isEqual(mine.signInPlaces ?? [], before.signInPlaces ?? []);
  return {
    ...mine,
    ...(mine.sources === undefined && theirs.sources === undefined
      ? {}
      : { sources: reconcileSourceReports(mine.sources, theirs.sources) }),
    facts: reconcileFacts(mine.facts, before?.facts ?? null, theirs.facts, nowMs),
    endpoints: Object.fromEntries(endpoints),
    offer: (isOfferOurs ? mine.offer : theirs.offer) ?? null,
    ...(arePlacesOurs || theirs.signInPlaces === undefined ? {} : { signInPlaces: theirs.signInPlaces }),
  };
}

function reconcileEndpoint(
  mine: EndpointState | undefined,
  before: EndpointState | undefined,
  theirs: EndpointState | undefined,
  nowMs: number,
): EndpointState | undefined {
  if (mine === undefined || theirs === undefined) return mine ?? theirs;
  const isTheirsNewer = isLater(theirs.fetchedAtMs, mine.fetchedAtMs, nowMs);
  return isTheirsNewer || (before !== undefined && isEqual(mine, before)) ? theirs : mine;
}

/**
 * Returns the facts of an account that two processes write. If this process did not change a fact since its last write,
 * the other process's fact counts. If both changed it, the newer one counts. A fact that this process dropped stays
 * dropped. Windows stay together, because one answer states them together.
 *
 * @param before The last facts that this process wrote or read; null: none yet.
 * @param theirs The facts that the other process has written since then.
 * @param nowMs The present time, epoch ms. A later time was stored before the clock was set back, and is never newer.
 */
export function reconcileFacts(
  mine: Facts,
  before: Facts | null,
  theirs: Facts,
  nowMs = Number.POSITIVE_INFINITY,
): Facts {
  return {
    ...makeFacts((name) => reconcileFact<unknown>(mine[name], before?.[name] ?? null, theirs[name], nowMs)),
    ...reconcileWindows(mine, before, theirs, nowMs),
  };
}

/** Returns true if a time is later than another. Null and a time after now count as the earliest. */
export function isLater(atMs: number | null | undefined, otherMs: number | null | undefined, nowMs: number): boolean {
  const past = (eachMs: number | null | undefined): number =>
    eachMs === null || eachMs === undefined || eachMs > nowMs ? Number.NEGATIVE_INFINITY : eachMs;
  return past(atMs) > past(otherMs);
}

function reconcileFact<T>(mine: Fact<T>, before: Fact<T> | null, theirs: Fact<T>, nowMs: number): Fact<T> {
  if (isEqual(mine, before)) return theirs;
  if (mine.said === null && mine.unknownSinceMs === null) return before === null ? theirs : mine;
  const isTheirsNewer = isLater(theirs.said?.asOfMs, mine.said?.asOfMs, nowMs);
  const unknowns = [mine.unknownSinceMs, theirs.unknownSinceMs].filter((atMs) => atMs !== null);
  return {
    said: isTheirsNewer ? theirs.said : mine.said,
    unknownSinceMs: unknowns.length === 0 ? null : Math.max(...unknowns),
  };
}

type Windows = Pick<Facts, 'windows' | 'windowsCompleteAsOfMs'>;

function reconcileWindows(mine: Facts, before: Facts | null, theirs: Facts, nowMs: number): Windows {
  const isUnchanged = before !== null && isEqual(windowsOf(mine), windowsOf(before));
  return windowsOf(isUnchanged || isLater(newestMs(theirs), newestMs(mine), nowMs) ? theirs : mine);
}

function windowsOf({ windows, windowsCompleteAsOfMs }: Facts): Windows {
  return { windows, windowsCompleteAsOfMs };
}

function newestMs({ windows, windowsCompleteAsOfMs }: Facts): number {
  const times = windows.flatMap(({ usedPercent, reached }) => [usedPercent.said?.asOfMs, reached.said?.asOfMs]);
  return Math.max(...[windowsCompleteAsOfMs, ...times].map((atMs) => atMs ?? -Infinity));
}

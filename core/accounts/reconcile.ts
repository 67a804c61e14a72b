import type { EndpointState } from '../polling/endpoint.ts';
import type { Fact } from '../usage/fact.ts';
import { type Facts, noFacts } from '../usage/facts.ts';
import type { AccountState } from './account-state.ts';

/**
 * One account that two processes write: what the other has written since this one last looked survives,
 * unless this one has something newer to say (S0-10). Who the account is, this process says.
 *
 * @param before What this process wrote or read last; null: nothing yet.
 * @param theirs What the other process has written since.
 * @param nowMs What lies after it was written before the clock was set back, and is never the newer one.
 */
export function reconcileStates(
  mine: AccountState,
  before: AccountState | null,
  theirs: AccountState,
  nowMs = Number.POSITIVE_INFINITY,
): AccountState {
  const ids = [...new Set([...Object.keys(theirs.endpoints), ...Object.keys(mine.endpoints)])];
  const endpoints = ids.flatMap((id): readonly (readonly [string, EndpointState])[] => {
    const joined = joinEndpoint(mine.endpoints[id], before?.endpoints[id], theirs.endpoints[id], nowMs);
    return joined === undefined ? [] : [[id, joined]];
  });
  const isOfferOurs = before === null ? (mine.offer ?? null) !== null : !isSame(mine.offer, before.offer);
  const arePlacesOurs =
    before === null
      ? (mine.signInPlaces ?? []).length > 0
      : !isSame(mine.signInPlaces ?? [], before.signInPlaces ?? []);
  return {
    ...mine,
    facts: reconcileFacts(mine.facts, before?.facts ?? null, theirs.facts, nowMs),
    endpoints: Object.fromEntries(endpoints),
    offer: (isOfferOurs ? mine.offer : theirs.offer) ?? null,
    ...(arePlacesOurs || theirs.signInPlaces === undefined ? {} : { signInPlaces: theirs.signInPlaces }),
  };
}

function joinEndpoint(
  mine: EndpointState | undefined,
  before: EndpointState | undefined,
  theirs: EndpointState | undefined,
  nowMs: number,
): EndpointState | undefined {
  if (mine === undefined || theirs === undefined) return mine ?? theirs;
  const isTheirsNewer = isLater(theirs.fetchedAtMs, mine.fetchedAtMs, nowMs);
  return isTheirsNewer || (before !== undefined && isSame(mine, before)) ? theirs : mine;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

type Windows = Pick<Facts, 'windows' | 'windowsCompleteAsOfMs'>;
type Others = Omit<Facts, keyof Windows>;

const names = Object.keys(noFacts).filter((name) => name !== 'windows' && name !== 'windowsCompleteAsOfMs');

/**
 * The facts of an account that two processes write (S0-10, X-13): what this one did not change since it
 * last wrote is as the other one left it; of what both changed, the newer counts; and what this one dropped
 * stays dropped. Windows go together, as one answer tells them.
 *
 * @param before What this process wrote or read last; null: nothing yet.
 * @param theirs What the other process has written since.
 * @param nowMs What lies after it was written before the clock was set back, and is never the newer one.
 */
export function reconcileFacts(
  mine: Facts,
  before: Facts | null,
  theirs: Facts,
  nowMs = Number.POSITIVE_INFINITY,
): Facts {
  const read = (facts: Facts, name: string): Fact<unknown> => facts[name as keyof Others];
  const others = names.map((name) => [
    name,
    joinFact(read(mine, name), before === null ? null : read(before, name), read(theirs, name), nowMs),
  ]);
  return { ...(Object.fromEntries(others) as Others), ...joinWindows(mine, before, theirs, nowMs) };
}

/** Whether a moment is later than another one; null and a moment after now are the earliest. */
export function isLater(atMs: number | null | undefined, otherMs: number | null | undefined, nowMs: number): boolean {
  const past = (eachMs: number | null | undefined): number =>
    eachMs === null || eachMs === undefined || eachMs > nowMs ? Number.NEGATIVE_INFINITY : eachMs;
  return past(atMs) > past(otherMs);
}

function joinFact(
  mine: Fact<unknown>,
  before: Fact<unknown> | null,
  theirs: Fact<unknown>,
  nowMs: number,
): Fact<unknown> {
  if (isSameContent(mine, before)) return theirs;
  if (mine.said === null && mine.unknownSinceMs === null) return before === null ? theirs : mine;
  const isTheirsNewer = isLater(theirs.said?.asOfMs, mine.said?.asOfMs, nowMs);
  const unknowns = [mine.unknownSinceMs, theirs.unknownSinceMs].filter((atMs) => atMs !== null);
  return {
    said: isTheirsNewer ? theirs.said : mine.said,
    unknownSinceMs: unknowns.length === 0 ? null : Math.max(...unknowns),
  };
}

function joinWindows(mine: Facts, before: Facts | null, theirs: Facts, nowMs: number): Windows {
  const isUnchanged = before !== null && isSameContent(windowsOf(mine), windowsOf(before));
  return windowsOf(isUnchanged || isLater(newestMs(theirs), newestMs(mine), nowMs) ? theirs : mine);
}

function windowsOf({ windows, windowsCompleteAsOfMs }: Facts): Windows {
  return { windows, windowsCompleteAsOfMs };
}

function newestMs({ windows, windowsCompleteAsOfMs }: Facts): number {
  const times = windows.flatMap(({ usedPercent, reached }) => [usedPercent.said?.asOfMs, reached.said?.asOfMs]);
  return Math.max(...[windowsCompleteAsOfMs, ...times].map((atMs) => atMs ?? -Infinity));
}

function isSameContent(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

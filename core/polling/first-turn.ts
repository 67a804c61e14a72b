import { usageEndpointId } from './eligibility.ts';

const notBeforeMs = 2_000;
const initialSpreadMs = 8_000;

/**
 * When an endpoint that was never asked has its first turn: usage at once, every other one some
 * seconds after it, each account at its own moment, so that a start (also the first one after
 * an update that brought an endpoint) does not ask everything at once.
 */
export function firstTurnAtMs(accountId: string, endpointId: string, nowMs: number): number {
  if (endpointId === usageEndpointId) return nowMs;
  return nowMs + notBeforeMs + Math.floor(shareOf(`${endpointId} ${accountId}`) * initialSpreadMs);
}

/** A number of its own for each text, 0 <= x < 1: FNV-1a, mixed so that texts that are nearly the same lie apart. */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

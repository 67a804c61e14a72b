import { currentValue } from './fact.ts';
import type { Facts } from './facts.ts';
import type { Observation, WindowReading } from './observation.ts';

/**
 * Of a window that is said to be hit, the later of the known and the stated reset counts (S1-24, S4-25):
 * a sooner one is left out of the observation, so that the known one keeps its own age and source.
 */
export function keepLaterReset(facts: Facts, observation: Observation): Observation {
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

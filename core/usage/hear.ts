import { currentValue } from './fact.ts';
import type { Facts, WindowFacts } from './facts.ts';
import { keepLaterReset } from './keep-later-reset.ts';
import { keepLeftOut } from './keep-left-out.ts';
import { merge } from './merge.ts';
import type { Observation, WindowReading } from './observation.ts';
import { withPlausibleTimes } from './observation-times.ts';

/** Two resets that lie closer together than this are one: services move a reset by seconds between answers. */
const sameResetMs = 10 * 60_000;

/** Merges an observation from a partial source. Fields that the source cannot report are kept. */
export function hear(facts: Facts, observation: Observation, nowMs?: number): Facts {
  const stated = withPlausibleTimes(keepLeftOut(facts, observation));
  return merge(facts, keepLaterReset(facts, withoutOlderSessions(facts, stated)), nowMs);
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

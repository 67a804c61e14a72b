import type { Observation } from '../../quota/observation.ts';
import { parseJson } from '../../units/bounds.ts';
import { parseInstantMs } from '../../units/time.ts';
import { asRecord } from '../json.ts';
import { readCodexRateLimits } from './read-event.ts';

/** What a line must contain to be worth decoding; most lines of a session are a conversation. */
export const logLineMark = '"rate_limits"';

/**
 * The rate limits that one line of a Codex session log holds, as of the line's own time. Null for every
 * other line, and for a time that is missing or later than now. Reads nothing else of it. Never throws.
 */
export function readLogLine(line: string, nowMs: number): Observation | null {
  if (!line.includes(logLineMark)) return null;
  const entry = asRecord(parseJson(line));
  const rateLimits = asRecord(asRecord(entry?.['payload'])?.['rate_limits']);
  const asOfMs = parseInstantMs(entry?.['timestamp']);
  if (rateLimits === null || asOfMs === null || asOfMs > nowMs) return null;
  return readCodexRateLimits(rateLimits, asOfMs, 'log');
}

/** Gathers events in any order and keeps, of each limit, the newest. */
export interface NewestEvents {
  readonly add: (event: Observation) => void;
  /** Whether a window of the whole account is among them; an event may be about one model only. */
  readonly hasAccountWindow: () => boolean;
  /** The events that say something newer than all others, the oldest first. */
  readonly list: () => readonly Observation[];
}

/**
 * One event speaks of one limit, and at times of none: the newest event alone would hide what an older one
 * said of another limit. What counts is the time of the event, whatever file it stands in.
 */
export function createNewestEvents(): NewestEvents {
  const newest = new Map<string, Observation>();
  let hasAccountWindow = false;
  return {
    add: (event) => {
      hasAccountWindow ||= event.windows?.items.some(({ shape }) => shape.scope === 'account') === true;
      for (const topic of topicsOf(event)) {
        // Logs are read from their ends: of two events of one moment the first to come is the later one.
        if (event.asOfMs > (newest.get(topic)?.asOfMs ?? -Infinity)) newest.set(topic, event);
      }
    },
    hasAccountWindow: () => hasAccountWindow,
    list: () => [...new Set(newest.values())].sort((one, other) => one.asOfMs - other.asOfMs),
  };
}

/** What an event says something about. */
function topicsOf({ windows, plan, credits, balance, spend }: Observation): readonly string[] {
  const used = (windows?.items ?? []).filter(({ usedPercent }) => usedPercent?.is === 'value');
  const facts = Object.entries({ plan, credits, balance, spend }).filter(([, fact]) => fact !== undefined);
  return [...used.map(({ id }) => `window ${id}`), ...facts.map(([name]) => name)];
}

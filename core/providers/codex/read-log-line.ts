import type { Observation } from '../../quota/observation.ts';
import { parseInstantMs } from '../../units/time.ts';
import { asRecord } from '../shape.ts';
import { readCodexRateLimits } from './read-event.ts';

/** What a line must contain to be worth decoding; most lines of a session are a conversation. */
export const logLineMark = '"rate_limits"';

/**
 * The rate limits that one line of a Codex session log holds, as of the line's own time (X.2). Null for
 * every other line, and for a time that is missing or later than now. Reads nothing else of it. Never throws.
 */
export function readLogLine(line: string, nowMs: number): Observation | null {
  if (!line.includes(logLineMark)) return null;
  const entry = asRecord(parsed(line));
  const rateLimits = asRecord(asRecord(entry?.['payload'])?.['rate_limits']);
  const asOfMs = parseInstantMs(entry?.['timestamp']);
  if (rateLimits === null || asOfMs === null || asOfMs > nowMs) return null;
  return readCodexRateLimits(rateLimits, asOfMs, 'log');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

import { asRecord } from '../providers/json.ts';
import { parseNumber } from '../units/number.ts';
import { parseInstantMs } from '../units/time.ts';

const longestMs = 86_400_000;
const httpDate = /^(?:[A-Za-z]{3,9}), .+ GMT$/;

/**
 * How long the service asks to wait, in ms up to 24 h: the header `Retry-After` in seconds or as a
 * date, else the body's `retry_after`, `resets_in_seconds`, or those and `resets_at` inside `error`.
 * Null where no hint is above 0: a 0 says nothing about when (S4-22).
 */
export function retryAfterMs(header: string | null, body: unknown, nowMs: number): number | null {
  const root = asRecord(body);
  const error = asRecord(root?.['error']);
  const hints = [
    secondsMs(header),
    dateMs(header, nowMs),
    secondsMs(root?.['retry_after']),
    secondsMs(error?.['retry_after']),
    secondsMs(root?.['resets_in_seconds']),
    secondsMs(error?.['resets_in_seconds']),
    untilMs(parseInstantMs(error?.['resets_at']), nowMs),
  ];
  const hint = hints.find((each) => each !== null && each > 0) ?? null;
  return hint === null ? null : Math.min(Math.ceil(hint), longestMs);
}

function secondsMs(value: unknown): number | null {
  const seconds = parseNumber(value);
  return seconds === null ? null : seconds * 1000;
}

/** Only dates that name GMT: without it the same text would be read in the zone of this machine. */
function dateMs(header: string | null, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  return httpDate.test(text) ? untilMs(Date.parse(text), nowMs) : null;
}

function untilMs(atMs: number | null, nowMs: number): number | null {
  return atMs === null || Number.isNaN(atMs) ? null : atMs - nowMs;
}

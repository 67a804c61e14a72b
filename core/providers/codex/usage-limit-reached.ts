import { said } from '../../quota/fact.ts';
import type { WindowReading } from '../../quota/observation.ts';
import { instantAfterMs, parseInstantMs } from '../../units/time.ts';
import { asName, asRecord } from '../shape.ts';

/** What the body of a refusal for a used-up limit says. */
export interface UsageLimitReached {
  readonly resetsAtMs: number | null;
  readonly plan: string | null;
}

/** A reset lies at most its window's length ahead; services round. */
const lengthTolerance = 1.02;

/** Reads a 429 body `{error: {type: "usage_limit_reached", …}}`; null for any other body. Never throws. */
export function readUsageLimitReached(body: unknown, asOfMs: number): UsageLimitReached | null {
  const error = asRecord(asRecord(body)?.['error']);
  if (error?.['type'] !== 'usage_limit_reached') return null;
  const resetsAtMs =
    parseInstantMs(error['resets_at'] ?? null) ?? instantAfterMs(asOfMs, error['resets_in_seconds'] ?? null);
  return { resetsAtMs, plan: asName(error['plan_type']) };
}

/**
 * Marks the window that was hit, of those of the limit in question (S1-24, S4-25): the fullest of those
 * whose length allows the stated reset. It gets the later of its own reset and the stated one.
 */
export function markReached(
  items: readonly WindowReading[],
  resetsAtMs: number | null,
  asOfMs: number,
): readonly WindowReading[] {
  const candidates = items.filter((item) => allowsReset(item, resetsAtMs, asOfMs));
  const fullest = Math.max(...candidates.map(usedOf));
  const hit = candidates.find((item) => usedOf(item) === fullest);
  return items.map((item) => (item === hit ? reached(item, resetsAtMs) : item));
}

function reached(item: WindowReading, resetsAtMs: number | null): WindowReading {
  const own = item.resetsAtMs?.is === 'value' ? item.resetsAtMs.value : null;
  const isLater = resetsAtMs !== null && (own === null || resetsAtMs > own);
  return { ...item, reached: said(true), ...(isLater ? { resetsAtMs: said(resetsAtMs) } : {}) };
}

function allowsReset({ shape }: WindowReading, resetsAtMs: number | null, asOfMs: number): boolean {
  if (resetsAtMs === null || shape.durationSeconds === null) return true;
  return resetsAtMs - asOfMs <= shape.durationSeconds * 1000 * lengthTolerance;
}

function usedOf({ usedPercent }: WindowReading): number {
  return usedPercent?.is === 'value' ? usedPercent.value : -1;
}

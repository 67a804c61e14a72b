import { said } from '../../quota/fact.ts';
import type { WindowReading } from '../../quota/observation.ts';
import { instantAfterMs, parseInstantMs } from '../../units/time.ts';
import { asName, asRecord } from '../json.ts';
import { fullFromPercent } from './rate-limit.ts';

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

/** A reset that is stated twice may differ by the seconds that an answer takes. */
const sameResetMs = 120_000;

/**
 * Marks the window that was hit, of those of the limit in question (S1-24): a full one, the one that comes
 * back when the refusal says so, or the only one that is long enough for that. Where that leaves several,
 * it is one of them and nobody says which. The hit one gets the later of its own reset and the stated one.
 */
export function markReached(
  items: readonly WindowReading[],
  resetsAtMs: number | null,
  asOfMs: number,
): readonly WindowReading[] {
  const candidates = items.filter((item) => allowsReset(item, resetsAtMs, asOfMs));
  const full = candidates.filter((item) => usedOf(item) >= fullFromPercent);
  const named = candidates.filter((item) => comesBackAt(item, resetsAtMs));
  const hit = [full, named, candidates].find((group) => group.length === 1)?.[0] ?? fullest(full);
  if (hit !== undefined) return items.map((item) => (item === hit ? asReached(item, resetsAtMs) : item));
  return items.map((item) => (candidates.includes(item) ? { ...item, reached: said('one-of-several') } : item));
}

function fullest(items: readonly WindowReading[]): WindowReading | undefined {
  return items.reduce<WindowReading | undefined>(
    (most, item) => (most === undefined || usedOf(item) > usedOf(most) ? item : most),
    undefined,
  );
}

function comesBackAt({ resetsAtMs: own }: WindowReading, resetsAtMs: number | null): boolean {
  return own?.is === 'value' && resetsAtMs !== null && Math.abs(own.value - resetsAtMs) <= sameResetMs;
}

function asReached(item: WindowReading, resetsAtMs: number | null): WindowReading {
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

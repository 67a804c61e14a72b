import { said } from '../../quota/fact.ts';
import type { WindowReading } from '../../quota/observation.ts';
import { parseNumber } from '../../units/number.ts';
import { sayReset, usedOfLimit, windowSeconds } from '../parse.ts';
import { asRecord, type JsonRecord, type NoteOdd } from '../json.ts';
import { windowIdentity } from '../windows.ts';

/**
 * The window that counts requests, named by its length; null where requests have no limit.
 * Its limit is the soft one: what bursts above it up to the hard cap is over 100 percent.
 */
export function readRequestsWindow(body: JsonRecord, asOfMs: number, odd: NoteOdd): WindowReading | null {
  const limits = asRecord(asRecord(body['limits'])?.['requests']);
  const usage = asRecord(body['usage']);
  const counted = usage?.['requests_in_window'] ?? null;
  const limit = limits?.['limit'] ?? null;
  if (limits === null || limit === null) return null;
  const used = usedOfLimit(counted, limit);
  if (used === null && counted !== null) odd('usage.requests_in_window');
  if (limit !== null && (parseNumber(limit) ?? -1) < 0) odd('limits.requests.limit');
  const { id, durationSeconds } = windowIdentity(windowSeconds(limits['window_seconds'], 1), 'primary');
  const resetsAt = asRecord(body['window'])?.['resets_at'] ?? null;
  const reset = sayReset(resetsAt, asOfMs);
  if (resetsAt !== null && reset === null) odd('window.resets_at');
  return {
    id,
    shape: { name: null, scope: 'account', durationSeconds },
    ...(used === null ? {} : { usedPercent: used }),
    ...(used?.is === 'value' ? { reached: said(used.value >= 100) } : {}),
    ...(reset === null ? {} : { resetsAtMs: reset }),
  };
}

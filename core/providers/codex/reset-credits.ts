import type { ResetCreditsReading } from '../../quota/observation.ts';
import { parseCount } from '../../units/number.ts';
import { parseInstantMs } from '../../units/time.ts';
import { asName, asRecord, firstOf, type JsonRecord, listOf } from '../json.ts';

/** A banked reset that can still be redeemed. */
export interface RedeemableCredit {
  readonly id: string;
  /** As the service names it; null: it does not. */
  readonly title: string | null;
  /** null: not known, or never. */
  readonly expiresAtMs: number | null;
}

/**
 * What a list of single banked resets says, in the endpoint's spelling or that of the Codex tool: how
 * many can be redeemed, by the service's own count, else by counting them, and when the first of them
 * expires. Null where the body is no such list. Never throws.
 */
export function readResetList(body: unknown, nowMs: number): ResetCreditsReading | null {
  const record = asRecord(body);
  const credits = listOf(record?.['credits']);
  if (record === null || credits === null) return null;
  const open = credits.items.flatMap(({ value }) => openCredit(value, nowMs));
  const isCounted = credits.isWhole && credits.items.every(({ value }) => asRecord(value) !== null);
  const counted = isCounted ? open.length : null;
  const available = parseCount(firstOf(record, ['available_count', 'availableCount'])) ?? counted;
  if (available === null) return null;
  const expiries = open.flatMap(({ expiresAtMs }) => (expiresAtMs === null ? [] : [expiresAtMs]));
  return { available, nextExpiresAtMs: available > 0 && expiries.length > 0 ? Math.min(...expiries) : null };
}

/**
 * The banked resets of a list that can be redeemed now, the one that expires first at the front and
 * those without an expiry at the end. One without an id cannot be named in a request and is left out.
 * Never throws.
 */
export function redeemableCredits(body: unknown, nowMs: number): readonly RedeemableCredit[] {
  const credits = listOf(asRecord(body)?.['credits'])?.items ?? [];
  const redeemable = credits
    .flatMap(({ value }) => openCredit(value, nowMs))
    .flatMap(({ record, expiresAtMs }): readonly RedeemableCredit[] => {
      const id = asName(record['id']);
      return id === null ? [] : [{ id, title: asName(record['title']), expiresAtMs }];
    });
  return [...redeemable].sort((a, b) => (a.expiresAtMs ?? Infinity) - (b.expiresAtMs ?? Infinity) || 0);
}

interface OpenCredit {
  readonly record: JsonRecord;
  readonly expiresAtMs: number | null;
}

/** One that is available: its status says so or is left out, and its time has not passed. */
function openCredit(value: unknown, nowMs: number): readonly OpenCredit[] {
  const record = asRecord(value);
  if (record === null) return [];
  const status = record['status'] ?? 'available';
  const isAvailable = typeof status === 'string' && status.trim().toLowerCase() === 'available';
  const expiresAtMs = parseInstantMs(firstOf(record, ['expires_at', 'expiresAt']) ?? null);
  const isOver = expiresAtMs !== null && expiresAtMs <= nowMs;
  return isAvailable && !isOver ? [{ record, expiresAtMs }] : [];
}

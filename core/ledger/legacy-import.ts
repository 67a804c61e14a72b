import { isRecord } from '../units/json.ts';
import { dayMs, parseInstantMs } from '../units/time.ts';
import { type InstallRow, monthKey, parseUuid } from './install.ts';

/** Why the import rejected a row. */
export type RejectionReason = 'id' | 'twice' | 'not-a-row' | 'tier' | 'counter' | 'month';

export interface RejectedRow {
  /** The id in the file, shortened and without control characters. */
  readonly installId: string;
  readonly reason: RejectionReason;
}

export interface LegacyLedger {
  readonly rows: readonly InstallRow[];
  readonly rejected: readonly RejectedRow[];
}

type ParsedRow =
  | { readonly kind: 'row'; readonly row: InstallRow }
  | { readonly kind: 'aside'; readonly reason: RejectionReason };

const tierName = /^[a-z][a-z0-9_-]{0,31}$/;
const month = /^\d{4}-(0[1-9]|1[0-2])$/;

/**
 * The rows of a relay's `credits.json`, which has them by install id in `rows`; null: the document is no ledger.
 * A document without `rows` has no rows. The names of the relay (`tier_snapshot`, `lifetime_consumed`), the
 * names of our own rows, and ids with the prefix `inst:` of later relays are understood. A row is rejected
 * if its id is no UUID or a counter is not a whole number from 0 on.
 */
export function parseLegacyLedger(document: unknown, nowMs: number): LegacyLedger | null {
  if (!isRecord(document)) return null;
  const stored = document['rows'] ?? {};
  if (!isRecord(stored)) return null;
  const rows = new Map<string, InstallRow>();
  const setAside: RejectedRow[] = [];
  for (const [id, columns] of Object.entries(stored)) {
    const installId = parseUuid(id.replace(/^inst:/, ''));
    const read: ParsedRow = installId === null ? { kind: 'aside', reason: 'id' } : parseRow(installId, columns, nowMs);
    if (read.kind === 'row' && !rows.has(read.row.installId)) rows.set(read.row.installId, read.row);
    else setAside.push({ installId: printableId(id), reason: read.kind === 'row' ? 'twice' : read.reason });
  }
  return { rows: [...rows.values()], rejected: setAside };
}

function parseRow(installId: string, columns: unknown, nowMs: number): ParsedRow {
  if (!isRecord(columns)) return { kind: 'aside', reason: 'not-a-row' };
  const tier = columns['tier_snapshot'] ?? columns['tier'];
  if (typeof tier !== 'string' || !tierName.test(tier)) return { kind: 'aside', reason: 'tier' };
  const lifetimeConsumed = parseCounter(columns, /^lifetime(?!.*gemini)/i);
  const lifetimeGeminiConsumed = parseCounter(columns, /^(?=.*gemini).*lifetime/i);
  const monthlyConsumed = parseCounter(columns, /^month(?!.*gemini)/i);
  const monthlyGeminiConsumed = parseCounter(columns, /^(?=.*gemini).*month/i);
  if (
    lifetimeConsumed === null ||
    lifetimeGeminiConsumed === null ||
    monthlyConsumed === null ||
    monthlyGeminiConsumed === null
  ) {
    return { kind: 'aside', reason: 'counter' };
  }
  const key = Object.entries(columns).find(([name, value]) => /month|period/i.test(name) && isMonth(value))?.[1];
  // The counters of a future month would never be reset until that month is over.
  if (!isMonth(key) || key > monthKey(nowMs + dayMs)) return { kind: 'aside', reason: 'month' };
  const counters = { lifetimeConsumed, lifetimeGeminiConsumed, monthlyConsumed, monthlyGeminiConsumed };
  const lastActive = columns['last_active_at'] ?? columns['lastActiveAt'];
  return { kind: 'row', row: { installId, tier, month: key, ...counters, lastActiveAtMs: parseInstantMs(lastActive) } };
}

/** The only counter whose name matches; null: there is none, or several, or the value is no whole number from 0 on. */
function parseCounter(columns: Readonly<Record<string, unknown>>, name: RegExp): number | null {
  const found = Object.entries(columns).filter(([key]) => name.test(key) && /consumed|used/i.test(key));
  const value = found[0]?.[1];
  return found.length === 1 && typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function isMonth(value: unknown): value is string {
  return typeof value === 'string' && month.test(value);
}

function printableId(id: string): string {
  const visible = id.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?');
  return visible.length > 60 ? `${visible.slice(0, 60)}…` : visible;
}

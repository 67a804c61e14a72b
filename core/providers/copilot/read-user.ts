import { said } from '../../quota/fact.ts';
import type { WindowReading } from '../../quota/observation.ts';
import { parseNumber } from '../../units/number.ts';
import type { ReadResult } from '../provider.ts';
import { quotaWindow } from '../quota-window.ts';
import { resultOf } from '../reading-parts.ts';
import { asName, asRecord, firstOf, type JsonRecord } from '../shape.ts';

const names: ReadonlyMap<string, string> = new Map([
  ['premium_interactions', 'Premium requests'],
  ['chat', 'Chat'],
  ['completions', 'Completions'],
]);

const noFlags = { hasCredits: null, overageLimitReached: null };

/**
 * Reads `GET /copilot_internal/user`, which says what is *left* of each quota. A quota without limit is no
 * window; where none has one, the account is unlimited. Never throws.
 */
export function readUser(body: unknown, asOfMs: number): ReadResult {
  const record = asRecord(body);
  const snapshots = asRecord(record?.['quota_snapshots']);
  if (record === null || snapshots === null) return resultOf(body, asOfMs, {}, ['quota_snapshots']);
  const resetsAt = firstOf(record, ['quota_reset_date_utc', 'quota_reset_date']);
  const known = [...names].flatMap(([key, name]) => {
    const quota = asRecord(snapshots[key]);
    return quota === null ? [] : [{ key, name, quota }];
  });
  const limited = known.filter(({ quota }) => quota['unlimited'] !== true);
  const read = limited.map(({ key, name, quota }) => ({ key, window: readQuota(key, name, quota, resetsAt, asOfMs) }));
  const oddPaths = read.flatMap(({ key, window }) => (window === null ? [`quota_snapshots.${key}`] : []));
  const items = read.flatMap(({ window }) => (window === null ? [] : [window]));
  const plan = asName(record['copilot_plan']);
  return resultOf(
    body,
    asOfMs,
    {
      windows: { complete: oddPaths.length === 0, items },
      ...(plan === null ? {} : { plan: said(plan) }),
      ...(known.length === 0 ? {} : { credits: said({ ...noFlags, unlimited: limited.length === 0 }) }),
    },
    oddPaths,
  );
}

function readQuota(
  key: string,
  name: string,
  quota: JsonRecord,
  resetsAt: unknown,
  asOfMs: number,
): WindowReading | null {
  const shape = { name, scope: 'own' as const, durationSeconds: null };
  const used = usedPercentOf(quota);
  return used === null ? null : quotaWindow({ id: key, shape, usedPercent: used, resetsAt }, asOfMs);
}

/**
 * What is left turned into what is used; a quota of nothing has no percentage, whatever is said beside it.
 * More than all is no figure.
 */
function usedPercentOf(quota: JsonRecord): number | null {
  const [entitlement, remaining] = [parseNumber(quota['entitlement']), parseNumber(quota['remaining'])];
  if (entitlement !== null && entitlement <= 0) return null;
  const left = parseNumber(quota['percent_remaining']);
  if (left !== null) return left > 100 ? null : 100 - left;
  if (entitlement === null || remaining === null || remaining > entitlement) return null;
  return 100 - (100 * remaining) / entitlement;
}

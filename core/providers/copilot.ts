import { statedValue } from '../usage/fact.ts';
import type { BeyondLimitReading, SpendReading, WindowReading } from '../usage/observation.ts';
import { type DecimalString, parseDecimal } from '../units/decimal.ts';
import { parseNumber } from '../units/number.ts';
import { parseInstantMs } from '../units/time.ts';
import { asName, asRecord, firstOf, type JsonRecord } from '../units/json.ts';
import { ignoreHeaders, parseResult } from './parse.ts';
import type { Provider, ParseResult } from './provider.ts';
import { keyRequest } from './request.ts';
import { parseQuotaWindow } from './windows.ts';

const plans: ReadonlyMap<string, string> = new Map([
  ['free', 'Free'],
  ['student', 'Student'],
  ['individual', 'Pro'],
  ['individual_pro', 'Pro+'],
  ['business', 'Business'],
  ['enterprise', 'Enterprise'],
]);

/** GitHub Copilot with a GitHub token. Requests carry the app's own name, not that of an editor. */
export const copilotProvider: Provider = {
  id: 'copilot',
  displayName: 'GitHub Copilot',
  tile: 'Co',
  shows: ['limits'],
  pages: {
    usage: 'https://github.com/settings/copilot',
    status: 'https://www.githubstatus.com/',
    billing: 'https://github.com/settings/billing',
  },
  signInCommand: null,
  key: { page: 'https://github.com/settings/tokens', defaultBaseUrl: 'https://api.github.com' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) =>
        keyRequest(account, '/copilot_internal/user', {
          Authorization: 'token {{secret:accessToken}}',
          'X-GitHub-Api-Version': '2025-04-01',
        }),
      parse: parseUser,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plans.get(plan.trim().toLowerCase()) ?? plan,
};

const premium = 'premium_interactions';
const names: ReadonlyMap<string, string> = new Map([
  [premium, 'Premium requests'],
  ['chat', 'Chat'],
  ['completions', 'Completions'],
]);

const noFlags = { hasCredits: null, overageLimitReached: null };

/** The quotas of an answer, in either form. */
interface Quotas {
  readonly windows: readonly WindowReading[];
  readonly unrecognizedPaths: readonly string[];
  /** True: no quota has a limit. False: at least one has. Null: the answer lists no quotas. */
  readonly isUnlimited: boolean | null;
  readonly creditsUsed: DecimalString | null;
  /** Paid use after the quota; null: none. Left out: the answer does not say. */
  readonly beyondLimit?: BeyondLimitReading | null;
}

/**
 * Parses `GET /copilot_internal/user`, which states how much of each quota is left. A quota without a limit is no
 * window. Where no quota has a limit, the account is unlimited. A seat that an organisation pays by use has quotas of
 * 0 and states the credits it used. An account that pays for more after its quota states how much more. Never throws.
 */
export function parseUser(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  const snapshots = asRecord(record?.['quota_snapshots']);
  const quotas =
    record === null
      ? null
      : snapshots === null
        ? parseFreeQuotas(record, asOfMs)
        : parseQuotaSnapshots(record, snapshots, asOfMs);
  if (record === null || quotas === null) return parseResult(body, asOfMs, {}, ['quota_snapshots', 'monthly_quotas']);
  const { windows, unrecognizedPaths, isUnlimited, creditsUsed, beyondLimit } = quotas;
  const plan = planOf(record);
  return parseResult(
    body,
    asOfMs,
    {
      windows: { complete: unrecognizedPaths.length === 0, items: windows },
      ...(plan === null ? {} : { plan: statedValue(plan) }),
      ...(isUnlimited === null ? {} : { credits: statedValue({ ...noFlags, unlimited: isUnlimited }) }),
      ...(creditsUsed === null ? {} : { spend: statedValue(usedCredits(creditsUsed)) }),
      ...(beyondLimit === undefined ? {} : { beyondLimit: statedValue(beyondLimit) }),
    },
    unrecognizedPaths,
  );
}

function parseQuotaSnapshots(record: JsonRecord, snapshots: JsonRecord, asOfMs: number): Quotas {
  const resetsAt = firstOf(record, ['quota_reset_date_utc', 'quota_reset_date']);
  const known = [...names].flatMap(([key, name]) => {
    const quota = asRecord(snapshots[key]);
    return quota === null ? [] : [{ key, name: isInCredits(key, quota, record) ? 'AI credits' : name, quota }];
  });
  const limited = known.filter(({ quota }) => quota['unlimited'] !== true);
  const counted = limited.filter(({ quota }) => !isNoQuota(quota));
  const read = counted.map(({ key, name, quota }) => ({ key, window: parseQuota(key, name, quota, resetsAt, asOfMs) }));
  return {
    windows: read.flatMap(({ window }) => (window === null ? [] : [window])),
    unrecognizedPaths: read.flatMap(({ key, window }) => (window === null ? [`quota_snapshots.${key}`] : [])),
    isUnlimited: known.length > 0 && limited.length === 0 ? true : counted.length > 0 ? false : null,
    creditsUsed: creditsUsedOf(record, asRecord(snapshots[premium])),
    beyondLimit: paidUse(counted.find(({ key }) => key === premium)?.quota ?? null, resetsAt),
  };
}

/**
 * The credits that a seat used. The other quotas repeat the same pool or count requests. Zero credits say something only
 * about a seat that is paid by use.
 */
function creditsUsedOf(record: JsonRecord, quota: JsonRecord | null): DecimalString | null {
  const used = parseDecimal(record['credits_used']) ?? parseDecimal(quota?.['credits_used']);
  if (used === null || used.startsWith('-')) return null;
  const isPaidByUse = (parseNumber(quota?.['entitlement']) ?? 1) <= 0 && planOf(record) !== 'free';
  return used !== '0' || isPaidByUse ? used : null;
}

/** True where the quota of premium requests is one of AI credits. */
function isInCredits(key: string, quota: JsonRecord, record: JsonRecord): boolean {
  return key === premium && (quota['token_based_billing'] ?? record['token_based_billing']) === true;
}

/** Paid use after the quota. The service permits it and has counted some; a permission alone pays for nothing. */
function paidUse(quota: JsonRecord | null, resetsAt: unknown): BeyondLimitReading | null {
  if (quota === null || quota['overage_permitted'] !== true) return null;
  const isPaid = (parseNumber(quota['overage_count']) ?? 0) > 0 && (usedPercentOf(quota) ?? 0) >= 100;
  return isPaid ? { mode: 'paid-extra-usage', endsAtMs: parseInstantMs(resetsAt), reachedWindowId: premium } : null;
}

/**
 * The quotas of a free account: the monthly amount of each, and what is left of it. Null where the answer has no such
 * form.
 */
function parseFreeQuotas(record: JsonRecord, asOfMs: number): Quotas | null {
  const [whole, left] = [asRecord(record['monthly_quotas']), asRecord(record['limited_user_quotas'])];
  if (whole === null || left === null) return null;
  const resetsAt = firstOf(record, ['limited_user_reset_date', 'quota_reset_date']);
  const stated = [...names].filter(([key]) => (whole[key] ?? null) !== null || (left[key] ?? null) !== null);
  const read = stated.map(([key, name]) => {
    const quota = { entitlement: whole[key], remaining: left[key] };
    return { key, window: parseQuota(key, name, quota, resetsAt, asOfMs) };
  });
  return {
    windows: read.flatMap(({ window }) => (window === null ? [] : [window])),
    unrecognizedPaths: read.flatMap(({ key, window }) => (window === null ? [`limited_user_quotas.${key}`] : [])),
    isUnlimited: stated.length === 0 ? null : false,
    creditsUsed: null,
  };
}

/** The plan. For an account without a bill, `copilot_plan` says `individual` and only the SKU tells more. */
function planOf(record: JsonRecord): string | null {
  const sku = asName(record['access_type_sku']) ?? '';
  if (sku.startsWith('free_limited')) return 'free';
  return sku.startsWith('free_educational') ? 'student' : asName(record['copilot_plan']);
}

/**
 * True for a quota of 0, and for one that the account does not have. Neither is a limit that is used up: the
 * organisation pays for what its seats use, or the plan has no such quota.
 */
function isNoQuota(quota: JsonRecord): boolean {
  const entitlement = parseNumber(quota['entitlement']);
  return entitlement === null ? quota['has_quota'] === false : entitlement <= 0;
}

function usedCredits(used: DecimalString): SpendReading {
  const none = { currency: null, limit: null, remaining: null, resetsAtMs: null };
  return { unit: 'credits', used, ...none, isCapUnknown: true, scope: 'ai-credits' };
}

function parseQuota(
  key: string,
  name: string,
  quota: JsonRecord,
  resetsAt: unknown,
  asOfMs: number,
): WindowReading | null {
  const shape = { name, scope: 'own' as const, durationSeconds: null };
  const used = usedPercentOf(quota);
  return used === null ? null : parseQuotaWindow({ id: key, shape, usedPercent: used, resetsAt }, asOfMs);
}

/**
 * The used percentage of a quota, from what is left. Null where more is left than the whole quota, and for a quota of
 * 0, whatever the answer states beside it.
 */
function usedPercentOf(quota: JsonRecord): number | null {
  const entitlement = parseNumber(quota['entitlement']);
  const remaining = parseNumber(quota['remaining'] ?? quota['quota_remaining']);
  const left = parseNumber(quota['percent_remaining']);
  if (left !== null) return left > 100 ? null : 100 - left;
  if (entitlement === null || entitlement <= 0 || remaining === null || remaining > entitlement) return null;
  return 100 - (100 * remaining) / entitlement;
}

import { statedValue } from '../usage/fact.ts';
import type { SpendReading, WindowReading } from '../usage/observation.ts';
import { type DecimalString, parseDecimal } from '../units/decimal.ts';
import { parseNumber } from '../units/number.ts';
import { asName, asRecord, firstOf, type JsonRecord } from '../units/json.ts';
import { ignoreHeaders, parseResult } from './parse.ts';
import type { Provider, ParseResult } from './provider.ts';
import { keyRequest } from './request.ts';
import { parseQuotaWindow } from './windows.ts';

const plans: ReadonlyMap<string, string> = new Map([
  ['free', 'Free'],
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

const names: ReadonlyMap<string, string> = new Map([
  ['premium_interactions', 'Premium requests'],
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
}

/**
 * Parses `GET /copilot_internal/user`, which states how much of each quota is left. A quota without a limit is no
 * window. Where no quota has a limit, the account is unlimited. A seat that an organisation pays by use has quotas of
 * 0 and states the credits it used. Never throws.
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
  const { windows, unrecognizedPaths, isUnlimited, creditsUsed } = quotas;
  const plan = planOf(record);
  return parseResult(
    body,
    asOfMs,
    {
      windows: { complete: unrecognizedPaths.length === 0, items: windows },
      ...(plan === null ? {} : { plan: statedValue(plan) }),
      ...(isUnlimited === null ? {} : { credits: statedValue({ ...noFlags, unlimited: isUnlimited }) }),
      ...(creditsUsed === null ? {} : { spend: statedValue(usedCredits(creditsUsed)) }),
    },
    unrecognizedPaths,
  );
}

function parseQuotaSnapshots(record: JsonRecord, snapshots: JsonRecord, asOfMs: number): Quotas {
  const resetsAt = firstOf(record, ['quota_reset_date_utc', 'quota_reset_date']);
  const known = [...names].flatMap(([key, name]) => {
    const quota = asRecord(snapshots[key]);
    return quota === null ? [] : [{ key, name, quota }];
  });
  const limited = known.filter(({ quota }) => quota['unlimited'] !== true);
  const counted = limited.filter(({ quota }) => !isPaidByUse(quota));
  const read = counted.map(({ key, name, quota }) => ({ key, window: parseQuota(key, name, quota, resetsAt, asOfMs) }));
  const used = [record, ...known.map(({ quota }) => quota)].map((each) => parseDecimal(each['credits_used']));
  return {
    windows: read.flatMap(({ window }) => (window === null ? [] : [window])),
    unrecognizedPaths: read.flatMap(({ key, window }) => (window === null ? [`quota_snapshots.${key}`] : [])),
    isUnlimited: known.length > 0 && limited.length === 0 ? true : counted.length > 0 ? false : null,
    creditsUsed: used.find((each) => each !== null && !each.startsWith('-')) ?? null,
  };
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

/** The plan. For a free account, `copilot_plan` says `individual` and only the SKU tells that it is free. */
function planOf(record: JsonRecord): string | null {
  const sku = asName(record['access_type_sku']);
  return sku?.startsWith('free_') === true ? 'free' : asName(record['copilot_plan']);
}

/** True for a quota of 0. It is not a limit that is used up: the organisation pays for what its seats use. */
function isPaidByUse(quota: JsonRecord): boolean {
  const entitlement = parseNumber(quota['entitlement']);
  return entitlement !== null && entitlement <= 0;
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
  const [entitlement, remaining] = [parseNumber(quota['entitlement']), parseNumber(quota['remaining'])];
  const left = parseNumber(quota['percent_remaining']);
  if (left !== null) return left > 100 ? null : 100 - left;
  if (entitlement === null || entitlement <= 0 || remaining === null || remaining > entitlement) return null;
  return 100 - (100 * remaining) / entitlement;
}

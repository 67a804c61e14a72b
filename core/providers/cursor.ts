import { type Stated, statedUnknown, statedValue } from '../usage/fact.ts';
import type { Observation, PrepaidReading, SpendReading, WindowReading } from '../usage/observation.ts';
import type { DecimalString } from '../units/decimal.ts';
import { asName, asRecord, type JsonRecord } from '../units/json.ts';
import { fromMinorUnits, subtractMoney } from '../units/money.ts';
import { parseInstantMs, secondMs } from '../units/time.ts';
import type { Account } from './account.ts';
import { ignoreHeaders, parseResult, parseWindowSeconds, statedReset } from './parse.ts';
import type { ParseResult, Provider, QuestionSpec } from './provider.ts';
import { questionRequest } from './request.ts';
import { parseQuotaWindow } from './windows.ts';

const currency = 'USD';

/** Cursor, with the sign-in of its editor. Its service states amounts in cents and times in milliseconds. */
export const cursorProvider: Provider = {
  id: 'cursor',
  displayName: 'Cursor',
  tile: 'Cu',
  shows: ['limits', 'balance', 'spending'],
  pages: {
    usage: 'https://cursor.com/dashboard',
    status: 'https://status.cursor.com/',
    billing: 'https://cursor.com/dashboard?tab=billing',
  },
  signInCommand: null,
  keptBy: { program: 'Cursor', baseUrl: 'https://api2.cursor.sh' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => dashboardQuestion(account, 'GetCurrentPeriodUsage'),
      parse: parsePeriodUsage,
    },
    plan: {
      pollInterval: { defaultMs: 3_600_000, minimumMs: 3_600_000 },
      optional: true,
      request: (account) => dashboardQuestion(account, 'GetPlanInfo'),
      parse: parsePlanInfo,
    },
    prepaid: {
      pollInterval: { defaultMs: 3_600_000, minimumMs: 900_000 },
      optional: true,
      request: (account) => dashboardQuestion(account, 'GetCreditGrantsBalance'),
      parse: parseCreditGrants,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

function dashboardQuestion(account: Account, method: string): QuestionSpec {
  const path = `/aiserver.v1.DashboardService/${method}`;
  return questionRequest(account, path, {}, { 'Connect-Protocol-Version': '1' });
}

/** The amounts for Cursor's own models and for all other models. Each is a limit of its own. */
const buckets = [
  { id: 'auto', key: 'autoPercentUsed', name: 'Cursor models' },
  { id: 'api', key: 'apiPercentUsed', name: 'Other models' },
] as const;

/** A billing period with its reset and its length. */
interface Period {
  readonly resetsAt: unknown;
  readonly resetsAtMs: number | null;
  readonly durationSeconds: number | null;
}

/**
 * Parses `GetCurrentPeriodUsage`. Its percentages contradict each other: the one of the whole plan counts bonus amounts
 * that the others leave out. So it counts only where the service states no amounts by kind of model. Never throws.
 */
export function parsePeriodUsage(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  const usage = asRecord(record?.['planUsage'] ?? {});
  const onDemand = asRecord(record?.['spendLimitUsage'] ?? {});
  if (record === null || usage === null || onDemand === null) {
    return parseResult(body, asOfMs, {}, [record === null ? '$' : usage === null ? 'planUsage' : 'spendLimitUsage']);
  }
  const period = periodOf(record, asOfMs);
  const stated = buckets.filter(({ key }) => usage[key] !== undefined);
  const read = stated.map(({ id, key, name }) => ({
    path: `planUsage.${key}`,
    window: parseQuotaWindow(
      {
        ...{ id, usedPercent: usage[key], resetsAt: period.resetsAt },
        shape: { name, scope: 'own', durationSeconds: period.durationSeconds },
      },
      asOfMs,
    ),
  }));
  const whole = stated.length > 0 ? null : parseWholePlan(usage, period, asOfMs);
  const windows = [...read.flatMap(({ window }) => window ?? []), ...(whole === null ? [] : [whole])];
  const limits = [parseOnDemand(onDemand, period), parseSpending(usage, period)].filter((each) => each !== null);
  const unrecognized = read.flatMap(({ path, window }) => (window === null ? [path] : []));
  const figures: Pick<Observation, 'windows' | 'spendLimits'> = {
    windows: { complete: unrecognized.length === 0, items: windows },
    ...(limits.length === 0 ? {} : { spendLimits: statedValue(limits) }),
  };
  return parseResult(body, asOfMs, figures, unrecognized);
}

function periodOf(record: JsonRecord, asOfMs: number): Period {
  const [startMs, endMs] = [record['billingCycleStart'], record['billingCycleEnd']].map(parseInstantMs);
  const reset = statedReset(record['billingCycleEnd'], asOfMs);
  const isPeriod = typeof startMs === 'number' && typeof endMs === 'number';
  return {
    resetsAt: record['billingCycleEnd'],
    resetsAtMs: reset?.is === 'value' ? reset.value : null,
    durationSeconds: isPeriod ? parseWindowSeconds(Math.round((endMs - startMs) / secondMs), 1) : null,
  };
}

/** The limit of a plan without amounts by kind of model. An amount that is left out is unknown and not 0. */
function parseWholePlan(usage: JsonRecord, period: Period, asOfMs: number): WindowReading | null {
  const limit = cents(usage['limit']);
  const used = spentOf(usage);
  const shape = { name: null, scope: 'account' as const, durationSeconds: period.durationSeconds };
  const about = { id: 'plan', shape, resetsAt: period.resetsAt };
  if (used !== null && limit !== null && Number(limit) > 0) return parseQuotaWindow({ ...about, used, limit }, asOfMs);
  const usedPercent = usage['totalPercentUsed'] ?? null;
  return usedPercent === null ? null : parseQuotaWindow({ ...about, usedPercent }, asOfMs);
}

function spentOf(usage: JsonRecord): DecimalString | null {
  return cents(usage['totalSpend']) ?? difference(cents(usage['limit']), cents(usage['remaining']));
}

/** What the period has cost so far at the prices of the models, bonus amounts included. It is no limit. */
function parseSpending(usage: JsonRecord, { resetsAtMs }: Period): SpendReading | null {
  const used = spentOf(usage);
  const none = { limit: null, isCapUnknown: true, remaining: null } as const;
  return used === null ? null : { unit: 'money', currency, used, ...none, scope: 'billing-cycle', resetsAtMs };
}

/** The user's own limit for paid usage beyond the plan; else the one that a team shares. A limit of 0 allows none. */
function parseOnDemand(stated: JsonRecord, { resetsAtMs }: Period): SpendReading | null {
  for (const [whose, scope] of [
    ['individual', 'on-demand'],
    ['pooled', 'on-demand-shared'],
  ] as const) {
    const limit = cents(stated[`${whose}Limit`]);
    const remaining = cents(stated[`${whose}Remaining`]);
    const used = cents(stated[`${whose}Used`]) ?? difference(limit, remaining);
    if (limit !== null && Number(limit) > 0 && used !== null) {
      return { unit: 'money', currency, used, limit, remaining, scope, resetsAtMs };
    }
  }
  return null;
}

/** Parses `GetPlanInfo`, which names the plan. Never throws. */
export function parsePlanInfo(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  const plan = asName(asRecord(record?.['planInfo'])?.['planName']) ?? asName(record?.['planName']);
  if (plan !== null) return parseResult(body, asOfMs, { plan: statedValue(plan) }, []);
  return parseResult(body, asOfMs, {}, record === null ? ['$'] : [], record !== null);
}

/** Parses `GetCreditGrantsBalance`: what is left of credits that Cursor granted. Never throws. */
export function parseCreditGrants(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  if (record === null) return parseResult(body, asOfMs, {}, ['$']);
  const hasNone = record['hasCreditGrants'] === false;
  const balance =
    cents(record['creditBalanceCents']) ?? difference(cents(record['totalCents']), cents(record['usedCents']));
  const prepaid: Stated<PrepaidReading> =
    hasNone || balance === null ? statedUnknown : statedValue({ currency, balance, nextExpiresAtMs: null });
  return parseResult(body, asOfMs, { prepaid }, hasNone || balance !== null ? [] : ['creditBalanceCents'], hasNone);
}

/** An amount in cents as dollars; null where it is missing, no number or negative. */
function cents(value: unknown): DecimalString | null {
  const amount = fromMinorUnits(value, currency);
  return amount === null || amount.startsWith('-') ? null : amount;
}

function difference(whole: DecimalString | null, part: DecimalString | null): DecimalString | null {
  const rest = whole === null || part === null ? null : subtractMoney(whole, part, currency);
  return rest === null || rest.startsWith('-') ? null : rest;
}

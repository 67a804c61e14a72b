import { asName, asRecord, type JsonRecord, listOf } from '../units/json.ts';
import { parseNumber } from '../units/number.ts';
import { statedValue } from '../usage/fact.ts';
import type { Observation, WindowReading } from '../usage/observation.ts';
import type { Account } from './account.ts';
import { ignoreHeaders, parseResult } from './parse.ts';
import type { ParseResult, Provider, QuestionSpec } from './provider.ts';
import { questionRequest } from './request.ts';
import { isOverBy, parseQuotaWindow } from './windows.ts';

/** Kiro, with the sign-in of its command line. The service counts credits, and states times in seconds. */
export const kiroProvider: Provider = {
  id: 'kiro',
  displayName: 'Kiro',
  tile: 'Ki',
  shows: ['limits'],
  pages: { usage: 'https://app.kiro.dev/account/usage' },
  signInCommand: null,
  keptBy: { program: 'Kiro', baseUrl: 'https://codewhisperer.us-east-1.amazonaws.com' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: usageQuestion,
      parse: parseUsageLimits,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/** The sign-in of a company has a profile, which the question names. */
function usageQuestion(account: Account): QuestionSpec {
  const profileArn = account.organizationId ?? null;
  const headers = { 'X-Amz-Target': 'AmazonCodeWhispererService.GetUsageLimits' };
  const question = questionRequest(account, '/', profileArn === null ? {} : { profileArn }, headers);
  return { ...question, contentType: 'application/x-amz-json-1.0' };
}

/**
 * Parses `GetUsageLimits`: the credits of the plan. What is used of them includes what went beyond the plan. Never throws.
 */
export function parseUsageLimits(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  const list = listOf(record?.['usageBreakdownList']);
  if (record === null || list === null) return parseResult(body, asOfMs, {}, ['usageBreakdownList']);
  const plan = asName(asRecord(record['subscriptionInfo'])?.['subscriptionTitle']);
  const readings = list.items.map(({ key, value }) => ({
    key,
    window: resourceWindow(asRecord(value), record, asOfMs),
  }));
  const unrecognized = readings.flatMap(({ key, window }) => (window === null ? [`usageBreakdownList[${key}]`] : []));
  const items = readings.flatMap(({ window }) => window ?? []);
  return parseResult(
    body,
    asOfMs,
    {
      ...(plan === null ? {} : { plan: statedValue(plan) }),
      windows: { complete: unrecognized.length === 0 && list.isWhole, items: distinct(items) },
      ...beyondLimitOf(record, items),
    },
    unrecognized,
  );
}

function resourceWindow(entry: JsonRecord | null, answer: JsonRecord, asOfMs: number): WindowReading | null {
  const resource = asName(entry?.['resourceType']);
  const used = parseNumber(entry?.['currentUsageWithPrecision'] ?? entry?.['currentUsage']);
  const limit = entry?.['usageLimitWithPrecision'] ?? entry?.['usageLimit'];
  if (entry === null || resource === null || used === null) return null;
  const resetsAt = entry['nextDateReset'] ?? answer['nextDateReset'];
  const amounts = isOverBy(resetsAt, asOfMs) ? { usedPercent: null } : { used, limit };
  const isCredit = resource === 'CREDIT';
  const shape = {
    name: isCredit ? null : (asName(entry['displayName']) ?? resource),
    scope: isCredit ? ('account' as const) : ('own' as const),
    durationSeconds: null,
  };
  return parseQuotaWindow({ id: isCredit ? 'month' : resource, shape, ...amounts, resetsAt }, asOfMs);
}

function distinct(windows: readonly WindowReading[]): readonly WindowReading[] {
  return windows.filter(({ id }, index) => windows.findIndex((other) => other.id === id) === index);
}

/** With overages enabled, work goes on after the credits of the plan are used up, and costs money. */
function beyondLimitOf(answer: JsonRecord, windows: readonly WindowReading[]): Pick<Observation, 'beyondLimit'> {
  const month = windows.find(({ id }) => id === 'month');
  const isReached = month?.reached?.is === 'value' && month.reached.value === true;
  const isEnabled = asRecord(answer['overageConfiguration'])?.['overageStatus'] === 'ENABLED';
  if (!isReached || !isEnabled) return { beyondLimit: statedValue(null) };
  const endsAtMs = month.resetsAtMs?.is === 'value' ? month.resetsAtMs.value : null;
  return { beyondLimit: statedValue({ mode: 'paid-extra-usage', endsAtMs, reachedWindowId: 'month' }) };
}

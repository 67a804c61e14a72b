import type { Account } from './account.ts';
import { statedValue } from '../usage/fact.ts';
import type { WindowReading } from '../usage/observation.ts';
import { asArray, asName, asRecord, isRecord, type JsonRecord, mentions, parseJson } from '../units/json.ts';
import { ignoreHeaders, parseResult } from './parse.ts';
import type { ParseResult, Provider, QuestionSpec } from './provider.ts';
import { hostOf, keyRequest } from './request.ts';
import { parseQuotaWindow, windowIdentity, type WindowIdentity } from './windows.ts';

/** The coding plan of Alibaba Cloud, with a key of Model Studio. The two sites of the service have accounts of their own. */
export const alibabaProvider: Provider = {
  id: 'alibaba',
  displayName: 'Alibaba coding plan',
  tile: 'Al',
  shows: ['limits'],
  pages: {
    usage: 'https://modelstudio.console.alibabacloud.com/ap-southeast-1/?tab=coding-plan',
  },
  signInCommand: null,
  key: {
    page: 'https://modelstudio.console.alibabacloud.com/ap-southeast-1/?tab=coding-plan',
    defaultBaseUrl: 'https://modelstudio.console.alibabacloud.com',
  },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 600_000, minimumMs: 300_000 },
      request: planQuestion,
      parse: parsePlan,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

const operation = 'queryCodingPlanInstanceInfoV2';
const product = 'broadscope-bailian';

/** The service takes the key in one of three headers, depending on the account. */
const headers = {
  Authorization: 'Bearer {{secret:accessToken}}',
  'x-api-key': '{{secret:accessToken}}',
  'x-dashscope-api-key': '{{secret:accessToken}}',
};

/** The question for the plan of a key. The site decides the region and the name of the plan's product. */
function planQuestion(account: Account): QuestionSpec {
  const isChinese = hostOf(account.baseUrl)?.endsWith('.aliyun.com') === true;
  const commodityCode = `sfm_codingplan_public_${isChinese ? 'cn' : 'intl'}`;
  const region = isChinese ? 'cn-beijing' : 'ap-southeast-1';
  const action = `zeldaEasy.${product}.codingPlan.${operation}`;
  const query = `action=${action}&product=${product}&api=${operation}&currentRegionId=${region}`;
  return {
    ...keyRequest(account, `/data/api.json?${query}`, headers),
    method: 'POST',
    isQuestion: true,
    body: { queryCodingPlanInstanceInfoRequest: { commodityCode } },
  };
}

/** The windows of a plan. A month of the bill has no fixed length. */
const quotas: readonly (WindowIdentity & { readonly key: string })[] = [
  { key: 'per5Hour', ...windowIdentity(18_000, 'primary') },
  { key: 'perWeek', ...windowIdentity(604_800, 'primary') },
  { key: 'perBillMonth', id: 'monthly', durationSeconds: null },
];

/**
 * Parses the answer about a coding plan: its instances, and the used and total requests of each window. The answer is
 * wrapped in envelopes of several forms, so the parts are looked up by name. An answer that wants a sign-in to the web
 * console is a refused key. Never throws.
 */
export function parsePlan(body: unknown, asOfMs: number): ParseResult {
  const records = recordsWithin(body);
  if (records.some(wantsSignIn)) {
    return { ok: false, paths: ['code: string'], failure: { kind: 'unauthorised', status: 401 } };
  }
  const instances = instancesIn(records);
  const usable = instances?.filter((instance) => !hasEnded(instance)) ?? [];
  if (instances !== null && usable.length === 0) {
    return { ok: false, paths: ['codingPlanInstanceInfos: array'], failure: { kind: 'no-plan' } };
  }
  const active = usable.filter(isActive);
  const instance = (usable.length === 1 ? usable[0] : active.length === 1 ? active[0] : undefined) ?? null;
  // A quota beside several instances does not say whose it is.
  const isShared = instances === null || instances.length === 1;
  const quota = quotaIn(instance === null ? [] : recordsWithin(instance)) ?? (isShared ? quotaIn(records) : null);
  if (quota === null) return parseResult(body, asOfMs, {}, ['codingPlanQuotaInfo']);
  const stated = quotas.filter(({ key }) => mentions(quota, [`${key}UsedQuota`, `${key}TotalQuota`]));
  const read = stated.map((identity) => ({ key: identity.key, window: parseQuota(quota, identity, asOfMs) }));
  const unrecognizedPaths = read.flatMap(({ key, window }) => (window === null ? [`codingPlanQuotaInfo.${key}`] : []));
  const items = read.flatMap(({ window }) => (window === null ? [] : [window]));
  const plan = items.length === 0 ? null : asName(instance?.['planName'] ?? instance?.['instanceName']);
  const windows = { complete: unrecognizedPaths.length === 0, items };
  return parseResult(
    body,
    asOfMs,
    { windows, ...(plan === null ? {} : { plan: statedValue(plan) }) },
    stated.length === 0 ? ['codingPlanQuotaInfo'] : unrecognizedPaths,
  );
}

function parseQuota(
  quota: JsonRecord,
  { key, id, durationSeconds }: WindowIdentity & { readonly key: string },
  asOfMs: number,
): WindowReading | null {
  const shape = { name: null, scope: 'account' as const, durationSeconds };
  const [used, limit] = [quota[`${key}UsedQuota`], quota[`${key}TotalQuota`]];
  return parseQuotaWindow({ id, shape, used, limit, resetsAt: quota[`${key}QuotaNextRefreshTime`] }, asOfMs);
}

function wantsSignIn({ code, message }: JsonRecord): boolean {
  return [code, message].some((text) => typeof text === 'string' && /need[ _]?login/i.test(text));
}

function instancesIn(records: readonly JsonRecord[]): readonly JsonRecord[] | null {
  const owner = records.find((record) => asArray(record['codingPlanInstanceInfos']) !== null);
  const list = asArray(owner?.['codingPlanInstanceInfos']);
  return list?.slice(0, mostRecords).filter(isRecord) ?? null;
}

function quotaIn(records: readonly JsonRecord[]): JsonRecord | null {
  return asRecord(records.find((record) => asRecord(record['codingPlanQuotaInfo']) !== null)?.['codingPlanQuotaInfo']);
}

function isActive({ status }: JsonRecord): boolean {
  return typeof status === 'string' && ['VALID', 'ACTIVE'].includes(status.trim().toUpperCase());
}

function hasEnded({ status }: JsonRecord): boolean {
  return typeof status === 'string' && ['EXPIRED', 'INVALID', 'TERMINATED'].includes(status.trim().toUpperCase());
}

const mostRecords = 300;
const mostLevels = 8;

/** All objects of an answer, the outer ones first. A text that holds a JSON object counts as this object. */
function recordsWithin(body: unknown): readonly JsonRecord[] {
  const records: JsonRecord[] = [];
  let level: readonly unknown[] = [body];
  for (let depth = 0; depth < mostLevels && level.length > 0 && records.length < mostRecords; depth += 1) {
    const values = level.slice(0, mostRecords).map(unwrapped);
    records.push(...values.filter(isRecord).slice(0, mostRecords - records.length));
    level = values.flatMap((value): readonly unknown[] => asArray(value) ?? Object.values(asRecord(value) ?? {}));
  }
  return records;
}

function unwrapped(value: unknown): unknown {
  return typeof value === 'string' && value.trimStart().startsWith('{') ? parseJson(value) : value;
}

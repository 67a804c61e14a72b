import type { Account } from './account.ts';
import type { Failure } from '../polling/failure.ts';
import { statedValue } from '../usage/fact.ts';
import type { WindowReading } from '../usage/observation.ts';
import { asName, asRecord, type JsonRecord, listOf } from '../units/json.ts';
import { parseNumber } from '../units/number.ts';
import { ignoreHeaders, parseResult } from './parse.ts';
import type { AnsweredRequest, ParseResult, Provider, QuestionSpec } from './provider.ts';
import { keyRequest } from './request.ts';
import { parseQuotaWindow, windowIdentity, type WindowIdentity } from './windows.ts';

/** The coding plan and the agent plan of Volcengine. A request carries a signature in place of the key. */
export const volcengineProvider: Provider = {
  id: 'volcengine',
  displayName: 'Volcengine',
  tile: 'Vo',
  shows: ['limits'],
  pages: {
    usage: 'https://console.volcengine.com/ark/',
  },
  signInCommand: null,
  key: {
    kind: 'key-pair',
    page: 'https://console.volcengine.com/iam/keymanage/',
    defaultBaseUrl: 'https://open.volcengineapi.com',
  },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 600_000, minimumMs: 60_000 },
      request: (account) => planQuestion(account, 'GetCodingPlanUsage', notSubscribedStatuses),
      furtherRequest: (account, answers) =>
        answers.length === 1
          ? planQuestion(account, 'GetAFPUsage', [...notSubscribedStatuses, ...refusedStatuses])
          : null,
      parse: parsePlans,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/** The service refuses a question about a plan that the account does not have. Its body then names the reason. */
const notSubscribedStatuses: readonly number[] = [400, 404];
/** A refusal of the second question only means that there is no agent plan, because the first one was answered. */
const refusedStatuses: readonly number[] = [401, 403];

const region = 'cn-beijing';

function planQuestion(account: Account, action: string, answerStatuses: readonly number[]): QuestionSpec {
  return {
    ...keyRequest(account, `/?Action=${action}&Region=${region}&Version=2024-01-01`, {}),
    method: 'POST',
    isQuestion: true,
    body: {},
    signature: { kind: 'volcengine', service: 'ark', region },
    answerStatuses,
  };
}

/** One of the two plans in an answer. */
interface Plan {
  readonly name: string;
  readonly windows: readonly WindowReading[];
  readonly unrecognizedPaths: readonly string[];
  /** True: the account has the plan. Null: the answer does not say. */
  readonly isSubscribed: boolean | null;
}

const session = windowIdentity(18_000, 'primary');
const week = windowIdentity(604_800, 'primary');
/** A month of the subscription has no fixed length. */
const month: WindowIdentity = { id: 'monthly', durationSeconds: null };

/**
 * Parses `GetAFPUsage`, the agent plan, together with `GetCodingPlanUsage`. An account may have either plan or both. The
 * limits of one plan do not affect the other, so the windows of two plans carry their names. Never throws.
 */
export function parsePlans(body: unknown, asOfMs: number, { earlier = [] }: AnsweredRequest): ParseResult {
  const plans = [parseCodingPlan(earlier[0], asOfMs), parseAgentPlan(body, asOfMs)];
  const subscribed = plans.filter((plan) => plan.windows.length > 0);
  const unrecognizedPaths = plans.flatMap((plan) => plan.unrecognizedPaths);
  if (subscribed.length === 0) return nothingSubscribed(body, asOfMs, earlier[0], plans);
  const items = subscribed.length === 1 ? subscribed.flatMap((plan) => plan.windows) : subscribed.flatMap(ownWindows);
  const complete = unrecognizedPaths.length === 0 && plans.every((plan) => plan.isSubscribed !== null);
  const plan = subscribed.map(({ name }) => name).join(' + ');
  return parseResult(body, asOfMs, { windows: { complete, items }, plan: statedValue(plan) }, unrecognizedPaths);
}

/**
 * Why there is no window. Where the first question was answered, the key is good, and a refusal of the second one only
 * means that there is no agent plan either.
 */
function nothingSubscribed(body: unknown, asOfMs: number, coding: unknown, plans: readonly Plan[]): ParseResult {
  const isAnswered = plans[0]?.isSubscribed === false;
  const agentFailure = failureOf(body);
  const failure = isAnswered && agentFailure?.kind === 'unauthorised' ? noPlan : (failureOf(coding) ?? agentFailure);
  if (failure !== null) return { ok: false, paths: ['ResponseMetadata.Error: object'], failure };
  if (plans.every((plan) => plan.isSubscribed === false)) {
    return { ok: false, paths: ['Result: object'], failure: noPlan };
  }
  const unrecognizedPaths = plans.flatMap((plan) => plan.unrecognizedPaths);
  return parseResult(body, asOfMs, {}, unrecognizedPaths.length === 0 ? ['Result'] : unrecognizedPaths);
}

const noPlan: Failure = { kind: 'no-plan' };

function ownWindows({ name, windows }: Plan): readonly WindowReading[] {
  return windows.map((window) => ({
    ...window,
    id: `${name.startsWith(agentPlan) ? 'agent' : 'coding'}:${window.id}`,
    shape: { ...window.shape, name, scope: 'own' as const },
  }));
}

const codingPlan = 'Coding Plan';
const agentPlan = 'Agent Plan';

const levels: ReadonlyMap<string, WindowIdentity> = new Map([
  ['session', session],
  ['weekly', week],
  ['monthly', month],
]);

/** Parses `Result.QuotaUsage[]`, which states a used percentage and the reset in seconds. A reset of 0 or -1 is none. */
function parseCodingPlan(body: unknown, asOfMs: number): Plan {
  const result = resultOf(body);
  if (result === null) return unknownPlan(codingPlan);
  const quotas = listOf(result['QuotaUsage'] ?? []);
  const read = (quotas?.items ?? []).map(({ value }) => {
    const quota = asRecord(value);
    const level = levels.get(asName(quota?.['Level'])?.toLowerCase() ?? '');
    const usedPercent = quota?.['Percent'];
    if (level === undefined || usedPercent === undefined) return null;
    return parseQuotaWindow({ ...windowOf(level), usedPercent, resetsAt: quota?.['ResetTimestamp'] }, asOfMs);
  });
  const unrecognizedPaths = read.flatMap((each, index) => (each === null ? [`Result.QuotaUsage[${index}]`] : []));
  return {
    name: codingPlan,
    windows: distinct(read.filter((each) => each !== null)),
    unrecognizedPaths: quotas === null ? ['Result.QuotaUsage'] : unrecognizedPaths,
    isSubscribed: read.length > 0,
  };
}

const agentQuotas: readonly (readonly [string, WindowIdentity])[] = [
  ['AFPFiveHour', session],
  ['AFPWeekly', week],
  ['AFPMonthly', month],
];

/**
 * Parses `Result.AFPFiveHour`, `AFPWeekly` and `AFPMonthly`, each with a quota and what is used of it. A quota of 0 is not
 * subscribed. `AFPDaily` is no limit: the console does not show it either.
 */
function parseAgentPlan(body: unknown, asOfMs: number): Plan {
  const result = resultOf(body);
  if (result === null) return unknownPlan(agentPlan);
  const stated = agentQuotas.flatMap(([key, identity]) => {
    const quota = asRecord(result[key]);
    const limit = parseNumber(quota?.['Quota']);
    return quota === null || (limit !== null && limit <= 0) ? [] : [{ key, identity, quota }];
  });
  const read = stated.map(({ key, identity, quota }) => {
    const figures = { used: quota['Used'], limit: quota['Quota'], resetsAt: quota['ResetTime'] };
    return { key, window: parseQuotaWindow({ ...windowOf(identity), ...figures }, asOfMs) };
  });
  const tier = asName(result['PlanType']);
  return {
    name: tier === null ? agentPlan : `${agentPlan} ${tier}`,
    windows: read.flatMap(({ window }) => window ?? []),
    unrecognizedPaths: read.flatMap(({ key, window }) => (window === null ? [`Result.${key}`] : [])),
    isSubscribed: stated.length > 0,
  };
}

function windowOf({ id, durationSeconds }: WindowIdentity): Pick<WindowReading, 'id' | 'shape'> {
  return { id, shape: { name: null, scope: 'account', durationSeconds } };
}

function distinct(windows: readonly WindowReading[]): readonly WindowReading[] {
  return [...new Map(windows.map((window) => [window.id, window])).values()];
}

/** What an error or an unknown form says about a plan: nothing. */
function unknownPlan(name: string): Plan {
  return { name, windows: [], unrecognizedPaths: [], isSubscribed: null };
}

/** The figures of an answer; null: it is an error, or it has an unknown form. */
function resultOf(body: unknown): JsonRecord | null {
  return errorOf(body) === null ? asRecord(asRecord(body)?.['Result']) : null;
}

function errorOf(body: unknown): JsonRecord | null {
  return asRecord(asRecord(asRecord(body)?.['ResponseMetadata'])?.['Error']);
}

/** The failure that an answer names by its code; null: it names none, or one that is not known here. */
function failureOf(body: unknown): Failure | null {
  const code = asName(errorOf(body)?.['Code']) ?? '';
  if (/signature|accesskey|credential|authoriz|authent|accessdenied|token/i.test(code)) {
    return { kind: 'unauthorised', status: 401 };
  }
  return /limit|throttl/i.test(code) ? { kind: 'limited', retryAfterMs: null } : null;
}

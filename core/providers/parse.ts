import { type Stated, statedValue, statedUnknown } from '../usage/fact.ts';
import type { Observation } from '../usage/observation.ts';
import { type Failure, retryAfterMs } from '../polling/failure.ts';
import { type DecimalString, parseDecimal } from '../units/decimal.ts';
import { multiplyMoney } from '../units/money.ts';
import { parseNumber, parsePercent } from '../units/number.ts';
import { parseInstantMs } from '../units/time.ts';
import { asRecord, type JsonRecord, describeUnrecognized } from '../units/json.ts';
import type { ParseResult } from './provider.ts';

const clockSlackMs = 60_000;
const longestWindowSeconds = 366 * 86_400;

/** What an answer says, without when and by whom it was said. */
type ParsedFields = Omit<Observation, 'source' | 'asOfMs' | 'oddPaths'>;

/**
 * The result of reading one answer: a reading where there is something to show. Else what the service says
 * outright in its envelope, else the names of what was not understood, else that there is nothing to show.
 *
 * @param isAnswer True where "there is none" is the answer, such as of a wallet that a key does not have.
 */
export function parseResult(
  body: unknown,
  asOfMs: number,
  parts: ParsedFields,
  unrecognizedPaths: readonly string[],
  isAnswer = false,
): ParseResult {
  const observation: Observation = {
    source: 'poll',
    asOfMs,
    ...parts,
    oddPaths: describeUnrecognized(body, unrecognizedPaths),
  };
  if (!isMarkedAsFailed(body) && (isAnswer || hasDisplayableValue(observation))) return { ok: true, observation };
  return unparsedAnswer(body, asOfMs, unrecognizedPaths);
}

type UnparsedAnswer = Extract<ParseResult, { readonly ok: false }>;

/** An answer of which nothing can be shown, with the reason for it. */
export function unparsedAnswer(body: unknown, asOfMs: number, unrecognizedPaths: readonly string[]): UnparsedAnswer {
  const paths = describeUnrecognized(body, unrecognizedPaths.length > 0 ? unrecognizedPaths : ['$']);
  const stated = failureInBody(body, asOfMs);
  const failure = stated ?? (unrecognizedPaths.length === 0 ? nothingShown : null);
  return { ok: false, paths, ...(failure === null ? {} : { failure }) };
}

const nothingShown: Failure = { kind: 'nothing-shown' };

/** A decimal amount as money with exactly its currency's decimals, rounded half to even; null for none. */
export function parseMoney(value: unknown, currency: string): DecimalString | null {
  const amount = parseDecimal(value);
  return amount === null ? null : multiplyMoney(amount, '1', currency);
}

/** How many percent of a limit are used, both 0 or more; unknown where the limit is 0 or there is none. */
export function parseUsedOfLimit(used: unknown, limit: unknown): Stated<number> | null {
  const [part, whole] = [parseNumber(used), parseNumber(limit)];
  if (part === null || part < 0) return null;
  if (whole === null || whole <= 0) return statedUnknown;
  const percent = parsePercent((100 * part) / whole);
  return percent === null ? null : statedValue(percent);
}

/**
 * A used share of 1 as a percentage, without the digits that binary fractions add; null where the service
 * says that it does not know, undefined where there is none.
 */
export function parseShare(share: unknown): number | null | undefined {
  if (share === null) return null;
  const value = parseNumber(share);
  return value === null ? undefined : Math.round(value * 1e8) / 1e6;
}

/** The length of a window of so many units; null where that is no whole number of seconds, or over a year. */
export function parseWindowSeconds(count: unknown, unitSeconds: number): number | null {
  const seconds = (parseNumber(count) ?? 0) * unitSeconds;
  return Number.isInteger(seconds) && seconds > 0 && seconds <= longestWindowSeconds ? seconds : null;
}

/** When a window begins anew; null where that is no time, or one that is over when it is said. */
export function statedReset(value: unknown, asOfMs: number): Stated<number> | null {
  const atMs = parseInstantMs(value);
  return atMs === null || atMs < asOfMs - clockSlackMs ? null : statedValue(atMs);
}

/** For a service whose model calls tell nothing in their headers. */
export function ignoreHeaders(): null {
  return null;
}

/** A used percentage as said; null where the field is missing or malformed. */
export function statedPercent(value: unknown): Stated<number> | null {
  if (value === null) return statedUnknown;
  const percent = parsePercent(value);
  return percent === null ? null : statedValue(percent);
}

/** True where an observation says at least one thing beyond "unknown". */
export function hasKnownValue(observation: Observation): boolean {
  const { plan, windows, credits, balance, spend, prepaid, resetCredits, resetCreditList, grant } = observation;
  const { monthlySpend, concurrency, service, ledger, blocked } = observation;
  const statements = [plan, credits, balance, spend, prepaid, resetCredits, resetCreditList, grant];
  const further = [monthlySpend, concurrency, service, ledger];
  if (blocked?.is === 'value' && blocked.value !== null) return true;
  return (windows?.items.length ?? 0) > 0 || [...statements, ...further].some((each) => each?.is === 'value');
}

/**
 * True where an observation holds something that a person can be shown. That a limit is switched off, or
 * flags that are all unknown, is a statement, but nothing to show.
 */
export function hasDisplayableValue(observation: Observation): boolean {
  const { credits, spend, spendLimits: _list, ...rest } = observation;
  const flags = credits?.is === 'value' ? Object.values(credits.value) : [];
  const hasSpend = spend?.is === 'value' && spend.value !== null;
  return hasSpend || flags.some((flag) => flag !== null) || hasKnownValue(rest);
}

/** True where the path or a part of it was not understood. */
export function isUnrecognized(key: string, unrecognizedPaths: readonly string[]): boolean {
  return unrecognizedPaths.some((path) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`));
}

/** Codes of services that answer with status 200 and say in the body what is wrong: z.ai and Zhipu, MiniMax. */
const refusedCodes: ReadonlySet<number> = new Set([401, 1000, 1001, 1002, 1003, 1004, 2049]);
const limitedCodes: ReadonlySet<number> = new Set([429, 1302, 1303, 1305]);
const noPlanCodes: ReadonlySet<number> = new Set([402, 1309, 1311]);
const goodCodes: ReadonlySet<number> = new Set([0, 200]);

const ofKey =
  /unauthori[sz]ed|unauthenticated|authenticat|(invalid|expired|incorrect|wrong|missing|unknown|no such)[\w ]{0,20}(api[ _-]?key|token|credential)|(api[ _-]?key|token|credential)s?[\w ]{0,20}(invalid|expired|incorrect|revoked|not (found|valid))|令牌|身份验证|未授权|密钥(无效|错误)/i;
const ofRate = /too many requests|rate[ _-]?limit|请求过(多|于频繁)|频率/i;
const ofPlan =
  /(no|not|without|expired|inactive)[\w ]{0,30}(plan|subscri\w+|package)\b|(plan|subscription|package)[\w ]{0,20}(expired|not found|inactive|required)|未(订阅|购买)|套餐(已)?(过期|到期|不存在)/i;
const longestWord = 500;

/**
 * Why an answer with a good status is a refusal all the same: services with an envelope say it in the body,
 * by a code, by `success: false` or by an `error`. Null where the body says nothing of the kind.
 *
 * @param asOfMs When it was asked, for waits that the body states as a time.
 */
function failureInBody(body: unknown, asOfMs: number): Failure | null {
  const root = asRecord(body);
  if (root === null) return null;
  const error = asRecord(root['error']);
  const base = asRecord(root['base_resp']);
  const codes = [root['code'], root['status_code'], base?.['status_code'], error?.['code']].map(parseNumber);
  const code = codes.find((each) => each !== null && !goodCodes.has(each)) ?? null;
  const isRefusal = root['success'] === false || code !== null || hasError(root);
  if (!isRefusal) return null;
  const words = wordsOf([root, error, base]);
  if ((code !== null && refusedCodes.has(code)) || ofKey.test(words)) return { kind: 'unauthorised', status: 401 };
  if ((code !== null && limitedCodes.has(code)) || ofRate.test(words)) {
    return { kind: 'limited', retryAfterMs: retryAfterMs(null, body, asOfMs) };
  }
  if ((code !== null && noPlanCodes.has(code)) || ofPlan.test(words)) return { kind: 'no-plan' };
  return code !== null && code >= 500 && code <= 599 ? { kind: 'server', status: code } : null;
}

/** True where the body states that this is no answer, understood or not: then no figure in it is read. */
function isMarkedAsFailed(body: unknown): boolean {
  return asRecord(body)?.['success'] === false;
}

function hasError({ error }: JsonRecord): boolean {
  return (typeof error === 'string' && error.trim() !== '') || asRecord(error) !== null;
}

/** Codes, types and sentences by which a service explains itself, in one line of bounded length. */
function wordsOf(parts: readonly (JsonRecord | null)[]): string {
  const keys = ['code', 'type', 'error', 'message', 'msg', 'status_msg', 'reason', 'detail'];
  const texts = parts.flatMap((part) => keys.map((key) => part?.[key]));
  return texts.map((text) => (typeof text === 'string' ? text.slice(0, longestWord) : '')).join(' ');
}

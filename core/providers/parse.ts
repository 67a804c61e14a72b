import { type Stated, statedValue, statedUnknown } from '../usage/fact.ts';
import { hasKnownValue, type Observation } from '../usage/observation.ts';
import { type Failure, retryAfterMs } from '../polling/failure.ts';
import { type DecimalString, parseDecimal } from '../units/decimal.ts';
import { multiplyMoney } from '../units/money.ts';
import { parseNumber, parsePercent } from '../units/number.ts';
import { minuteMs, parseInstantMs } from '../units/time.ts';
import { asRecord, type JsonRecord, describeUnrecognized } from '../units/json.ts';
import type { ParseResult } from './provider.ts';

const clockSlackMs = minuteMs;
const longestWindowSeconds = 366 * 86_400;

/** What an answer states, without its source and time. */
type ParsedFields = Omit<Observation, 'source' | 'asOfMs' | 'oddPaths'>;

/**
 * The result of parsing one answer: an observation where it holds something to show. Otherwise a failure, which
 * is the one that the body states, the unrecognized fields, or that there is nothing to show, in this order.
 *
 * @param isAnswer True where "there is none" is a valid answer, such as for a key without a wallet.
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

/** The failed result for an answer that holds nothing to show, with its reason. */
export function unparsedAnswer(body: unknown, asOfMs: number, unrecognizedPaths: readonly string[]): UnparsedAnswer {
  const paths = describeUnrecognized(body, unrecognizedPaths.length > 0 ? unrecognizedPaths : ['$']);
  const stated = failureInBody(body, asOfMs);
  const failure = stated ?? (unrecognizedPaths.length === 0 ? nothingShown : null);
  return { ok: false, paths, ...(failure === null ? {} : { failure }) };
}

const nothingShown: Failure = { kind: 'nothing-shown' };

/** A decimal amount with exactly its currency's decimals, rounded half to even; null where it is no number. */
export function parseMoney(value: unknown, currency: string): DecimalString | null {
  const amount = parseDecimal(value);
  return amount === null ? null : multiplyMoney(amount, '1', currency);
}

/**
 * The used percentage of a limit. Unknown where the limit is missing or not above 0; null where the used
 * amount is negative or no number.
 */
export function parseUsedOfLimit(used: unknown, limit: unknown): Stated<number> | null {
  const [part, whole] = [parseNumber(used), parseNumber(limit)];
  if (part === null || part < 0) return null;
  if (whole === null || whole <= 0) return statedUnknown;
  const percent = parsePercent((100 * part) / whole);
  return percent === null ? null : statedValue(percent);
}

/**
 * A share from 0 to 1 as a percentage, rounded so that binary fractions add no digits. Null where the service
 * states null; undefined where the value is no number.
 */
export function parseShare(share: unknown): number | null | undefined {
  if (share === null) return null;
  const value = parseNumber(share);
  return value === null ? undefined : Math.round(value * 1e8) / 1e6;
}

/** The length of a window in seconds; null where it is not a whole number above 0, or longer than a year. */
export function parseWindowSeconds(count: unknown, unitSeconds: number): number | null {
  const seconds = (parseNumber(count) ?? 0) * unitSeconds;
  return Number.isInteger(seconds) && seconds > 0 && seconds <= longestWindowSeconds ? seconds : null;
}

/** When a window resets, in epoch ms; null where the value is no time, or was already over at `asOfMs`. */
export function statedReset(value: unknown, asOfMs: number): Stated<number> | null {
  const atMs = parseInstantMs(value);
  return atMs === null || atMs < asOfMs - clockSlackMs ? null : statedValue(atMs);
}

/** The `parseHeaders` of services whose response headers state nothing. */
export function ignoreHeaders(): null {
  return null;
}

/** A used percentage; unknown where the service states null, null where the field is missing or malformed. */
export function statedPercent(value: unknown): Stated<number> | null {
  if (value === null) return statedUnknown;
  const percent = parsePercent(value);
  return percent === null ? null : statedValue(percent);
}

/**
 * True where an observation holds something that a view can show. A limit that is switched off and flags that
 * are all unknown are known values, but there is nothing to show for them.
 */
export function hasDisplayableValue(observation: Observation): boolean {
  const { credits, spend, spendLimits: _list, ...rest } = observation;
  const flags = credits?.is === 'value' ? Object.values(credits.value) : [];
  const hasSpend = spend?.is === 'value' && spend.value !== null;
  return hasSpend || flags.some((flag) => flag !== null) || hasKnownValue(rest);
}

/** True where the field under this key, or a field inside it, was not understood. */
export function isUnrecognized(key: string, unrecognizedPaths: readonly string[]): boolean {
  return unrecognizedPaths.some((path) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`));
}

/** Error codes of services that answer with status 200 and put the error into the body: z.ai, Zhipu, MiniMax. */
const refusedCodes: ReadonlySet<number> = new Set([401, 1000, 1001, 1002, 1003, 1004, 2049]);
const limitedCodes: ReadonlySet<number> = new Set([429, 1302, 1303, 1305]);
const noPlanCodes: ReadonlySet<number> = new Set([402, 1309, 1311, 2062]);
const goodCodes: ReadonlySet<number> = new Set([0, 200]);

const keyProblem =
  /unauthori[sz]ed|unauthenticated|authenticat|(invalid|expired|incorrect|wrong|missing|unknown|no such)[\w ]{0,20}(api[ _-]?key|token|credential)|(api[ _-]?key|token|credential)s?[\w ]{0,20}(invalid|expired|incorrect|revoked|not (found|valid))|令牌|身份验证|未授权|密钥(无效|错误)/i;
const rateProblem = /too many requests|rate[ _-]?limit|请求过(多|于频繁)|频率/i;
const planProblem =
  /(no|not|without|expired|inactive)[\w ]{0,30}(plan|subscri\w+|package)\b|(plan|subscription|package)[\w ]{0,20}(expired|not found|inactive|required)|未(订阅|购买)|套餐(已)?(过期|到期|不存在)/i;
const longestErrorText = 500;

/**
 * The failure that a body with a good status states, by a code, by `success: false` or by an `error`. Null
 * where it states none, or none of a kind that is known here.
 *
 * @param asOfMs When the request was sent. A stated time to wait until is measured from there.
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
  const text = errorText([root, error, base]);
  if ((code !== null && refusedCodes.has(code)) || keyProblem.test(text)) return { kind: 'unauthorised', status: 401 };
  if ((code !== null && limitedCodes.has(code)) || rateProblem.test(text)) {
    return { kind: 'limited', retryAfterMs: retryAfterMs(null, body, asOfMs) };
  }
  if ((code !== null && noPlanCodes.has(code)) || planProblem.test(text)) return { kind: 'no-plan' };
  return code !== null && code >= 500 && code <= 599 ? { kind: 'server', status: code } : null;
}

/** True where the body states `success: false`. No figure in such a body counts, even if its form is known. */
function isMarkedAsFailed(body: unknown): boolean {
  return asRecord(body)?.['success'] === false;
}

function hasError({ error }: JsonRecord): boolean {
  return (typeof error === 'string' && error.trim() !== '') || asRecord(error) !== null;
}

/** The codes, types and sentences with which a service explains an error, in one line of bounded length. */
function errorText(parts: readonly (JsonRecord | null)[]): string {
  const keys = ['code', 'type', 'error', 'message', 'msg', 'status_msg', 'reason', 'detail'];
  const texts = parts.flatMap((part) => keys.map((key) => part?.[key]));
  return texts.map((text) => (typeof text === 'string' ? text.slice(0, longestErrorText) : '')).join(' ');
}

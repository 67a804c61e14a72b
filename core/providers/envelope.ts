import type { Failure } from '../refresh/failure.ts';
import { retryAfterMs } from '../refresh/retry-after.ts';
import { parseNumber } from '../units/number.ts';
import { asRecord, type JsonRecord } from './json.ts';

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
export function envelopeFailure(body: unknown, asOfMs: number): Failure | null {
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
export function saysRefused(body: unknown): boolean {
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

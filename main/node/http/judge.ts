import { parseJson } from '../../../core/units/json.ts';
import { type Failure, isRegionRefusal, judgeForbidden, retryAfterMs } from '../../../core/polling/failure.ts';
import type { Reply } from './exchange.ts';

export type JudgedReply =
  | {
      readonly kind: 'body';
      readonly body: unknown;
      readonly status?: number;
      /** The time of the answer by the service's clock, in epoch ms. Left out if the service does not name it. */
      readonly serverMs?: number;
    }
  | { readonly kind: 'failure'; readonly failure: Failure };

/** A shorter token could appear in an answer by chance. */
const shortestToken = 8;

/**
 * Judges the answer to a request that carried a secret. An answer that repeats the secret is a failure, because its
 * texts are shown, stored and passed on.
 */
export function judgeReplyTo(
  accessToken: string,
  reply: Reply,
  nowMs: number,
  answerStatuses: readonly number[] = [],
): JudgedReply {
  const judged = judgeReply(reply, nowMs, answerStatuses);
  const text = reply.body.kind === 'text' ? reply.body.text : '';
  return judged.kind === 'body' && repeats(text, judged.body, accessToken)
    ? failed({ kind: 'secret-repeated' })
    : judged;
}

/** An escape such as `\u0041` may hide the token in the text, so the decoded value is searched as well. */
function repeats(text: string, body: unknown, token: string): boolean {
  if (token.length < shortestToken) return false;
  if (text.includes(token)) return true;
  return text.includes('\\') && JSON.stringify(body).includes(JSON.stringify(token).slice(1, -1));
}

/**
 * Judges an answer. Only a 401, or a 403 whose JSON names the sign-in, means that the sign-in has ended; any other
 * refusal may come from a proxy, a block page or the region. `Retry-After` counts on 429 and 5xx.
 *
 * @param answerStatuses Statuses that count as answers although they are refusals. Their body is null if it is not JSON.
 */
export function judgeReply(reply: Reply, nowMs: number, answerStatuses: readonly number[] = []): JudgedReply {
  const { status, dateMs } = reply;
  const time = dateMs === null ? {} : { serverMs: dateMs };
  if (answerStatuses.includes(status)) {
    const value = reply.body.kind === 'text' ? parseJson(reply.body.text) : undefined;
    return { kind: 'body', body: value ?? null, status, ...time };
  }
  if (status >= 200 && status <= 299) {
    const judged = judgeBody(reply.body);
    return judged.kind === 'body' ? { ...judged, ...time } : judged;
  }
  const body = reply.body.kind === 'text' && !reply.isHtml ? parseJson(reply.body.text) : undefined;
  if (status === 403 || status === 451) {
    return failed(judgeForbidden(status, body));
  }
  if ((status === 400 || status === 401) && isRegionRefusal(body)) {
    return failed({ kind: 'forbidden', status, by: 'region' });
  }
  if (status === 401) {
    return failed({ kind: 'unauthorised', status });
  }
  const waitMs = retryAfterMs(reply.retryAfter, body, dateMs ?? nowMs);
  if (status === 429) {
    return failed({ kind: 'limited', retryAfterMs: waitMs });
  }
  if (status >= 500 && status <= 599) {
    return failed({ kind: 'server', status, ...(waitMs === null ? {} : { retryAfterMs: waitMs }) });
  }
  return failed({ kind: 'unexpected-status', status });
}

function judgeBody(body: Reply['body']): JudgedReply {
  if (body.kind === 'too-large') {
    return failed({ kind: 'too-large' });
  }
  const value = body.kind === 'text' ? parseJson(body.text) : undefined;
  return value === undefined ? failed({ kind: 'not-json' }) : { kind: 'body', body: value };
}

function failed(failure: Failure): JudgedReply {
  return { kind: 'failure', failure };
}

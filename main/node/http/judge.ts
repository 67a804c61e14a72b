import { type Failure, isRegionRefusal, judgeForbidden, retryAfterMs } from '../../../core/polling/failure.ts';
import { parseJson } from '../../../core/units/bounds.ts';
import type { Reply } from './exchange.ts';

export type JudgedReply =
  | {
      readonly kind: 'body';
      readonly body: unknown;
      readonly status?: number;
      /** When the service answered by its own clock; left out: it does not say. */
      readonly serverMs?: number;
    }
  | { readonly kind: 'failure'; readonly failure: Failure };

/** A text that every answer may hold by chance is no sign of the token in it. */
const shortestToken = 8;

/**
 * What an answer to a request that carried a secret means. One that repeats the secret is thrown away: its
 * texts are shown, kept and handed on, and the secret must never leave with them.
 */
export function judgeReplyTo(
  accessToken: string,
  reply: Reply,
  nowMs: number,
  answerStatuses: readonly number[] = [],
): JudgedReply {
  const judged = judgeReply(reply, nowMs, answerStatuses);
  const text = reply.body.kind === 'text' ? reply.body.text : '';
  return judged.kind === 'body' && holds(text, judged.body, accessToken) ? failed({ kind: 'secret-repeated' }) : judged;
}

/** Also where an escape in the text hides it: then the decoded value is looked at, whose names are texts too. */
function holds(text: string, body: unknown, token: string): boolean {
  if (token.length < shortestToken) return false;
  if (text.includes(token)) return true;
  return text.includes('\\') && JSON.stringify(body).includes(JSON.stringify(token).slice(1, -1));
}

/**
 * What an answer means. Only a 401, or a 403 whose JSON speaks of the sign-in, ends a sign-in: any other
 * refusal may come from a proxy, a block page or the country. A wait is honoured on 429 and on 5xx.
 *
 * @param answerStatuses Refusals that are answers too: their body, or null where it is no JSON.
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

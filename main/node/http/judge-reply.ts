import type { Failure } from '../../../core/refresh/failure.ts';
import { isRegionRefusal, judgeForbidden } from '../../../core/refresh/forbidden.ts';
import { retryAfterMs } from '../../../core/refresh/retry-after.ts';
import type { Reply } from './exchange.ts';

export type JudgedReply =
  | { readonly kind: 'body'; readonly body: unknown; readonly status?: number }
  | { readonly kind: 'failure'; readonly failure: Failure };

/**
 * What an answer means. Only a 401, or a 403 whose JSON speaks of the sign-in, ends a sign-in: any other
 * refusal may come from a proxy, a block page or the country. A wait is honoured on 429 and on 5xx.
 *
 * @param answerStatuses Refusals that are answers too: their body, or null where it is no JSON.
 */
export function judgeReply(reply: Reply, nowMs: number, answerStatuses: readonly number[] = []): JudgedReply {
  const { status } = reply;
  if (answerStatuses.includes(status)) {
    const value = reply.body.kind === 'text' ? parsed(reply.body.text) : undefined;
    return { kind: 'body', body: value ?? null, status };
  }
  if (status >= 200 && status <= 299) {
    return judgeBody(reply.body);
  }
  const body = reply.body.kind === 'text' && !reply.isHtml ? parsed(reply.body.text) : undefined;
  if (status === 403 || status === 451) {
    return failed(judgeForbidden(status, body));
  }
  if ((status === 400 || status === 401) && isRegionRefusal(body)) {
    return failed({ kind: 'forbidden', status, by: 'region' });
  }
  if (status === 401) {
    return failed({ kind: 'unauthorised', status });
  }
  const waitMs = retryAfterMs(reply.retryAfter, body, nowMs);
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
  const value = body.kind === 'text' ? parsed(body.text) : undefined;
  return value === undefined ? failed({ kind: 'not-json' }) : { kind: 'body', body: value };
}

/** The JSON value; undefined if it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failed(failure: Failure): JudgedReply {
  return { kind: 'failure', failure };
}

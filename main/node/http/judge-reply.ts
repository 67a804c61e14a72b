import type { Failure } from '../../../core/refresh/failure.ts';
import { retryAfterMs } from '../../../core/refresh/retry-after.ts';
import type { Reply } from './exchange.ts';

export type JudgedReply =
  | { readonly kind: 'body'; readonly body: unknown; readonly status?: number }
  | { readonly kind: 'failure'; readonly failure: Failure };

/**
 * What an answer means. A page instead of data under 403 is a proxy's or a challenge's
 * word, not the service's, so it does not end a sign-in.
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
  if (status === 401 || (status === 403 && !reply.isHtml)) {
    return failed({ kind: 'unauthorised', status });
  }
  if (status === 429) {
    const hint = reply.body.kind === 'text' ? parsed(reply.body.text) : undefined;
    return failed({ kind: 'limited', retryAfterMs: retryAfterMs(reply.retryAfter, hint, nowMs) });
  }
  return failed(status >= 500 && status <= 599 ? { kind: 'server', status } : { kind: 'unexpected-status', status });
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

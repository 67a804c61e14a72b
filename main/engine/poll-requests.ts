import type { Http, HttpOutcome } from '../../core/ports.ts';
import type { Account } from '../../core/providers/account.ts';
import type { AnsweredRequest, Endpoint, PollSpec } from '../../core/providers/provider.ts';

const goodStatus = 200;
/** More than this many requests for one poll would be a fault of a provider. */
const mostRequests = 4;

/**
 * Sends the requests of one poll, one after another, and returns the last answer with the bodies before it. A failure
 * ends the poll and is its outcome. Never rejects.
 *
 * @param nowMs When the poll begins, epoch ms.
 * @param first The first request; left out: the endpoint's own.
 */
export async function sendPoll(
  http: Http,
  endpoint: Pick<Endpoint, 'request' | 'furtherRequest'>,
  account: Account,
  nowMs: number,
  first: PollSpec = endpoint.request(account, nowMs),
): Promise<HttpOutcome> {
  const earlier: unknown[] = [];
  let request: PollSpec = first;
  for (;;) {
    const outcome = await http.send(request, account);
    if (outcome.kind === 'failure') return outcome;
    const isLast = earlier.length + 1 >= mostRequests;
    const next = isLast ? null : (endpoint.furtherRequest?.(account, [...earlier, outcome.body], nowMs) ?? null);
    if (next === null) return earlier.length === 0 ? outcome : { ...outcome, earlier };
    earlier.push(outcome.body);
    request = next;
  }
}

/** Returns what a provider needs to know of an answer to parse it. */
export function answeredRequest(
  account: Account,
  { status = goodStatus, earlier }: Extract<HttpOutcome, { kind: 'body' }>,
): AnsweredRequest {
  return { account, status, ...(earlier === undefined ? {} : { earlier }) };
}

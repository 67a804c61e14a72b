import { describe, expect, it } from 'vitest';
import type { HttpOutcome } from '../../../../core/ports.ts';
import { requestAt } from '../../../../core/providers/request.ts';
import type { RequestSpec } from '../../../../core/providers/provider.ts';
import { sendPoll } from '../../../../main/engine/poll-requests.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';

const account = accountOf('openai-platform', 'https://api.test');
const nowMs = Date.parse('2026-11-22T08:00:00Z');

const body = (page: number): HttpOutcome => ({ kind: 'body', body: { page }, fingerprint: 'f00d' });
const pageAt = (page: number, atMs: number): RequestSpec => requestAt(`https://api.test/${page}?at=${atMs}`);

/** Sends a poll of a service with this many pages, and returns its outcome with the addresses that were asked. */
async function poll(pages: number, answers: readonly HttpOutcome[]) {
  const urls: string[] = [];
  const send = async ({ url }: { readonly url: string }): Promise<HttpOutcome> => {
    urls.push(url);
    return answers[urls.length - 1] ?? body(urls.length);
  };
  const endpoint = {
    request: (_account: typeof account, atMs: number) => pageAt(1, atMs),
    furtherRequest: (_account: typeof account, earlier: readonly unknown[], atMs: number) =>
      earlier.length < pages ? pageAt(earlier.length + 1, atMs) : null,
  };
  return { outcome: await sendPoll({ send }, endpoint, account, nowMs), urls };
}

describe('the requests of one poll', () => {
  it('are made one after another for the time at which the poll began, and end with the last answer', async () => {
    const { outcome, urls } = await poll(2, []);
    expect(urls).toEqual([1, 2].map((page) => pageAt(page, nowMs).url));
    expect(outcome).toEqual({ ...body(2), earlier: [{ page: 1 }] });
  });

  it('are at most four, however many a provider wants', async () => {
    const { outcome, urls } = await poll(100, []);
    expect(urls).toHaveLength(4);
    expect(outcome).toEqual({ ...body(4), earlier: [{ page: 1 }, { page: 2 }, { page: 3 }] });
  });

  it('end with the first failure', async () => {
    const failure: HttpOutcome = { kind: 'failure', failure: { kind: 'timeout' }, fingerprint: 'f00d' };
    const { outcome, urls } = await poll(3, [body(1), failure]);
    expect(urls).toHaveLength(2);
    expect(outcome).toEqual(failure);
  });
});

import { onTestFinished, describe, expect, test } from 'vitest';

import { codexResets } from '../../support/upstream/codex-resets.ts';
import { type FakeUpstream, startFakeUpstream } from '../../support/fake-upstream.ts';

async function upstreamOfTest(): Promise<FakeUpstream> {
  const upstream = await startFakeUpstream();
  onTestFinished(upstream.close);
  return upstream;
}

describe('the stand-in of the upstreams', () => {
  test('answers each account by its own script and records what it was asked', async () => {
    const upstream = await upstreamOfTest();
    upstream.reply('work', { body: { plan_type: 'pro' } });
    upstream.reply('home', { status: 429, headers: { 'retry-after': '1500' }, body: 'slow down' });
    const work = await fetch(`${upstream.codex('work')}/wham/usage?a=1`, {
      headers: { authorization: 'Bearer canary-1' },
    });
    const home = await fetch(`${upstream.claude('home')}/api/oauth/usage`);
    expect(await work.json()).toEqual({ plan_type: 'pro' });
    expect([home.status, home.headers.get('retry-after'), await home.text()]).toEqual([429, '1500', 'slow down']);
    expect(upstream.requests().map(({ name, path, ordinal }) => [name, path, ordinal])).toEqual([
      ['work', '/backend-api/wham/usage?a=1', 1],
      ['home', '/api/oauth/usage', 1],
    ]);
    expect(upstream.requests('work')[0]?.headers.authorization).toBe('Bearer canary-1');
  });

  test('answers 404 where nothing was scripted, and by the request where a function decides', async () => {
    const upstream = await upstreamOfTest();
    expect((await fetch(upstream.claude('nobody'))).status).toBe(404);
    upstream.reply('turns', ({ ordinal }) => ({ status: ordinal === 1 ? 503 : 200, body: { ordinal } }));
    expect((await fetch(upstream.claude('turns'))).status).toBe(503);
    expect(await (await fetch(upstream.claude('turns'))).json()).toEqual({ ordinal: 2 });
  });

  test('tells when an account was asked often enough, whether before or after the question', async () => {
    const upstream = await upstreamOfTest();
    const both = upstream.waitForRequest('work', 2);
    await fetch(upstream.claude('work'));
    expect(await upstream.waitForRequest('work')).toHaveLength(1);
    await fetch(upstream.claude('work'));
    expect(await both).toHaveLength(2);
  });

  test('what is asked beside usage has a script, a count and a body of its own', async () => {
    const upstream = await upstreamOfTest();
    const resets = codexResets([
      { id: 'late', expiresInSeconds: 900 },
      { id: 'soon', expiresInSeconds: 60 },
    ]);
    upstream.reply('work', { body: { plan_type: 'pro' } });
    upstream.reply('work/reset-credits', resets.list);
    upstream.reply('work/consume', resets.consume);
    const base = `${upstream.codex('work')}/wham/rate-limit-reset-credits`;
    const consume = async (body: object): Promise<unknown> =>
      (await fetch(`${base}/consume`, { method: 'POST', body: JSON.stringify(body) })).json();
    expect(await (await fetch(base)).json()).toMatchObject({ available_count: 2, credits: [{ id: 'soon' }, {}] });
    expect(await consume({ redeem_request_id: 'wish-1' })).toMatchObject({ code: 'reset', credit: { id: 'soon' } });
    expect(await consume({ redeem_request_id: 'wish-1' })).toMatchObject({ code: 'already_redeemed' });
    expect([resets.available(), resets.redeemed()]).toEqual([1, ['wish-1']]);
    expect(await consume({ redeem_request_id: 'wish-2', credit_id: 'soon' })).toMatchObject({ code: 'no_credit' });
    expect(upstream.requests('work')).toEqual([]);
    expect(upstream.requests('work/consume').map(({ body }) => body)).toHaveLength(3);
    const grant = `${upstream.claude('work')}/api/oauth/organizations/org-1/overage_credit_grant`;
    expect((await fetch(grant)).status).toBe(404);
  });

  test('takes a request and keeps silent, until it is closed', async () => {
    const upstream = await startFakeUpstream();
    upstream.reply('mute', { kind: 'hang' });
    const answer = fetch(upstream.claude('mute')).then(
      () => 'answered',
      () => 'broken off',
    );
    await upstream.waitForRequest('mute');
    await upstream.close();
    expect(await answer).toBe('broken off');
  });

  test('breaks off before an answer and in the middle of one', async () => {
    const upstream = await upstreamOfTest();
    upstream.reply('early', { kind: 'reset' });
    upstream.reply('late', { kind: 'reset', afterBytes: 100 });
    await expect(fetch(upstream.claude('early'))).rejects.toThrow('fetch failed');
    const late = await fetch(upstream.claude('late'))
      .then((response) => response.text())
      .catch(() => 'broken off');
    expect(late).toBe('broken off');
  });

  test('drips a body that is whole in the end', async () => {
    const upstream = await upstreamOfTest();
    upstream.reply('slow', { kind: 'drip', body: { plan_type: 'plus' }, chunkBytes: 4, everyMs: 1 });
    expect(await (await fetch(upstream.claude('slow'))).json()).toEqual({ plan_type: 'plus' });
  });

  test('sends more than anyone should read, as valid JSON without a length', async () => {
    const upstream = await upstreamOfTest();
    upstream.reply('flood', { kind: 'huge', bytes: 2_000_000 });
    const response = await fetch(upstream.claude('flood'));
    expect(response.headers.get('content-length')).toBeNull();
    const text = await response.text();
    expect(text.length).toBeGreaterThan(2_000_000);
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['padding']);
  });
});

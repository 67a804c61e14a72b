import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { blankRow, type InstallRow } from '../../../../../core/ledger/install.ts';
import type { LedgerStore } from '../../../../../core/ledger/store.ts';
import { defaultTiers } from '../../../../../core/ledger/tiers.ts';
import { askApp } from '../../../../../main/node/api/client.ts';
import { ledgerRoutes } from '../../../../../main/node/api/ledger-routes.ts';
import { createSqliteLedger } from '../../../../../main/node/ledger/sqlite-ledger.ts';
import { apiNowMs, ask, runningApi } from '../../../../support/api-server.ts';
import { anyPage, freshId, hostileIds } from '../../../../support/ledger/desk.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const json = { 'Content-Type': 'application/json' };

/** Rows of so many installs, by id. */
function manyInstalls(count: number): readonly InstallRow[] {
  const row = { ...blankRow('', apiNowMs), lifetimeConsumed: 1, lastActiveAtMs: apiNowMs };
  return Array.from({ length: count }, () => ({ ...row, installId: freshId() }));
}

async function openApi(change: (store: LedgerStore) => Partial<LedgerStore> = () => ({})) {
  const file = createSqliteLedger({
    path: path.join(temporaryFolder(), 'ledger.db'),
    nowMs: () => apiNowMs,
    newId: freshId,
    tiers: () => defaultTiers,
    notice: () => undefined,
  });
  onTestFinished(() => file.close());
  const store = { ...file, ...change(file) };
  const { socketPath, errors } = await runningApi({ ledger: { store, tiers: () => defaultTiers } });
  const send = async (method: string, target: string, body?: unknown) => {
    const payload = body === undefined ? '' : JSON.stringify(body);
    const {
      status,
      body: answer,
      headers,
    } = await ask(socketPath, method, target, body === undefined ? {} : json, payload);
    const { 'content-type': type, 'retry-after': retryAfter, link } = headers;
    return { status, answer, type, retryAfter, link };
  };
  return { store, errors, send, socketPath, of: (id: string) => `/v1/ledger/installs/${encodeURIComponent(id)}` };
}

test('plan, reserve, commit and release answer as documented', async () => {
  const { send, of } = await openApi();
  const id = freshId();
  expect(await send('POST', `${of(id)}/plan`, { tier: 'core', hasHardware: false })).toMatchObject({
    status: 200,
    answer: { allowed: true, backend: 'gemini', reason: null, remaining: 5, capped: 'lifetime', geminiRemaining: null },
  });
  const made = await send('POST', `${of(id)}/reservations`, { tier: 'core', hasHardware: false, ttlSeconds: 60 });
  expect(made).toMatchObject({
    status: 201,
    answer: { backend: 'gemini', expiresAt: '2026-11-22T00:06:00.000Z', remaining: 4 },
  });
  const { reservationId } = made.answer as { reservationId: string };
  const committed = { charged: true, remaining: 4, capped: 'lifetime', geminiRemaining: null, tier: 'core' };
  expect(await send('POST', `${of(id)}/commits`, { reservationId })).toMatchObject({ status: 200, answer: committed });
  expect(await send('POST', '/v1/ledger/commits', { reservationId })).toMatchObject({
    status: 200,
    answer: { ...committed, charged: false },
  });
  const call = { tier: 'core', backend: 'hardware', jobId: 'job' };
  expect((await send('POST', `${of(id)}/commits`, call)).answer).toEqual({ ...committed, remaining: 3 });
  expect((await send('POST', `${of(id)}/commits`, call)).answer).toEqual({
    ...committed,
    remaining: 3,
    charged: false,
  });
  const next = await send('POST', `${of(id)}/reservations`, { tier: 'core', hasHardware: true });
  const nextId = (next.answer as { reservationId: string }).reservationId;
  expect(await send('GET', of(id))).toMatchObject({
    status: 200,
    answer: {
      ...{ installId: id, tier: 'core', lifetimeConsumed: 2, lifetimeGeminiConsumed: 1, month: '2026-11' },
      ...{ monthlyConsumed: 0, monthlyGeminiConsumed: 0, reserved: 1, lastActiveAt: '2026-11-22T00:05:00.000Z' },
      ...{ remaining: 2, capped: 'lifetime', geminiRemaining: null },
    },
  });
  expect(await send('DELETE', `${of(id)}/reservations/${nextId}`)).toMatchObject({ status: 204, answer: null });
  expect(await send('DELETE', `/v1/ledger/reservations/${nextId}`)).toMatchObject({ status: 204 });
  expect(await send('GET', '/v1/ledger/installs')).toMatchObject({
    status: 200,
    answer: [{ installId: id, reserved: 0 }],
  });
  expect(await send('POST', `${of(id)}/commits`, { reservationId: nextId })).toMatchObject({ status: 409 });
  expect(await send('DELETE', `${of(id)}/reservations/${reservationId}`)).toMatchObject({ status: 409 });
  const foreign = await send('DELETE', `${of(freshId())}/reservations/${reservationId}`);
  expect(foreign).toMatchObject({ status: 404, answer: { detail: expect.stringContaining('nothing to release') } });
  expect((foreign.answer as { detail: string }).detail).not.toContain('commit');
});

test('a list of installs has pages, and each names the next', async () => {
  const { store, send } = await openApi();
  const ids = manyInstalls(5);
  await store.importRows(ids);
  const seen: unknown[] = [];
  let target: string | undefined = '/v1/ledger/installs?limit=2';
  while (target !== undefined) {
    const { status, answer, link }: Awaited<ReturnType<typeof send>> = await send('GET', target);
    expect(status).toBe(200);
    seen.push((answer as readonly { installId: string }[]).map(({ installId }) => installId));
    target = /^<(.+)>; rel="next"$/.exec(String(link))?.[1];
  }
  expect(seen.flat()).toEqual(ids.map(({ installId }) => installId));
  expect(seen.map((page) => (page as readonly string[]).length)).toEqual([2, 2, 1]);
});

test.each(['limit=0', 'limit=1001', 'limit=-1', 'limit=2.5', 'limit=', 'limit=9e9', 'cursor=next', 'limit=2&cursor='])(
  'a list with %s is refused with a message',
  async (query) => {
    const { send } = await openApi();
    const refused = await send('GET', `/v1/ledger/installs?${query}`);
    expect(refused).toMatchObject({ status: 400, type: 'application/problem+json' });
  },
);

test('without a limit the list is complete, and a booking fits between its slices', async () => {
  let slices = 0;
  const { store, send, of } = await openApi((file) => ({ rows: (page) => ((slices += 1), file.rows(page)) }));
  const rows = manyInstalls(3000);
  await store.importRows(rows);
  const first = rows[0]?.installId ?? '';
  const listing = send('GET', '/v1/ledger/installs');
  await expect.poll(() => slices, { timeout: 60_000, interval: 1 }).toBeGreaterThan(0);
  expect(await send('POST', `${of(first)}/commits`, { tier: 'core', backend: 'gemini' })).toMatchObject({
    status: 200,
  });
  const { status, answer, link } = await listing;
  expect({ status, link }).toEqual({ status: 200, link: undefined });
  expect((answer as readonly { installId: string }[]).map(({ installId }) => installId)).toEqual(
    rows.map(({ installId }) => installId),
  );
  expect(slices).toBe(6);
});

test('between two slices of a list other work runs', async () => {
  const { store } = await openApi();
  await store.importRows(manyInstalls(2000));
  const route = ledgerRoutes(store, () => defaultTiers).find(({ path: at }) => at === '/v1/ledger/installs');
  const request = {
    parameters: new Map(),
    query: () => new URLSearchParams(),
    body: {},
    signal: () => new AbortController().signal,
  };
  const reply = await route?.answer(request);
  if (reply?.kind !== 'parts') throw new Error('The list is not sent in parts.');
  let turns = 0;
  let isReading = true;
  const count = (): void => {
    turns += 1;
    if (isReading) setImmediate(count);
  };
  setImmediate(count);
  let parts = 0;
  for await (const part of reply.parts) parts += part === '' ? 0 : 1;
  isReading = false;
  expect(parts).toBe(2001);
  expect(turns).toBeGreaterThanOrEqual(3);
});

test('a list that ends early is not valid JSON', async () => {
  let slices = 0;
  const { store, errors, socketPath } = await openApi((file) => ({
    rows: (page) =>
      (slices += 1) < 3 ? file.rows(page) : Promise.resolve({ kind: 'unavailable', reason: 'damaged' } as const),
  }));
  await store.importRows(manyInstalls(2000));
  const list = { socketPath, method: 'GET', path: '/v1/ledger/installs', timeoutMs: 60_000 } as const;
  expect(await askApp(list)).toEqual({ kind: 'fault', reason: 'broken-off' });
  expect(errors).toEqual(['The local interface could not send an answer']);
});

test('a denial is a 402 with the reason and the balance', async () => {
  const { send, of } = await openApi();
  const id = freshId();
  for (let call = 0; call < 5; call += 1) await send('POST', `${of(id)}/commits`, { tier: 'core', backend: 'gemini' });
  const denied = {
    status: 402,
    type: 'application/problem+json',
    answer: {
      title: 'Payment Required',
      reason: 'out_of_credits',
      remaining: 0,
      capped: 'lifetime',
      geminiRemaining: null,
    },
  };
  expect(await send('POST', `${of(id)}/plan`, { tier: 'core' })).toMatchObject({
    ...denied,
    answer: { ...denied.answer, allowed: false, backend: null },
  });
  expect(await send('POST', `${of(id)}/reservations`, { tier: 'core', hasHardware: true })).toMatchObject(denied);
});

test.each(hostileIds.filter((id) => id !== '').map((id) => [JSON.stringify(id).slice(0, 60), id]))(
  '%s is not an install',
  async (_, id) => {
    const { send, of, errors } = await openApi();
    const refused = { status: 400, type: 'application/problem+json' };
    expect(await send('POST', `${of(id)}/plan`, { tier: 'core' })).toMatchObject(refused);
    expect(await send('POST', `${of(id)}/commits`, { tier: 'core', backend: 'gemini' })).toMatchObject(refused);
    expect(await send('GET', of(id))).toMatchObject(refused);
    expect(errors).toEqual([]);
  },
);

test.each([
  ['plan', {}, 400],
  ['plan', { tier: 7 }, 400],
  ['plan', { tier: 'core', hasHardware: 'yes' }, 400],
  ['plan', { tier: 'core', more: 1 }, 400],
  ['plan', [], 400],
  ['plan', null, 400],
  ['plan', { tier: 'gold' }, 422],
  ['plan', { tier: '__proto__' }, 422],
  ['reservations', { tier: 'core', ttlSeconds: -1 }, 400],
  ['reservations', { tier: 'core', ttlSeconds: '60' }, 400],
  ['reservations', { tier: 'core', jobId: '' }, 400],
  ['commits', {}, 400],
  ['commits', { tier: 'core' }, 400],
  ['commits', { tier: 'core', backend: 'cloud' }, 400],
  ['commits', { reservationId: 'x' }, 400],
  ['commits', { reservationId: '0a1b2c3d-0000-4000-8000-0000000000f1' }, 404],
  ['commits', { reservationId: '0a1b2c3d-0000-4000-8000-0000000000f1', tier: 'core' }, 400],
])('a wrong body for %s is refused with a message: %j', async (what, body, status) => {
  const { send, of, store, errors } = await openApi();
  const refused = await send('POST', `${of(freshId())}/${what}`, body);
  expect(refused).toMatchObject({ status, type: 'application/problem+json' });
  expect((refused.answer as { detail: string }).detail).toMatch(/^.{15,}\.$/);
  expect(await store.rows(anyPage)).toEqual({ kind: 'rows', rows: [], next: null });
  expect(errors).toEqual([]);
});

test('a wrong method gets the allowed ones', async () => {
  const { send, of } = await openApi();
  expect(await send('DELETE', of(freshId()))).toMatchObject({ status: 405 });
  expect(await send('GET', `${of(freshId())}/plan`)).toMatchObject({ status: 405 });
});

test('a ledger that cannot book answers 503 and the time to retry', async () => {
  const { send, of, store } = await openApi();
  await store.close();
  const answer = await send('POST', `${of(freshId())}/commits`, { tier: 'core', backend: 'gemini' });
  expect(answer).toMatchObject({ status: 503, retryAfter: '5', answer: { reason: 'closed' } });
});

test('of 12 parallel calls over the socket 5 are allowed', async () => {
  const { send, of } = await openApi();
  const id = freshId();
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => send('POST', `${of(id)}/reservations`, { tier: 'core' })),
  );
  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
    ...Array(5).fill(201),
    ...Array(7).fill(402),
  ]);
});

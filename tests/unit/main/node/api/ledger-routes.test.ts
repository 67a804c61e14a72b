import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { defaultTiers } from '../../../../../core/ledger/tiers.ts';
import { createSqliteLedger } from '../../../../../main/node/ledger/sqlite-ledger.ts';
import { apiNowMs, ask, runningApi } from '../../../../support/api-server.ts';
import { freshId, hostileIds } from '../../../../support/ledger/desk.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const json = { 'Content-Type': 'application/json' };

async function openApi() {
  const store = createSqliteLedger({
    path: path.join(temporaryFolder(), 'ledger.db'),
    nowMs: () => apiNowMs,
    newId: freshId,
    tiers: () => defaultTiers,
    notice: () => undefined,
  });
  onTestFinished(() => store.close());
  const { socketPath, errors } = await runningApi({ ledger: { store, tiers: () => defaultTiers } });
  const send = async (method: string, target: string, body?: unknown) => {
    const payload = body === undefined ? '' : JSON.stringify(body);
    const {
      status,
      body: answer,
      headers,
    } = await ask(socketPath, method, target, body === undefined ? {} : json, payload);
    return { status, answer, type: headers['content-type'], retryAfter: headers['retry-after'] };
  };
  return { store, errors, send, of: (id: string) => `/v1/ledger/installs/${encodeURIComponent(id)}` };
}

test('plan, reserve, commit and release answer as the interface says', async () => {
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

test('S3-7: a denial is a 402 with the reason and what is left', async () => {
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
  'S3-14: %s is no install',
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
])('a wrong body for %s is refused with a sentence: %j', async (what, body, status) => {
  const { send, of, store, errors } = await openApi();
  const refused = await send('POST', `${of(freshId())}/${what}`, body);
  expect(refused).toMatchObject({ status, type: 'application/problem+json' });
  expect((refused.answer as { detail: string }).detail).toMatch(/^.{15,}\.$/);
  expect(await store.rows()).toEqual({ kind: 'rows', rows: [] });
  expect(errors).toEqual([]);
});

test('a method that a path does not take is told with those it takes', async () => {
  const { send, of } = await openApi();
  expect(await send('DELETE', of(freshId()))).toMatchObject({ status: 405 });
  expect(await send('GET', `${of(freshId())}/plan`)).toMatchObject({ status: 405 });
});

test('S3-12: a ledger that cannot book says so with a 503 and when to ask again', async () => {
  const { send, of, store } = await openApi();
  await store.close();
  const answer = await send('POST', `${of(freshId())}/commits`, { tier: 'core', backend: 'gemini' });
  expect(answer).toMatchObject({ status: 503, retryAfter: '5', answer: { reason: 'closed' } });
});

test('S3-16: of 12 parallel calls over the socket 5 are served', async () => {
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

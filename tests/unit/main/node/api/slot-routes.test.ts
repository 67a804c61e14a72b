import http from 'node:http';

import { expect, test } from 'vitest';

import { ask, runningApi } from '../../../../support/api-server.ts';
import { settle } from '../../../../support/clock.ts';
import { accountTelling, slotWorld, type SlotWorldOptions } from '../../../../support/slot-world.ts';
import { eventually } from '../../../../support/eventually.ts';

const accountId = 'codex:work';
const json = { 'Content-Type': 'application/json' };

async function openApi(options: SlotWorldOptions = { settings: { slotLimits: { [accountId]: 1 } } }) {
  const world = slotWorld(options);
  const { socketPath, errors, close } = await runningApi({ slots: world.slots });
  const send = async (method: string, target: string, body?: unknown) => {
    const headers = body === undefined ? {} : json;
    const reply = await ask(socketPath, method, target, headers, body === undefined ? '' : JSON.stringify(body));
    return { status: reply.status, answer: reply.body as Record<string, unknown>, headers: reply.headers };
  };
  const take = async (more: object = {}) => send('POST', '/v1/slots', { accountId, ...more });
  const queued = () => world.slots.status()[0]?.queued;
  const untilQueued = async (count: number) => eventually(() => expect(queued()).toBe(count));
  return { ...world, socketPath, errors, close, send, take, untilQueued };
}

test('a slot is taken, renewed and released', async () => {
  const { send, take, time } = await openApi();
  const taken = await take({ label: 'build' });
  expect(taken).toMatchObject({
    status: 201,
    answer: {
      slotId: 'slot-1',
      accountId,
      expiresAt: '2026-11-22T00:10:00.000Z',
      inFlight: 1,
      limit: 1,
      queued: false,
    },
  });
  await time.advance(60_000);
  expect(await send('POST', '/v1/slots/slot-1/renew')).toMatchObject({
    status: 200,
    answer: { slotId: 'slot-1', expiresAt: '2026-11-22T00:11:00.000Z', inFlight: 1, limit: 1 },
  });
  expect((await send('GET', '/v1/slots')).answer).toMatchObject([
    { accountId, limit: 1, inFlight: 1, queued: 0, paused: false, autoReduced: false, holders: [{ label: 'build' }] },
  ]);
  expect(await send('DELETE', '/v1/slots/slot-1')).toMatchObject({ status: 204, answer: null });
});

test('DELETE twice gives 204 twice, and 404 for an unknown slot', async () => {
  const { send, take, time } = await openApi();
  await take();
  expect((await send('DELETE', '/v1/slots/slot-1')).status).toBe(204);
  expect((await send('DELETE', '/v1/slots/slot-1')).status).toBe(204);
  expect((await send('POST', '/v1/slots/slot-1/renew')).status).toBe(404);
  for (const id of ['slot-9', '__proto__', 'constructor', '%00', 'x'.repeat(5_000)]) {
    expect((await send('DELETE', `/v1/slots/${id}`)).status).toBe(404);
    expect((await send('POST', `/v1/slots/${id}/limited`)).status).toBe(404);
  }
  await time.advance(60_000);
  expect((await send('DELETE', '/v1/slots/slot-1')).status).toBe(404);
});

test('the second of two callers waits until the first releases its slot', async () => {
  const { send, take, time, untilQueued } = await openApi();
  await take();
  const second = take({ waitSeconds: 600 });
  await untilQueued(1);
  await send('DELETE', '/v1/slots/slot-1');
  await time.advance(350);
  expect(await second).toMatchObject({ status: 201, answer: { slotId: 'slot-2', inFlight: 1, queued: true } });
});

test('without a wait a full gate answers 429 at once, with the place and the time to retry', async () => {
  const { take, untilQueued } = await openApi();
  await take();
  void take({ waitSeconds: 600 }).catch(() => undefined);
  await untilQueued(1);
  const refused = await take();
  expect(refused).toMatchObject({
    status: 429,
    headers: { 'content-type': 'application/problem+json', 'retry-after': '5' },
    answer: { title: 'Too Many Requests', place: 2, inFlight: 1, limit: 1 },
  });
  expect(refused.answer['detail']).toMatch(/number 2 in the queue/);
});

test('a reported 429 pauses the gate for its Retry-After', async () => {
  const { send, take, time } = await openApi({ settings: { slotLimits: { [accountId]: 3 } } });
  await take();
  await time.advance(1);
  expect(await send('POST', '/v1/slots/slot-1/limited', { retryAfterSeconds: 42 })).toMatchObject({
    status: 200,
    answer: { limit: 2, paused: true, autoReduced: true, autoReducedFrom: 3 },
  });
  const late = take({ waitSeconds: 20 });
  await eventually(async () => expect((await send('GET', '/v1/slots')).answer).toMatchObject([{ queued: 1 }]));
  await time.advance(20_000);
  expect(await late).toMatchObject({ status: 429, headers: { 'retry-after': '22' }, answer: { place: 1 } });
});

test('a limit that cannot be saved is reported', async () => {
  const { send } = await openApi({ saving: { ok: false, cause: 'full' } });
  const target = `/v1/slots/limits/${encodeURIComponent(accountId)}`;
  const answer = await send('PUT', target, { limit: 6 });
  expect(answer).toMatchObject({ status: 503, headers: { 'content-type': 'application/problem+json' } });
});

test('a limit must be a whole number from 1 on', async () => {
  const { send } = await openApi({ kept: { [accountId]: { from: 4, to: 2, atMs: 0 } } });
  const target = `/v1/slots/limits/${encodeURIComponent(accountId)}`;
  for (const limit of [0, -1, 1.5, '3', undefined]) {
    expect(await send('PUT', target, { limit })).toMatchObject({
      status: 400,
      headers: { 'content-type': 'application/problem+json' },
    });
  }
  expect(await send('PUT', target, { limit: 6 })).toMatchObject({
    status: 200,
    answer: { limit: 6, autoReduced: false },
  });
  expect(await send('PUT', target, { limit: null })).toMatchObject({ status: 200, answer: { limit: null } });
  expect((await send('PUT', '/v1/slots/limits/nobody', { limit: 6 })).status).toBe(404);
});

test('a slot that is not renewed expires, and the next caller gets it', async () => {
  const { send, take, time, untilQueued } = await openApi();
  await take();
  const second = take({ waitSeconds: 600 });
  await untilQueued(1);
  await time.advance(300_350);
  expect(await second).toMatchObject({ status: 201, answer: { slotId: 'slot-2' } });
  expect(await send('POST', '/v1/slots/slot-1/renew')).toMatchObject({
    status: 404,
    answer: { detail: expect.stringContaining('ask for a new one') },
  });
});

test('a caller that hangs up leaves the queue', async () => {
  const { take, send, time, socketPath, untilQueued } = await openApi();
  await take();
  const body = JSON.stringify({ accountId, waitSeconds: 600 });
  const headers = { ...json, 'Content-Length': body.length };
  const gone = http.request({ socketPath, method: 'POST', path: '/v1/slots', agent: false, headers });
  gone.on('error', () => undefined);
  gone.end(body);
  await untilQueued(1);
  const patient = take({ waitSeconds: 600 });
  await untilQueued(2);
  gone.destroy();
  await untilQueued(1);
  await send('DELETE', '/v1/slots/slot-1');
  await time.advance(350);
  expect(await patient).toMatchObject({ status: 201, answer: { slotId: 'slot-3', inFlight: 1 } });
});

test('a service without limits, or one that hangs, does not block callers', async () => {
  for (const answer of [async () => ({ count: null, silentMs: null }), () => new Promise<never>(() => undefined)]) {
    const accounts = [accountTelling(accountId, { current: 0, limit: 1, hardCap: null })];
    const { send, take, time, untilQueued } = await openApi({ accounts, count: answer });
    await take();
    const second = take({ waitSeconds: 60 });
    await untilQueued(1);
    await send('DELETE', '/v1/slots/slot-1');
    await time.advance(11_000);
    expect(await second).toMatchObject({ status: 201, answer: { slotId: 'slot-2' } });
  }
});

test('all of a thousand callers get a slot, never more at once than the limit', async () => {
  const { send, take, time, untilQueued, slots, errors } = await openApi({
    settings: { slotLimits: { [accountId]: 10 } },
  });
  const statuses: number[] = [];
  const crowd: Promise<void>[] = [];
  // The system takes so many new connections at a time and no more.
  for (let wave = 1; wave <= 10; wave += 1) {
    for (let caller = 0; caller < 100; caller += 1) {
      const one = take({ waitSeconds: 600 }).then(async ({ status, answer }) => {
        statuses.push(status);
        if (crowd.length < 1_000) return;
        await send('DELETE', `/v1/slots/${String(answer['slotId'])}`);
      });
      crowd.push(one);
    }
    await untilQueued(wave * 100 - 10);
  }
  for (let slot = 1; slot <= 10; slot += 1) slots.release(`slot-${slot}`);
  const all = Promise.all(crowd);
  let isOver = false;
  void all.then(() => (isOver = true));
  for (let turn = 0; !isOver && turn < 20_000; turn += 1) {
    await time.advance(350);
    expect(slots.status()[0]?.inFlight).toBeLessThanOrEqual(10);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await all;
  expect(statuses).toHaveLength(1_000);
  expect(new Set(statuses)).toEqual(new Set([201]));
  expect(errors).toEqual([]);
});

test('when the app quits, all waiting callers get a message', async () => {
  const { take, slots, close, untilQueued } = await openApi();
  await take();
  const waiting = [take({ waitSeconds: 600 }), take({ waitSeconds: 600 })];
  await untilQueued(2);
  slots.stop();
  await settle();
  await close();
  for (const answer of await Promise.all(waiting)) {
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(answer.answer['detail']).toMatch(/quitting/);
  }
});

test.each([
  [{}],
  [[]],
  [{ accountId: '' }],
  [{ accountId, waitSeconds: 601 }],
  [{ accountId, waitSeconds: -1 }],
  [{ accountId, waitSeconds: '5' }],
  [{ accountId, startedAt: 'yesterday' }],
  [{ accountId, label: 'x'.repeat(201) }],
  [{ accountId, more: 1 }],
])('a wrong body gets a message and no slot: %j', async (body) => {
  const { send, slots, errors } = await openApi();
  const refused = await send('POST', '/v1/slots', body);
  expect(refused).toMatchObject({ status: 400, headers: { 'content-type': 'application/problem+json' } });
  expect(refused.answer['detail']).toMatch(/^.{15,}\.$/);
  expect(slots.status()).toMatchObject([{ inFlight: 0 }]);
  expect(errors).toEqual([]);
});

test.each([['codex:nobody'], ['__proto__'], ['constructor']])('there is no account %s', async (id) => {
  const { send } = await openApi();
  expect((await send('POST', '/v1/slots', { accountId: id })).status).toBe(404);
  expect((await send('PUT', `/v1/slots/limits/${id}`, { limit: 1 })).status).toBe(404);
});

test('the first request gets the first slot', async () => {
  const { send, take, time, untilQueued } = await openApi();
  await take();
  const younger = take({ waitSeconds: 600 });
  await untilQueued(1);
  const older = take({ waitSeconds: 600, startedAt: '2026-11-22T00:00:00Z' });
  await untilQueued(2);
  await send('DELETE', '/v1/slots/slot-1');
  await time.advance(350);
  expect(await older).toMatchObject({ status: 201, answer: { slotId: 'slot-3' } });
  await send('DELETE', '/v1/slots/slot-3');
  await time.advance(350);
  expect(await younger).toMatchObject({ status: 201 });
});

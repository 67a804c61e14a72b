import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import type { Observation } from '../../../../core/usage/observation.ts';
import { newEndpoint } from '../../../../core/polling/endpoint.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { createHttp } from '../../../../main/node/http/http-client.ts';
import type { SettingsStore } from '../../../../main/node/storage/settings-store.ts';
import { english } from '../../../support/example-states.ts';
import { createSlotGate } from '../../../../main/services/slots.ts';
import { accountTelling } from '../../../support/slot-world.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

type Answer = (request: number, response: http.ServerResponse) => void;

/** The gate as app and `serve` have it, on the real clock, over HTTP, with a service of this machine. */
async function openGate(answer: Answer) {
  let requests = 0;
  const server = http.createServer((_, response) => {
    requests += 1;
    answer(requests, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const plain = accountTelling('openai-compatible:lab', { current: 0, limit: 1, hardCap: 2 });
  const nowMs = Date.now;
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const account = { ...plain.account, provider: 'openai-compatible' as const, baseUrl };
  const state = { ...plain, account, endpoints: { usage: newEndpoint(nowMs()) } };
  const heard: Observation[] = [];
  const credentials = {
    read: () => Promise.resolve({ kind: 'token' as const, accessToken: 'key', fingerprint: 'one', expiresAtMs: null }),
  };
  const slots = createSlotGate({
    clock: { nowMs, random: () => 0.5 },
    engine: {
      accounts: () => [state],
      observe: (_, observation) => {
        heard.push(observation);
        return true;
      },
      subscribe: () => undefined,
    },
    http: createHttp({ credentials, version: '0.0.0', nowMs }),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    paths: { slots: path.join(temporaryFolder(), 'slots.json') },
    report: () => undefined,
    locale: () => english,
    settings: { get: () => defaultSettings, subscribe: () => () => undefined } as unknown as SettingsStore,
  });
  onTestFinished(slots.stop);
  const take = () => slots.take({ accountId: account.id, label: null, startedAtMs: null, waitMs: 60_000 }).outcome;
  return { slots, take, heard, requests: () => requests };
}

function counting(response: http.ServerResponse, sessions: number): void {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ usage: { concurrent_sessions: sessions } }));
}

test('a caller that queues goes in when the service counts less than its limit', async () => {
  const { slots, take, heard, requests } = await openGate((request, response) =>
    counting(response, request < 2 ? 1 : 0),
  );
  const first = await take();
  if (first.kind !== 'admitted') throw new Error(first.kind);
  const second = take();
  expect(requests()).toBe(0);
  slots.release(first.slot.slotId);
  expect(await second).toMatchObject({ kind: 'admitted', queued: true });
  expect(requests()).toBe(2);
  expect(heard).toMatchObject([{ concurrency: { value: { current: 1 } } }, { concurrency: { value: { current: 0 } } }]);
});

test.each<[string, Answer]>([
  ['hangs up', (_, response) => void response.destroy()],
  ['is broken', (_, response) => void response.writeHead(503).end()],
  ['sends nonsense', (_, response) => void response.end('<html>')],
  ['says null', (_, response) => void response.setHeader('Content-Type', 'application/json').end('null')],
  ['wants a wait', (_, response) => void response.writeHead(429, { 'Retry-After': '3600' }).end()],
])('a service that %s keeps no caller out', async (_, answer) => {
  const { slots, take, heard, requests } = await openGate(answer);
  const first = await take();
  if (first.kind !== 'admitted') throw new Error(first.kind);
  const second = take();
  slots.release(first.slot.slotId);
  expect(await second).toMatchObject({ kind: 'admitted', queued: true });
  expect(requests()).toBe(1);
  expect(heard).toEqual([]);
});

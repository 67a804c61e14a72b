import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { noRecentReadings } from '../../../../core/pace/readings.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { createPublisher } from '../../../../main/features/publisher.ts';
import { createIncidents } from '../../../../main/features/incidents.ts';
import { createPublicHttp } from '../../../../main/node/http/http-client.ts';
import { statusAddress } from '../../../../main/node/http/addresses.ts';
import { accountWith, minuteMs, snapshotOf } from '../../../support/alert-world.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

const outage = {
  status: { indicator: 'major', description: 'Partial outage' },
  incidents: [
    { name: 'Old', status: 'resolved' },
    { name: 'Errors on sign-in', status: 'investigating' },
  ],
};

/** A status page of this machine, and who asked it. */
async function statusPage() {
  const page = { body: outage as unknown, requests: [] as string[], authorization: [] as (string | undefined)[] };
  const server = createServer((request, response) => {
    page.requests.push(request.url ?? '');
    page.authorization.push(request.headers.authorization);
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(page.body));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return Object.assign(page, { url: `http://127.0.0.1:${port}/summary.json` });
}

async function world(enabled = true) {
  const page = await statusPage();
  const clock = { nowMs, enabled, changes: 0 };
  const http = createPublicHttp({ version: '0', nowMs: () => clock.nowMs });
  const incidents = createIncidents({
    clock: { nowMs: () => clock.nowMs, random: () => 0 },
    enabled: () => clock.enabled,
    address: (id) =>
      statusAddress(id, {
        QUOTA_TRAY_OPENAI_STATUS_URL: page.url,
        QUOTA_TRAY_ANTHROPIC_STATUS_URL: 'http://example.org',
      }),
    get: async (url) => {
      const reply = await http.get(url, { timeoutMs: 5_000, maximumBytes: 10_000 });
      return reply.kind === 'body' ? reply.body : null;
    },
    changed: () => void (clock.changes += 1),
  });
  return { page, clock, incidents };
}

const failing = snapshotOf(accountWith([], { state: 'error' }));
const fine = snapshotOf(accountWith([]));
const codex = { provider: 'codex' };

describe('faults of a service', () => {
  it('are asked for while an account of it fails, shown with their age, and over in half an hour', async () => {
    const { page, clock, incidents } = await world();
    await incidents.check(failing, false);
    expect(incidents.isOngoing(codex)).toBe(true);
    clock.nowMs += 3 * minuteMs;
    expect(incidents.text(codex, english)).toBe('OpenAI reports a problem on its side: Errors on sign-in · 3 min ago');
    expect(incidents.isOngoing({ provider: 'claude' })).toBe(false);
    expect([page.requests, page.authorization, clock.changes]).toEqual([['/summary.json'], [undefined], 1]);
    clock.nowMs += 27 * minuteMs;
    expect([incidents.isOngoing(codex), incidents.text(codex, english)]).toEqual([false, null]);
  });

  it('are asked for at most every ten minutes, also by several at once', async () => {
    const { page, clock, incidents } = await world();
    await Promise.all([incidents.check(failing, false), incidents.check(failing, true)]);
    clock.nowMs += 10 * minuteMs - 1;
    await incidents.check(failing, false);
    expect(page.requests).toHaveLength(1);
    clock.nowMs += 1;
    page.body = { status: { indicator: 'none' } };
    await incidents.check(failing, false);
    expect([page.requests.length, incidents.isOngoing(codex)]).toEqual([2, false]);
  });

  it('are asked for with an open panel, and otherwise not while all is well or nothing is wanted', async () => {
    const { page, clock, incidents } = await world(false);
    await incidents.check(failing, true);
    clock.enabled = true;
    await incidents.check(fine, false);
    await incidents.check(snapshotOf(accountWith([], { state: 'rate-limited' })), false);
    await incidents.check(snapshotOf(accountWith([], { provider: 'claude', state: 'error' })), true);
    expect(page.requests).toEqual([]);
    await incidents.check(fine, true);
    expect(page.requests).toHaveLength(1);
    clock.enabled = false;
    expect(incidents.isOngoing(codex)).toBe(false);
  });

  it.each([
    ['maintenance', { status: { indicator: 'maintenance' }, incidents: [{ name: 'x' }] }, null],
    ['a page that is none', { hello: 1 }, null],
    [
      'a fault without a name',
      { status: { indicator: 'minor', description: 'Slow' } },
      'OpenAI reports a problem on its side: Slow · just now',
    ],
    [
      'a fault without words',
      { status: { indicator: 'minor' } },
      'OpenAI reports a problem on its side: no details · just now',
    ],
    [
      'marks in a name',
      { status: { indicator: 'minor' }, incidents: [{ name: 'a\n\u0007b' }] },
      'OpenAI reports a problem on its side: a b · just now',
    ],
  ])('%s is read for what it is', async (_name, body, text) => {
    const { page, incidents } = await world();
    page.body = body;
    await incidents.check(failing, false);
    expect(incidents.text(codex, english)).toBe(text);
  });

  it('reach the snapshots of the app when they begin, and leave them when they are over', async () => {
    const { clock, incidents } = await world();
    const stale = stateAfter(codexBody({ session: { used: 12 } }), { agoMinutes: 180 });
    const publisher = createPublisher(
      { accounts: () => [stale], subscribe: () => () => undefined },
      () => defaultSettings,
      () => english,
      { nowMs: () => clock.nowMs, random: () => 0 },
      noRecentReadings,
      incidents.known,
    );
    const reason = () => publisher.current().accounts[0]?.blockedReason;
    expect(reason()).toBeNull();
    await incidents.check(failing, false);
    expect(reason()).toMatchObject({
      ...{ code: 'incident', until: null },
      text: 'OpenAI reports a problem on its side: Errors on sign-in · just now',
    });
    expect(incidents.known('codex')).toBe(incidents.known('codex'));
    clock.nowMs += 30 * minuteMs;
    expect(reason()).toBeNull();
  });

  it('what was known stays when a page is not understood', async () => {
    const { page, clock, incidents } = await world();
    await incidents.check(failing, false);
    clock.nowMs += 10 * minuteMs;
    page.body = [];
    await incidents.check(failing, false);
    expect(incidents.isOngoing(codex)).toBe(true);
  });
});

it('a status page is asked by https, or on this machine', () => {
  expect(statusAddress('openai', {})).toBe('https://status.openai.com/api/v2/summary.json');
  expect(statusAddress('anthropic', { QUOTA_TRAY_ANTHROPIC_STATUS_URL: 'http://example.org/s.json' })).toBeNull();
  expect(statusAddress('openai', { QUOTA_TRAY_OPENAI_STATUS_URL: 'http://127.0.0.1:9/s' })).toBe(
    'http://127.0.0.1:9/s',
  );
});

import { existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { accountStateSchema } from '../../core/accounts/state-schema.ts';
import type { AccountState } from '../../core/accounts/account-state.ts';
import type { HttpOutcome } from '../../core/ports.ts';
import { providerIds, signInPrograms } from '../../core/providers/provider-id.ts';
import type { Endpoint, ParseResult } from '../../core/providers/provider.ts';
import { providers } from '../../core/providers/registry.ts';
import { noFacts } from '../../core/usage/facts.ts';
import { merge } from '../../core/usage/merge.ts';
import type { Observation } from '../../core/usage/observation.ts';
import type { Failure } from '../../core/polling/failure.ts';
import { newEndpoint, started, succeeded } from '../../core/polling/endpoint.ts';
import { defaultSettings } from '../../core/settings/settings.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import { terminalView } from '../../core/views/terminal.ts';
import { createHttp } from '../../main/node/http/http-client.ts';
import { english } from '../support/example-states.ts';
import { expectHonest, mutated } from '../support/honest-reading.ts';
import {
  accountOf,
  answeredFixture,
  allEndpoints,
  bodyCases,
  type EndpointFixtures,
  fixtureTimeMs,
} from '../support/provider-fixtures.ts';
import { observed } from '../support/readings.ts';
import { rootFolder } from '../support/source/source-files.ts';
import { withoutProxyEnvironment } from '../unit/main/node/http/clean-proxy-environment.ts';
import { startServer } from '../unit/main/node/http/local-server.ts';

withoutProxyEnvironment();

const canary = 'canary-key-of-the-suite';
const clockSlackMs = 60_000;
const endpoints = allEndpoints();
const named = endpoints.map((each) => [`${each.provider} ${each.endpointId}`, each] as const);
const sent = named.filter(([, { provider }]) => providers[provider].keptBy?.keeps !== 'figures');

/** What comes of one answer of a real server: a reading, or a failure that has a name. */
type Outcome =
  | { readonly kind: 'read'; readonly result: ParseResult }
  | { readonly kind: 'failure'; readonly failure: Failure };

type Serve = (response: ServerResponse) => void;

describe('every provider of the registry', () => {
  it('has the id it is registered under, and a page of its own in the docs', () => {
    for (const id of providerIds) {
      expect(providers[id].id).toBe(id);
      expect(providers[id].displayName).not.toBe('');
      expect({ id, hasPage: existsSync(path.join(rootFolder, `docs/providers/${id}.md`)) }).toEqual({
        id,
        hasPage: true,
      });
    }
  });

  it('is signed in to by its own tool, by a key or by what another program keeps, and is asked for usage', () => {
    for (const { id, signInCommand, key, keptBy, endpoints: own } of Object.values(providers)) {
      const ways = [signInCommand !== null, key !== undefined, keptBy !== undefined].filter(Boolean).length;
      expect({ id, ways }).toEqual({ id, ways: 1 });
      expect(keptBy !== undefined).toBe((signInPrograms as readonly string[]).includes(id));
      expect(Object.keys(own)).toContain('usage');
    }
  });

  it('is asked every five minutes or less often, and never more often than once a minute', () => {
    for (const { provider, endpointId } of endpoints) {
      const { pollInterval: cadence } = endpointOf({ provider, endpointId });
      expect(cadence.defaultMs).toBeGreaterThanOrEqual(300_000);
      expect(cadence.minimumMs).toBeGreaterThanOrEqual(60_000);
    }
  });
});

describe.each(sent)('%s', (_, fixtures) => {
  const endpoint = endpointOf(fixtures);

  it('is asked by https, at the account’s own host or one that its provider names, under our own name', () => {
    const { key, furtherOrigins } = providers[fixtures.provider];
    for (const baseUrl of [key?.defaultBaseUrl ?? 'https://service.example', 'https://api.code.umans.ai/v1']) {
      const account = accountOf(fixtures.provider, baseUrl);
      const origins = [new URL(baseUrl).origin, ...(furtherOrigins?.(account) ?? [])];
      const { method, url, headers, timeoutMs, maximumBytes } = endpoint.request(account, fixtureTimeMs);
      expect(method).not.toBe('READ');
      expect(origins).toContain(new URL(url).origin);
      for (const origin of origins) expect(origin).toMatch(/^https:/);
      expect(url).not.toMatch(/[^:]\/\/|\{\{/);
      expect(headers['User-Agent']).toBe('quota-tray/{{version}}');
      expect(timeoutMs).toBeLessThanOrEqual(15_000);
      expect(maximumBytes).toBeLessThanOrEqual(1_048_576);
    }
  });

  it.each(bodyCases)('a body "%s" of a real server is a reading or a named failure', async (name) => {
    const outcome = await answerOf(fixtures, json(200, fixtures.body(name)));
    if (outcome.kind !== 'read') throw new Error(`Not read: ${outcome.failure.kind}`);
    expectHonest(outcome.result);
    if (outcome.result.ok) expectPlausible(outcome.result.observation);
    if (name === 'ok') expect(outcome.result.ok).toBe(true);
  });

  it.each<readonly [string, Serve, object]>([
    ['401', json(401, { error: `bad key ${canary}` }), { kind: 'unauthorised', status: 401 }],
    ['403', json(403, { error: canary }), { kind: 'forbidden', status: 403, by: 'service' }],
    ['403 about the key', json(403, { error: `no permission ${canary}` }), { kind: 'unauthorised', status: 403 }],
    ['429', json(429, { error: canary }, { 'retry-after': '120' }), { kind: 'limited', retryAfterMs: 120_000 }],
    ['500', json(500, { error: canary }), { kind: 'server', status: 500 }],
    ['html-error', html(200), { kind: 'not-json' }],
    ['html-error 403', html(403), { kind: 'forbidden', status: 403, by: 'edge' }],
    ['html-error 502', html(502), { kind: 'server', status: 502 }],
    ['truncated', cut, { kind: 'network', cause: 'reset' }],
    ['half a body', (response) => void response.end('{"usage": {"concurrent_se'), { kind: 'not-json' }],
    ['huge', (response) => void response.end(`"${'x'.repeat(2_000_000)}"`), { kind: 'too-large' }],
  ])('%s is a failure with a name and without the key', async (_name, serve, failure) => {
    const outcome = await answerOf(fixtures, serve);
    expect(outcome).toEqual({ kind: 'failure', failure });
    expect(JSON.stringify(outcome)).not.toContain(canary);
  });
});

describe.each(named)('%s', (_, fixtures) => {
  it('fields that nobody knows yet change nothing', () => {
    expect(read(fixtures, fixtures.body('future-fields'))).toEqual(read(fixtures, fixtures.body('ok')));
  });

  it('a body that is damaged in places is a reading without false figures, or a named failure', () => {
    fc.assert(
      fc.property(mutated(fixtures.body('ok')), (body) => expectHonest(read(fixtures, body))),
      { numRuns: 300 },
    );
    fc.assert(fc.property(fc.jsonValue(), (body) => expectHonest(read(fixtures, body))));
  });

  it('what it says survives a restart and stands in every view', () => {
    const account = accountOf(fixtures.provider, 'https://service.example');
    const usage = succeeded(started(newEndpoint(fixtureTimeMs), fixtureTimeMs), fixtureTimeMs + 300_000);
    for (const name of bodyCases) {
      const result = read(fixtures, fixtures.body(name));
      if (!result.ok) continue;
      const facts = merge(noFacts, result.observation);
      const state: AccountState = { account, facts, endpoints: { usage }, oddPaths: [], offer: null };
      expect(v.parse(accountStateSchema, JSON.parse(JSON.stringify(state)))).toEqual(state);
      const snapshot = buildSnapshot([state], defaultSettings, english, fixtureTimeMs);
      const text = terminalView(snapshot, defaultSettings, english, fixtureTimeMs);
      expect(text).toContain(providers[fixtures.provider].displayName);
      expect(`${JSON.stringify(snapshot)}${text}`).not.toMatch(/NaN|Infinity|undefined|\{\{/);
    }
  });
});

function endpointOf({ provider, endpointId }: Pick<EndpointFixtures, 'provider' | 'endpointId'>): Endpoint {
  const endpoint = providers[provider].endpoints[endpointId];
  if (endpoint === undefined) throw new Error(`${provider} has no ${endpointId}`);
  return endpoint;
}

function read(fixtures: EndpointFixtures, body: unknown): ParseResult {
  const account = accountOf(fixtures.provider, 'https://service.example');
  const asked = answeredFixture(fixtures.provider, fixtures.endpointId, account);
  return endpointOf(fixtures).parse(body, fixtureTimeMs, asked);
}

/** The canary in the form of the provider's key. */
function keyOf({ provider }: EndpointFixtures): string {
  return providers[provider].key?.kind === 'key-pair' ? `key-id:${canary}` : canary;
}

/** Asks a real server by the real adapter, with the canary as the account's key. */
async function answerOf(fixtures: EndpointFixtures, serve: Serve): Promise<Outcome> {
  const { url } = await startServer((_request, response) => serve(response));
  const account = accountOf(fixtures.provider, url);
  const http = createHttp({
    credentials: {
      read: async () => ({ kind: 'token', accessToken: keyOf(fixtures), fingerprint: 'f00d', expiresAtMs: null }),
    },
    version: '1.2.3',
    nowMs: () => fixtureTimeMs,
  });
  const endpoint = endpointOf(fixtures);
  const outcome: HttpOutcome = await http.send(endpoint.request(account, fixtureTimeMs), account);
  if (outcome.kind === 'failure') return { kind: 'failure', failure: outcome.failure };
  const asked = {
    ...answeredFixture(fixtures.provider, fixtures.endpointId, account),
    status: outcome.status ?? 200,
  };
  return { kind: 'read', result: endpoint.parse(outcome.body, fixtureTimeMs, asked) };
}

/** No figure below 0, no percentage of a window that was counted before it began, no reset that is over. */
function expectPlausible(observation: Observation): void {
  const { windows, prepaid, spend, ledger } = observed({ ok: true, observation });
  const money = spend?.is === 'value' ? spend.value : null;
  for (const figure of [money?.used, money?.limit, money?.remaining]) {
    if (typeof figure === 'string') expect(Number(figure)).toBeGreaterThanOrEqual(0);
  }
  if (prepaid?.is === 'value') expect(Number(prepaid.value.balance)).toBeGreaterThanOrEqual(0);
  const resets = [
    ...(windows?.items ?? []).map(({ resetsAtMs }) => (resetsAtMs?.is === 'value' ? resetsAtMs.value : null)),
    money?.resetsAtMs ?? null,
    ledger?.is === 'value' ? ledger.value.resetsAtMs : null,
  ];
  for (const atMs of resets) if (atMs !== null) expect(atMs).toBeGreaterThanOrEqual(fixtureTimeMs - clockSlackMs);
}

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Serve {
  return (response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function html(status: number): Serve {
  return (response) =>
    void response.writeHead(status, { 'content-type': 'text/html' }).end(`<!DOCTYPE html><p>${canary}</p>`);
}

/** The connection breaks in the middle of the body that was announced. */
function cut(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"usage":', () => response.socket?.destroy());
}

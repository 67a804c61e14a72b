import { readFileSync } from 'node:fs';
import path from 'node:path';

import * as v from 'valibot';
import { describe, expect, it, test } from 'vitest';

import { defaultSettings } from '../../core/settings/settings.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import { snapshotSchema } from '../../core/snapshot/schema.ts';
import { apiRoutes } from '../../main/node/api/routes.ts';
import { createSqliteLedger } from '../../main/node/ledger/sqlite-ledger.ts';
import { problemAnswer } from '../../scripts/openapi/answers.ts';
import { jsonSchemaOf, openApiText } from '../../scripts/openapi/document.ts';
import { operations } from '../../scripts/openapi/operations.ts';
import { apiNowMs, ask, quietHandlers, runningApi } from '../support/api-server.ts';
import { codexBody, english, nowMs, stateAfter } from '../support/example-states.ts';
import { freshId } from '../support/ledger/desk.ts';
import { rootFolder } from '../support/source/source-files.ts';
import { quietSlots } from '../support/idle-services.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { exampleUsageDocument } from '../support/usage-buckets.ts';
import { defaultTiers } from '../../core/ledger/tiers.ts';

const { version } = JSON.parse(readFileSync(path.join(rootFolder, 'package.json'), 'utf8')) as { version: string };
const nameOf = ({ method, path: at }: { readonly method: string; readonly path: string }): string => `${method} ${at}`;
const slotRefusal = {
  kind: 'refused',
  place: 1,
  retryAfterMs: 1000,
  status: {
    accountId: 'codex:work',
    providerId: 'codex',
    label: 'work',
    limit: 1,
    inFlight: 1,
    queued: 0,
    paused: true,
    pausedUntil: '2026-11-22T00:10:00.000Z',
    cooldownMs: 0,
    autoReduced: false,
    holders: [],
  },
} as const;
const operation = (id: string) => {
  const found = operations.find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no operation ${id}.`);
  return found;
};

describe('the OpenAPI document', () => {
  it('is up to date: else run `node scripts/openapi.ts`', () => {
    const committed = readFileSync(path.join(rootFolder, 'docs/openapi.json'), 'utf8');
    expect(committed).toBe(openApiText(operations, version));
  });

  it('has every route of the server and no other', () => {
    const routes = apiRoutes(quietHandlers, () => 0);
    expect([...operations].map(nameOf).sort()).toEqual([...routes].map(nameOf).sort());
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  });

  it('refers only to what is in it', () => {
    const document = JSON.parse(openApiText(operations, version)) as Record<string, unknown>;
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, at = '']) => at);
    const target = (at: string): unknown =>
      at.split('/').reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((at) => target(at) === undefined)).toEqual([]);
  });

  test.each(operations.filter(({ body }) => body !== undefined).map((each) => [nameOf(each), each] as const))(
    'an example of %s is what the server takes, and what it does not take is not documented',
    (_name, { body }) => {
      const { schemas = [], examples = [] } = body ?? {};
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) {
        expect(schemas.filter((schema) => v.safeParse(schema, example).success)).toHaveLength(1);
        expect(schemas.filter((schema) => v.safeParse(schema, { ...(example as object), odd: 1 }).success)).toEqual([]);
      }
    },
  );

  test.each(operations.map((each) => [nameOf(each), each.success] as const))(
    'the answer of %s is described, with an example that fits',
    (_name, { status, schema, example, contentType }) => {
      expect(status === 204).toBe(schema === undefined && contentType === undefined);
      if (schema === undefined || example === undefined) return;
      expect(v.safeParse(schema, example).issues).toBeUndefined();
    },
  );

  it('describes the snapshot that the app gives', () => {
    const state = stateAfter(
      codexBody({
        session: { used: 42, resetsInMinutes: 62 },
        weekly: { used: null },
        credits: { has_credits: true, unlimited: false, balance: '247.5' },
      }),
    );
    const snapshot = JSON.parse(JSON.stringify(buildSnapshot([state], defaultSettings, english, nowMs))) as unknown;
    expect(v.parse(snapshotSchema, snapshot)).toEqual(snapshot);
  });

  it('says of each body whether it is needed', () => {
    const document = JSON.parse(openApiText(operations, version)) as {
      readonly paths: Readonly<
        Record<string, Readonly<Record<string, { readonly requestBody?: { readonly required: boolean } }>>>
      >;
    };
    const needed = operations
      .filter(({ body }) => body !== undefined)
      .map(({ method, path: at, id }) => [id, document.paths[at]?.[method.toLowerCase()]?.requestBody?.required]);
    expect(Object.fromEntries(needed)).toEqual({
      refresh: false,
      slotLimited: false,
      observe: true,
      ledgerPlan: true,
      ledgerReserve: true,
      ledgerCommit: true,
      ledgerCommitReservation: true,
      slotTake: true,
      slotLimit: true,
    });
  });

  it('describes every refusal that the server really gives, with all of its members', async () => {
    const store = createSqliteLedger({
      path: path.join(temporaryFolder(), 'ledger.db'),
      nowMs: () => apiNowMs,
      newId: freshId,
      tiers: () => defaultTiers,
      notice: () => undefined,
    });
    const { socketPath } = await runningApi({
      ledger: { store, tiers: () => defaultTiers },
      refresh: () => ({ kind: 'refused', retryAtMs: apiNowMs + 60_000, message: null }),
      slots: {
        ...quietSlots,
        take: () => ({ outcome: Promise.resolve(slotRefusal), leave: () => undefined }),
      },
    });
    const closed = await runningApi();
    const progress = { files: 1, ofFiles: 2, bytes: 100, ofBytes: 200 };
    const busy = await runningApi({ usage: () => Promise.resolve({ kind: 'reading', progress }) });
    const bad = await runningApi({ usage: () => Promise.resolve({ kind: 'bad', field: 'by' }) });
    const install = `/v1/ledger/installs/${freshId()}`;
    const json = { 'Content-Type': 'application/json' };
    const refused = async (id: string, status: number, target: string, body: unknown, socket = socketPath) => {
      const { method, refusals } = operation(id);
      const answer = await ask(
        socket,
        method,
        target,
        body === undefined ? {} : json,
        body === undefined ? '' : JSON.stringify(body),
      );
      expect([id, answer.status]).toEqual([id, status]);
      const refusal = refusals[status];
      const schema = typeof refusal === 'object' ? refusal.schema : undefined;
      expect(v.parse(schema ?? problemAnswer, answer.body)).toEqual(answer.body);
    };
    await refused('refresh', 409, '/v1/refresh', {});
    await refused('slotTake', 429, '/v1/slots', { accountId: 'codex:work' });
    await refused('usage', 503, '/v1/usage', undefined);
    await refused('usage', 503, '/v1/usage?by=month', undefined, busy.socketPath);
    await refused('usage', 400, '/v1/usage?by=', undefined, bad.socketPath);
    await refused('usage', 400, '/v1/usage?from=1', undefined);
    await refused('ledgerPlan', 422, `${install}/plan`, { tier: 'gold' });
    await refused('ledgerPlan', 503, `${install}/plan`, { tier: 'core' }, closed.socketPath);
    await refused('ledgerInstall', 400, '/v1/ledger/installs/none', undefined);
    await refused('ledgerRelease', 404, `/v1/ledger/reservations/${freshId()}`, undefined);
    for (let used = 0; used < 5; used += 1) {
      await ask(socketPath, 'POST', `${install}/commits`, json, '{"tier":"core","backend":"gemini"}');
    }
    await refused('ledgerPlan', 402, `${install}/plan`, { tier: 'core' });
    await refused('ledgerReserve', 402, `${install}/reservations`, { tier: 'core' });
    await store.close();
  });

  it('describes what the server really answers', async () => {
    const store = createSqliteLedger({
      path: path.join(temporaryFolder(), 'ledger.db'),
      nowMs: () => apiNowMs,
      newId: freshId,
      tiers: () => defaultTiers,
      notice: () => undefined,
    });
    const { socketPath } = await runningApi({
      ledger: { store, tiers: () => defaultTiers },
      usage: () => Promise.resolve({ kind: 'document', document: exampleUsageDocument() }),
    });
    const install = `/v1/ledger/installs/${freshId()}`;
    const json = { 'Content-Type': 'application/json' };
    const told = async (id: string, target: string, body?: unknown): Promise<unknown> => {
      const { method, success } = operation(id);
      const payload = body === undefined ? '' : JSON.stringify(body);
      const answer = await ask(socketPath, method, target, body === undefined ? {} : json, payload);
      expect(answer.status).toBe(success.status);
      if (success.schema !== undefined) expect(v.parse(success.schema, answer.body)).toEqual(answer.body);
      return answer.body;
    };
    await told('snapshot', '/v1/snapshot');
    await told('refresh', '/v1/refresh', {});
    await told('ledgerPlan', `${install}/plan`, { tier: 'core' });
    const { reservationId } = (await told('ledgerReserve', `${install}/reservations`, { tier: 'core' })) as {
      reservationId: string;
    };
    await told('ledgerCommit', `${install}/commits`, { reservationId });
    await told('ledgerInstall', install);
    await told('ledgerInstalls', '/v1/ledger/installs');
    await told('slots', '/v1/slots');
    await told('usage', '/v1/usage?by=block&timezone=Europe%2FBerlin');
    await store.close();
  });
});

describe('the JSON Schema of a schema', () => {
  test.each([
    [
      v.strictObject({ a: v.optional(v.number(), 1), b: v.string() }),
      {
        type: 'object',
        properties: { a: { type: 'number', default: 1 }, b: { type: 'string' } },
        required: ['b'],
        additionalProperties: false,
      },
    ],
    [v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9)), { type: 'integer', minimum: 1, maximum: 9 }],
    [v.nullable(v.picklist(['a', 'b'])), { anyOf: [{ type: 'string', enum: ['a', 'b'] }, { type: 'null' }] }],
    [
      v.record(v.string(), v.union([v.string(), v.array(v.boolean())])),
      {
        type: 'object',
        propertyNames: { type: 'string' },
        additionalProperties: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'boolean' } }] },
      },
    ],
    [v.object({ any: v.unknown() }), { type: 'object', properties: { any: {} }, required: ['any'] }],
  ])('says what it takes', (schema, expected) => {
    expect(jsonSchemaOf(schema)).toEqual(expected);
  });

  it('is refused for a form that it cannot say', () => {
    expect(() => jsonSchemaOf(v.map(v.string(), v.string()))).toThrow('cannot be converted to JSON Schema');
    expect(() => jsonSchemaOf(v.pipe(v.string(), v.creditCard()))).toThrow('cannot be converted to JSON Schema');
  });
});

import path from 'node:path';

import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';

import type { LedgerStore } from '../../core/ledger/store.ts';
import type { Tiers } from '../../core/ledger/tiers.ts';
import { createPostgresLedger } from '../../main/node/ledger/postgres/postgres-ledger.ts';
import { createServer } from '../../main/node/ledger/postgres/server.ts';
import { createSqliteLedger } from '../../main/node/ledger/sqlite-ledger.ts';
import { anyPage, freshId } from '../support/ledger/desk.ts';
import { describeOnPostgres } from '../support/postgres/describe.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Small enough that a few steps reach every bound. */
const tiers: Tiers = {
  core: { countedPer: 'lifetime', cap: 2, geminiCap: null },
  trial: { countedPer: 'lifetime', cap: 3, geminiCap: 1 },
  pro: { countedPer: 'month', cap: 3, geminiCap: 2 },
  max: { countedPer: 'month', cap: null, geminiCap: 2 },
  none: { countedPer: 'month', cap: 0, geminiCap: 0 },
};

const install = fc.nat({ max: 1 });
const tier = fc.constantFrom(...Object.keys(tiers));
const jobId = fc.constantFrom(null, null, 'one', 'two');
const hasHardware = fc.boolean();
const backend = fc.constantFrom('gemini' as const, 'hardware' as const);
const nth = fc.nat({ max: 9 });
const counter = fc.nat({ max: 4 });

const step = fc.oneof(
  fc.record({ what: fc.constant('plan' as const), install, tier, hasHardware }),
  fc.record({
    ...{ what: fc.constant('reserve' as const), install, tier, hasHardware, jobId },
    ttlSeconds: fc.constantFrom(null, 1, 60, 7200),
  }),
  fc.record({ what: fc.constant('commit' as const), nth }),
  fc.record({ what: fc.constant('commit' as const), nth }),
  fc.record({ what: fc.constant('release' as const), nth }),
  fc.record({ what: fc.constant('call' as const), install, tier, backend, jobId }),
  fc.record({
    what: fc.constant('pass' as const),
    ms: fc.constantFrom(1, 1000, 59_999, 3_600_000, 3_599_999, 13 * 3_600_000, -3_600_000, -13 * 3_600_000),
  }),
  fc.record({
    ...{ what: fc.constant('import' as const), install, tier, lifetime: counter, monthly: counter },
    ...{ month: fc.constantFrom('2026-10', '2026-11', '2026-12'), lastActiveAtMs: fc.constantFrom(null, 1, 2e12) },
  }),
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

describeOnPostgres('both kinds of store', (cluster) => {
  it('S3: give the same answers and rows, whatever is asked in whatever order', async () => {
    const server = createServer({ url: await cluster().createDatabase('same') });
    onTestFinished(() => server.close());
    const folder = temporaryFolder();
    let nowMs = 0;
    const surroundings = { nowMs: () => nowMs, newId: freshId, tiers: () => tiers };
    const onServer = createPostgresLedger({ ...surroundings, server });
    const inFile = createSqliteLedger({
      ...surroundings,
      path: path.join(folder, 'ledger.db'),
      notice: () => undefined,
    });
    onTestFinished(() => inFile.close());

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        nowMs = Date.parse('2026-11-30T18:00:00Z');
        const installs = [freshId(), freshId()];
        const made: (readonly [string, string])[] = [];

        async function ask(store: LedgerStore, which: 0 | 1, each: Exclude<Step, { what: 'pass' }>) {
          const installId = installs['install' in each ? each.install : 0] ?? '';
          const reservationId = 'nth' in each ? (made[each.nth % Math.max(1, made.length)]?.[which] ?? freshId()) : '';
          switch (each.what) {
            case 'plan':
              return store.plan({ ...each, installId });
            case 'reserve':
              return store.reserve({ ...each, installId });
            case 'commit':
              return store.commit({ by: 'reservation', reservationId, installId: null });
            case 'release':
              return store.release({ reservationId, installId: null });
            case 'call':
              return store.commit({ ...each, by: 'call', installId });
            case 'import': {
              const { lifetime, monthly, month, lastActiveAtMs } = each;
              const lifetimes = { lifetimeConsumed: lifetime, lifetimeGeminiConsumed: monthly };
              const months = { month, monthlyConsumed: monthly, monthlyGeminiConsumed: lifetime };
              return store.importRows([{ installId, tier: each.tier, ...lifetimes, ...months, lastActiveAtMs }]);
            }
          }
        }

        for (const each of steps) {
          if (each.what === 'pass') {
            nowMs += each.ms;
            continue;
          }
          const [one, other] = [await ask(onServer, 0, each), await ask(inFile, 1, each)];
          if (one.kind === 'reserved' && other.kind === 'reserved') made.push([one.reservationId, other.reservationId]);
          expect({ ...one, reservationId: null }).toEqual({ ...other, reservationId: null });
          for (const installId of installs) {
            expect(await onServer.row(installId)).toEqual(await inFile.row(installId));
          }
        }
      }),
      { numRuns: 120 },
    );
    // Past whatever the runs have reserved: each kind forgets at its own time.
    nowMs = Date.parse('2028-01-01T00:00:00Z');
    expect(await onServer.rows(anyPage)).toEqual(await inFile.rows(anyPage));
  });
});

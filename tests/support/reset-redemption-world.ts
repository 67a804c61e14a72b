import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/providers/account.ts';
import type { Http } from '../../core/ports.ts';
import { noFacts } from '../../core/usage/facts.ts';
import type { Observation } from '../../core/usage/observation.ts';
import { asRecord } from '../../core/units/json.ts';
import { createResetRedemption, type ResetRedemption } from '../../main/features/reset-redemption.ts';
import { createHttp } from '../../main/node/http/http-client.ts';
import { openDatabase } from '../../main/node/storage/database.ts';
import { createRedemptions } from '../../main/node/storage/redemptions.ts';
import type { Database } from '../../main/node/storage/sqlite.ts';
import { createFakeClock, type FakeClock } from './clock.ts';
import { exampleAccount, startMs } from './engine-world.ts';
import { english } from './example-states.ts';
import { startFakeUpstream, type FakeUpstream } from './fake-upstream.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { type BankedReset, type CodexResets, codexResets } from './upstream/codex-resets.ts';

export interface RedeemingWorld {
  readonly time: FakeClock;
  readonly upstream: FakeUpstream;
  readonly resets: CodexResets;
  /** `consumeHangs`: the next use of a reset is never answered, so it is given up soon. */
  readonly settings: { isOn: boolean; consumeHangs: boolean };
  /** Sends to the local server; gives up early. */
  readonly http: Http;
  readonly accounts: readonly Account[];
  /** One run of the app; another one starts on the same disk. */
  readonly start: (change?: Partial<Parameters<typeof createResetRedemption>[0]>) => ResetRedemption;
  /** Answers its confirmation; fails where the app did not ask. */
  readonly prepared: (redeeming: ResetRedemption, accountId?: string) => Promise<string>;
  /** What was sent to be used so far: request id and reset. */
  readonly sent: () => readonly (readonly [requestId: unknown, creditId: unknown])[];
  readonly refreshed: readonly string[];
  readonly observed: readonly Observation[];
  /** The requests as they lie on the disk, oldest first. */
  readonly rows: () => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** Banked resets of the account `work` on a real local server, kept on a real disk, with a given clock. */
export async function redeemingWorld(banked: readonly BankedReset[]): Promise<RedeemingWorld> {
  const time = createFakeClock(startMs);
  const upstream = await startFakeUpstream();
  onTestFinished(upstream.close);
  const resets = codexResets(banked, startMs);
  upstream.reply('work/reset-credits', resets.list);
  upstream.reply('work/consume', resets.consume);
  const accounts = ['work', 'other'].map((name) =>
    exampleAccount(name, { plan: 'pro', baseUrl: upstream.codex(name) }),
  );
  const states = accounts.map((account): AccountState => ({ account, facts: noFacts, endpoints: {}, oddPaths: [] }));
  const token = { kind: 'token', accessToken: 'token-of-a-test', fingerprint: 'f', expiresAtMs: null } as const;
  const client = createHttp({ credentials: { read: async () => token }, version: '0', nowMs: time.nowMs });
  const settings = { isOn: true, consumeHangs: false };
  // Only a request that is never answered is given up; any other limit would fail on a busy machine.
  const timeoutOf = (method: string | undefined): number =>
    method === 'POST' && settings.consumeHangs ? 2_000 : 120_000;
  const http: Http = {
    send: (spec, account) => client.send({ ...spec, timeoutMs: timeoutOf(spec.method) }, account),
  };
  const file = path.join(temporaryFolder(), 'q.db');
  const database = await opened(file);
  const refreshed: string[] = [];
  const observed: Observation[] = [];
  let ids = 0;

  const start: RedeemingWorld['start'] = (change) =>
    createResetRedemption({
      clock: time.clock,
      http,
      locale: () => english,
      redeemWithTool: async () => ({ kind: 'not-asked' }),
      engine: {
        accounts: () => states,
        observe: (_accountId, observation) => observed.push(observation) > 0,
        refresh: (accountId) => {
          refreshed.push(accountId ?? 'all');
          return { kind: 'accepted' };
        },
      },
      isOn: () => settings.isOn,
      labelOf: ({ label }) => label,
      redemptions: async () => createRedemptions(database, () => undefined),
      newId: () => `id-${(ids += 1)}`,
      ...change,
    });

  return {
    ...{ time, upstream, resets, settings, http, accounts, start, refreshed, observed },
    prepared: async (redeeming, accountId = 'codex:work') => {
      const question = await redeeming.prepare(accountId);
      if (question.kind === 'refused') throw new Error(`Nothing was asked: ${question.message}`);
      return question.confirmation;
    },
    sent: () =>
      upstream.requests('work/consume').map(({ body }) => {
        const record = asRecord(body);
        return [record?.['redeem_request_id'], record?.['credit_id']] as const;
      }),
    rows: async () => (await opened(file)).all('SELECT * FROM reset_redemptions ORDER BY first_at_ms'),
  };
}

async function opened(file: string): Promise<Database> {
  const outcome = await openDatabase({ path: file, nowMs: () => startMs, report: () => undefined });
  if (outcome.kind !== 'open') throw new Error(`The database is ${outcome.reason}`);
  onTestFinished(() => outcome.database.close());
  return outcome.database;
}

import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

import type { LedgerStore } from '../../core/ledger/store.ts';
import { defaultTiers } from '../../core/ledger/tiers.ts';
import { createPostgresLedger } from '../../main/node/ledger/postgres/postgres-ledger.ts';
import type { ServerProblem } from '../../main/node/ledger/postgres/server-problem.ts';
import { createServer, type ServerOptions } from '../../main/node/ledger/postgres/server.ts';
import {
  anyPage,
  commitCall,
  commitReservation,
  freshId,
  plan,
  reserve,
  reserved,
  rowOf,
  rowsOf,
} from '../support/ledger/desk.ts';
import { poll } from '../support/desktop/poll.ts';
import { describeOnPostgres } from '../support/postgres/describe.ts';

const nowMs = Date.parse('2026-11-22T00:05:00Z');

interface Opened {
  readonly store: LedgerStore;
  readonly problems: readonly ServerProblem[];
}

function open(options: ServerOptions): Opened {
  const problems: ServerProblem[] = [];
  const store = createPostgresLedger({
    ...{ nowMs: () => nowMs, newId: freshId, tiers: () => defaultTiers },
    server: createServer(options),
    onProblem: (problem) => void problems.push(problem),
  });
  onTestFinished(() => store.close());
  return { store, problems };
}

describeOnPostgres('a PostgreSQL server with faults', (cluster) => {
  /** Everything that an opened ledger says, which must name nothing of the URL. */
  async function allAnswers({ store, problems }: Opened): Promise<string> {
    const installId = freshId();
    const answers = [
      await plan(store, installId),
      await reserve(store, installId),
      await commitCall(store, installId),
      await commitReservation(store, freshId()),
      await store.release({ reservationId: freshId(), installId: null }),
      await store.row(installId),
      await store.rows(anyPage),
      await store.importRows([]),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveProperty('size', 1);
    return JSON.stringify([answers[0], problems]);
  }

  it.each([
    {
      what: 'a wrong password',
      url: () => cluster().url('postgres', 'wrong-sesame'),
      reason: 'denied',
      sentence: /sign-in/,
    },
    {
      what: 'no password',
      url: () =>
        cluster()
          .url('postgres')
          .replace(/:[^:@]*@/, '@'),
      reason: 'denied',
      sentence: /sign-in/,
    },
    { what: 'an unknown database', url: () => cluster().url('nowhere'), reason: 'denied', sentence: /database/ },
    {
      what: 'TLS that is asked for and absent',
      url: () => `${cluster().url('postgres')}?sslmode=require`,
      reason: 'unreachable',
      sentence: /TLS/,
    },
    {
      what: 'nobody who listens',
      url: () => 'postgresql://me:hidden-sesame@127.0.0.1:1/db',
      reason: 'unreachable',
      sentence: /cannot be reached/,
    },
    {
      what: 'another kind of URL',
      url: () => 'mysql://me:hidden-sesame@h/db',
      reason: 'other',
      sentence: /postgres:\/\//,
    },
    { what: 'a URL that is none', url: () => 'postgres://me:hidden-sesame@[', reason: 'other', sentence: /fault/ },
  ])('$what denies everything as $reason and names no password', async ({ url, reason, sentence }) => {
    const opened = open({ url: url() });
    const said = await allAnswers(opened);
    expect(JSON.parse(said)[0]).toEqual({ kind: 'unavailable', reason });
    expect(opened.problems[0]?.sentence).toMatch(sentence);
    expect(said).not.toMatch(/sesame|pass-|quota_tray|127\.0/);
  });

  it('keeps what it answered over an orderly restart and a crash of the server, and goes on by itself', async () => {
    const url = await cluster().createDatabase('restarted');
    const { store } = open({ url });
    const installId = freshId();
    for (const manner of ['orderly', 'crash', 'crash'] as const) {
      const before = (await rowOf(store, installId)).monthlyConsumed;
      const calls = Array.from({ length: 8 }, () => commitCall(store, installId, 'max', 'hardware'));
      const answers = await Promise.all(calls);
      expect(answers.map(({ kind }) => kind)).toEqual(Array.from({ length: 8 }, () => 'committed'));
      await cluster().stop(manner);
      expect(await commitCall(store, installId, 'max')).toEqual({ kind: 'unavailable', reason: 'unreachable' });
      await cluster().start();
      expect((await rowOf(store, installId)).monthlyConsumed).toBe(before + 8);
    }
  });

  it('a job whose answers are lost in a crash under load is booked once for each that was told, however often it is asked again', async () => {
    const url = await cluster().createDatabase('crashed');
    const { store } = open({ url });
    const installId = freshId();
    const booked = new Set<string>();
    for (let round = 0; round < 4; round += 1) {
      const jobs = Array.from({ length: 60 }, (_, index) => `round ${round} job ${index}`);
      const isDone = async (job: string): Promise<boolean> => {
        const answer = await commitCall(store, installId, 'max', 'gemini', job);
        return answer.kind === 'committed';
      };
      const first = Promise.all(jobs.map(isDone));
      await Promise.all([first, cluster().stop('crash')]);
      await cluster().start();
      for (const job of jobs) {
        expect(await isDone(job)).toBe(true);
        booked.add(job);
      }
      expect((await rowOf(store, installId)).monthlyConsumed).toBe(booked.size);
    }
  });

  it('a statement that takes too long is broken off on the server, told as busy, and books nothing', async () => {
    const url = await cluster().createDatabase('slow');
    const { store, problems } = open({ url, statementTimeoutMs: 200 });
    const installId = freshId();
    await commitCall(store, installId);
    const database = new URL(url).pathname.slice(1);
    const lock = cluster().query(
      database,
      'BEGIN; LOCK TABLE quota_tray.installs IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(2); COMMIT',
    );
    const awaitLock = async (): Promise<void> => {
      const held = await cluster().query(
        database,
        `SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation = 'quota_tray.installs'::regclass`,
      );
      return held.length > 0 ? undefined : awaitLock();
    };
    await awaitLock();
    expect(await commitCall(store, installId)).toEqual({ kind: 'unavailable', reason: 'busy' });
    expect(problems.at(-1)?.sentence).toMatch(/in time/);
    await lock;
    expect(await rowOf(store, installId)).toMatchObject({ lifetimeConsumed: 1 });
  });

  it('a connection that is cut while an install is asked about alone is told as broken and ends no process', async () => {
    const url = new URL(await cluster().createDatabase('cut'));
    const folder = decodeURIComponent(url.hostname);
    const lines: net.Socket[] = [];
    const between = net.createServer((line) => {
      const onward = net.connect(path.join(folder, '.s.PGSQL.5432'));
      lines.push(
        line.on('error', () => undefined),
        onward.on('error', () => undefined),
      );
      line.pipe(onward).pipe(line);
    });
    between.listen(0, '127.0.0.1');
    await once(between, 'listening');
    onTestFinished(() => void between.close());
    const { port } = between.address() as AddressInfo;
    const server = createServer({
      url: `postgresql://${url.username}:${url.password}@127.0.0.1:${port}${url.pathname}`,
    });
    onTestFinished(() => server.close());
    expect(await server.ask('SELECT 1 AS one', [])).toMatchObject({ kind: 'rows' });
    const asked = server.askAlone(freshId(), 'SELECT pg_sleep(60)', []);
    await poll('the statement', 10_000, async () => {
      const [found] = await cluster().query(
        'postgres',
        `SELECT count(*)::integer AS found FROM pg_stat_activity
        WHERE query = 'SELECT pg_sleep(60)' AND state = 'active'`,
      );
      return found?.['found'] === 1 || undefined;
    });
    for (const line of lines) line.destroy();
    expect(await asked).toMatchObject({ kind: 'failed', problem: { reason: 'unreachable', canAskAgain: true } });
    expect(await server.ask('SELECT 1 AS one', [])).toMatchObject({ kind: 'rows' });
  });

  it('when all connections are in use for too long, that is told as busy and not as a server that is away', async () => {
    const url = await cluster().createDatabase('crowded');
    const server = createServer({ url, connections: 1, connectTimeoutMs: 1500 });
    onTestFinished(() => server.close());
    expect(await server.ask('SELECT 1 AS one', [])).toMatchObject({ kind: 'rows' });
    const held = server.ask('SELECT pg_sleep(4)', []);
    expect(await server.ask('SELECT 1 AS one', [])).toMatchObject({ kind: 'failed', problem: { reason: 'busy' } });
    expect(await held).toMatchObject({ kind: 'rows' });
    expect(await server.ask('SELECT 1 AS one', [])).toEqual({ kind: 'rows', rows: [{ one: 1 }] });
  });

  it('the same charge is booked once, also when its answer is asked for again after hours', async () => {
    let hours = 0;
    const ledger = createPostgresLedger({
      ...{ nowMs: () => nowMs + hours * 3_600_000, newId: freshId, tiers: () => defaultTiers },
      server: createServer({ url: await cluster().createDatabase('later') }),
    });
    onTestFinished(() => ledger.close());
    const [installId, chargeId] = [freshId(), freshId()];
    for (hours of [0, 2, 5]) {
      const call = { installId, tier: 'core', countedPer: 'lifetime', backend: 'gemini', jobId: null } as const;
      const answer = await ledger.book(call, { chargeId, atMs: nowMs + hours * 3_600_000 });
      expect(answer).toMatchObject({ kind: 'committed', charged: true });
    }
    expect(await rowOf(ledger, installId)).toMatchObject({ lifetimeConsumed: 1 });
  });

  it('a ledger of a later version is left alone', async () => {
    const url = await cluster().createDatabase('later');
    const { store } = open({ url });
    const installId = freshId();
    await commitCall(store, installId);
    const database = new URL(url).pathname.slice(1);
    await cluster().query(database, 'INSERT INTO quota_tray.migrations (version) VALUES (999)');
    const other = open({ url });
    expect(await commitCall(other.store, installId)).toEqual({ kind: 'unavailable', reason: 'newer-version' });
    expect(await cluster().query(database, 'SELECT lifetime_consumed::int AS used FROM quota_tray.installs')).toEqual([
      { used: 1 },
    ]);
  });

  it('needs no right to make tables where they are there', async () => {
    const url = await cluster().createDatabase('rights');
    await commitCall(open({ url }).store, freshId());
    const database = new URL(url).pathname.slice(1);
    await cluster().query(
      database,
      `CREATE ROLE clerk LOGIN PASSWORD 'clerks-own'; GRANT USAGE ON SCHEMA quota_tray TO clerk;
       GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA quota_tray TO clerk`,
    );
    const { store } = open({ url: url.replace(/\/\/[^@]*@/, '//clerk:clerks-own@') });
    expect(await commitCall(store, freshId())).toMatchObject({ kind: 'committed' });
    expect(await rowsOf(store)).toHaveLength(2);
  });

  it('text that looks like SQL stays text', async () => {
    const url = await cluster().createDatabase('hostile');
    const { store } = open({ url });
    const installId = freshId();
    const job = `'; DROP TABLE quota_tray.jobs; -- $1 \\ " ünï \u{1f4a5}`;
    const reservationId = await reserved(store, installId, { jobId: job });
    expect(await commitReservation(store, reservationId)).toMatchObject({ kind: 'committed', charged: true });
    expect(await commitCall(store, installId, 'core', 'gemini', job)).toMatchObject({ charged: false });
    expect(await commitCall(store, installId, 'core', 'gemini', `${job}2`)).toMatchObject({ charged: true });
  });

  it('what was settled a month ago is forgotten by the clock of the server', async () => {
    const url = await cluster().createDatabase('pruned');
    const first = open({ url });
    const installId = freshId();
    const reservationId = await reserved(first.store, installId, { jobId: 'old' });
    await commitReservation(first.store, reservationId);
    const database = new URL(url).pathname.slice(1);
    for (const table of ['jobs', 'reservations']) {
      await cluster().query(database, `UPDATE quota_tray.${table} SET recorded_at = now() - interval '31 days'`);
    }
    const second = open({ url });
    await commitCall(second.store, installId);
    // Closing waits for what is under way.
    await second.store.close();
    expect(await cluster().query(database, 'SELECT 1 FROM quota_tray.reservations')).toEqual([]);
    expect(await cluster().query(database, 'SELECT 1 FROM quota_tray.jobs')).toHaveLength(1);
    expect(await rowOf(open({ url }).store, installId)).toMatchObject({ lifetimeConsumed: 2 });
  });
});

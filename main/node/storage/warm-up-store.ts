import * as v from 'valibot';
import { epochMs } from '../../../core/units/bounds.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import {
  type ClaimOutcome,
  failureReasons,
  mayHaveRequested,
  sameTimeWithinMs,
  reachedCap,
  type RunState,
  runStates,
  skipReasons,
  type WarmupStore,
  type WarmupRun,
} from '../../../core/warm-ups/run.ts';
import type { WarmupCap } from '../../../core/settings/warm-ups.ts';
import { type Database, isOnDisk, type SqlRow } from './sqlite.ts';
import { writeCause } from './error-code.ts';
import { dedupeReports } from './problems.ts';

const optionalMs = v.nullable(epochMs);
const rowSchema = v.object({
  key: v.string(),
  account_id: v.string(),
  slot_at_ms: epochMs,
  slot_date: v.string(),
  slot_time: v.string(),
  time_zone: v.string(),
  by_hand: v.number(),
  state: v.picklist(runStates),
  reason: v.nullable(v.picklist([...new Set([...skipReasons, ...failureReasons])])),
  claimed_at_ms: epochMs,
  started_at_ms: optionalMs,
  ended_at_ms: optionalMs,
  resets_at_ms: optionalMs,
});

const keptForMs = 400 * 86_400_000;
const capReachMs = 9 * 86_400_000;

/**
 * Creates the store of warm-ups in the shared database. A claim is one write transaction that checks the
 * scheduled time, its neighbours and the caps, and it is on the disk before the answer. Returns null for a
 * database in memory: without surviving a restart it cannot ensure that each scheduled time runs once.
 */
export function createWarmupLedger(database: Database, report: ReportStorageProblem): WarmupStore | null {
  const reportProblem = dedupeReports(report);
  if (!isOnDisk(database)) return null;

  function attempt<T>(work: () => T, otherwise: T): T {
    try {
      return work();
    } catch (error) {
      reportProblem({ kind: 'not-saved', what: 'database', cause: writeCause(error) });
      return otherwise;
    }
  }

  function since(slotAtMs: number): readonly WarmupRun[] {
    const sql = 'SELECT * FROM warmup_runs WHERE slot_at_ms >= ? ORDER BY slot_at_ms, key';
    return database.all(sql, Math.round(slotAtMs)).map(runOf);
  }

  function claim(run: WarmupRun, cap: WarmupCap | null): ClaimOutcome {
    database.run('DELETE FROM warmup_runs WHERE slot_at_ms < ?', Math.round(run.claimedAtMs - keptForMs));
    const around = since(run.slotAtMs - capReachMs);
    const isNear = (other: WarmupRun): boolean =>
      other.accountId === run.accountId &&
      mayHaveRequested(other) &&
      Math.abs(other.slotAtMs - run.slotAtMs) < sameTimeWithinMs;
    if (around.some((other) => other.key === run.key || isNear(other))) return 'taken';
    const reached = cap === null ? null : reachedCap(around, cap, run.slotDate);
    if (reached !== null) return reached;
    return insert(database, run) ? 'claimed' : 'taken';
  }

  return Object.freeze({
    since: (slotAtMs: number) => attempt(() => since(slotAtMs), null),
    claim: (run: WarmupRun, cap: WarmupCap | null) =>
      attempt<ClaimOutcome>(() => database.transaction(() => claim(run, cap)), 'failed'),
    note: (run: WarmupRun) => attempt(() => insert(database, run), false),
    change: (run: WarmupRun, from: readonly RunState[]) => attempt(() => update(database, run, from), false),
    signInSeen: (accountId: string, atMs: number, isNewSignIn: boolean) =>
      attempt(() => {
        database.run(
          `INSERT INTO warmup_sign_ins (account_id, seen_at_ms) VALUES (?, ?)
           ON CONFLICT (account_id) DO UPDATE SET seen_at_ms = excluded.seen_at_ms WHERE ?`,
          ...[accountId, Math.round(atMs), isNewSignIn ? 1 : 0],
        );
        const row = database.first('SELECT seen_at_ms FROM warmup_sign_ins WHERE account_id = ?', accountId);
        return Number(row?.['seen_at_ms'] ?? atMs);
      }, atMs),
  });
}

function insert(database: Database, run: WarmupRun): boolean {
  const sql = `INSERT INTO warmup_runs (key, account_id, slot_at_ms, slot_date, slot_time, time_zone, by_hand, state,
      reason, claimed_at_ms, started_at_ms, ended_at_ms, resets_at_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
  const { key, accountId, slotAtMs, slotDate, slotTime, timeZone, byHand } = run;
  const about = [key, accountId, Math.round(slotAtMs), slotDate, slotTime, timeZone, byHand ? 1 : 0];
  return database.run(sql, ...about, run.state, run.reason, Math.round(run.claimedAtMs), ...timesOf(run)) === 1;
}

function update(database: Database, run: WarmupRun, from: readonly RunState[]): boolean {
  const states = from.map(() => '?').join(', ');
  const sql = `UPDATE warmup_runs SET state = ?, reason = ?, started_at_ms = ?, ended_at_ms = ?, resets_at_ms = ?
    WHERE key = ? AND state IN (${states})`;
  return database.run(sql, run.state, run.reason, ...timesOf(run), run.key, ...from) === 1;
}

function timesOf({ startedAtMs, endedAtMs, resetsAtMs }: WarmupRun): readonly (number | null)[] {
  return [startedAtMs, endedAtMs, resetsAtMs].map((atMs) => (atMs === null ? null : Math.round(atMs)));
}

/** Throws for an unknown form of row, which fails the whole read: no warm-up may run while one is unknown. */
function runOf(row: SqlRow): WarmupRun {
  const read = v.parse(rowSchema, row);
  return {
    ...{ key: read.key, accountId: read.account_id, slotAtMs: read.slot_at_ms, slotDate: read.slot_date },
    ...{ slotTime: read.slot_time, timeZone: read.time_zone, byHand: read.by_hand === 1, state: read.state },
    ...{ reason: read.reason, claimedAtMs: read.claimed_at_ms, startedAtMs: read.started_at_ms },
    ...{ endedAtMs: read.ended_at_ms, resetsAtMs: read.resets_at_ms },
  };
}

import { onTestFinished } from 'vitest';

import type {
  CommitAnswer,
  LedgerStore,
  LedgerDependencies,
  PageRequest,
  PlanAnswer,
  ReserveAnswer,
} from '../../../core/ledger/store.ts';
import type { LedgerRow } from '../../../core/ledger/balance.ts';
import type { Backend } from '../../../core/ledger/install.ts';
import { defaultTiers, type Tiers } from '../../../core/ledger/tiers.ts';

/** One ledger of a test, empty at first. */
export interface OpenedLedger {
  readonly store: LedgerStore;
  /** A further store on the same data, as another process or the next one opens it. */
  readonly reopen: () => Promise<LedgerStore>;
  /** Closes every store and removes the data. */
  readonly close: () => Promise<void>;
}

export type OpenLedger = (surroundings: LedgerDependencies) => Promise<OpenedLedger>;

/** A ledger with a clock that stands until it is set, and the calls that tests make most. */
export interface LedgerDesk extends Omit<OpenedLedger, 'close'> {
  readonly setTime: (iso: string) => void;
  readonly passSeconds: (seconds: number) => void;
  readonly setTiers: (tiers: Tiers) => void;
}

/** What must never become an install. */
export const hostileIds = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(5000),
  '5e7a11ed-0000-4000-8000-00000000000\u0000',
  '5e7a11ed-0000-4000-8000-000000000001\n',
  '\u202e5e7a11ed-0000-4000-8000-000000000001',
  "'; DROP TABLE ledger_installs; --",
  '../../etc',
] as const;

let ids = 0;

/** A fresh id in the form of a UUID, told apart from all others of this process. */
export function freshId(): string {
  ids += 1;
  const hex = ids.toString(16).padStart(12, '0');
  return `5e7a11ed-0000-4000-8000-${hex}`;
}

/** A new ledger that is closed when the running test ends. */
export async function openDesk(open: OpenLedger): Promise<LedgerDesk> {
  let nowMs = Date.parse('2026-11-22T00:05:00Z');
  let tiers: Tiers = defaultTiers;
  const ledger = await open({ nowMs: () => nowMs, newId: freshId, tiers: () => tiers });
  onTestFinished(ledger.close);
  return {
    store: ledger.store,
    reopen: ledger.reopen,
    setTime: (iso) => void (nowMs = Date.parse(iso)),
    passSeconds: (seconds) => void (nowMs += seconds * 1000),
    setTiers: (given) => void (tiers = given),
  };
}

/** The row of an install, or a failing test. */
export async function rowOf(store: LedgerStore, installId: string): Promise<LedgerRow> {
  const answer = await store.row(installId);
  if (answer.kind !== 'row') throw new Error(`The row is ${JSON.stringify(answer)}`);
  return answer.row;
}

/** The page that a store is asked for where a test is about something else. */
export const anyPage: PageRequest = { after: null, limit: 100 };

/** All rows, page by page, or a failing test. */
export async function rowsOf(store: LedgerStore, limit = 100): Promise<readonly LedgerRow[]> {
  const rows: LedgerRow[] = [];
  let after: string | null = null;
  do {
    const answer = await store.rows({ after, limit });
    if (answer.kind !== 'rows') throw new Error(`The rows are ${JSON.stringify(answer)}`);
    rows.push(...answer.rows);
    after = answer.next;
  } while (after !== null);
  return rows;
}

export function plan(store: LedgerStore, installId: string, tier = 'core', hasHardware = false): Promise<PlanAnswer> {
  return store.plan({ installId, tier, hasHardware });
}

export function reserve(
  store: LedgerStore,
  installId: string,
  options: { tier?: string; hasHardware?: boolean; jobId?: string; ttlSeconds?: number } = {},
): Promise<ReserveAnswer> {
  const { tier = 'core', hasHardware = false, jobId = null, ttlSeconds = null } = options;
  return store.reserve({ installId, tier, hasHardware, jobId, ttlSeconds });
}

/** The id of a reservation that must have been made. */
export async function reserved(...parameters: Parameters<typeof reserve>): Promise<string> {
  const answer = await reserve(...parameters);
  if (answer.kind !== 'reserved') throw new Error(`Not reserved: ${JSON.stringify(answer)}`);
  return answer.reservationId;
}

export function commitCall(
  store: LedgerStore,
  installId: string,
  tier = 'core',
  backend: Backend = 'gemini',
  jobId: string | null = null,
): Promise<CommitAnswer> {
  return store.commit({ by: 'call', installId, tier, backend, jobId });
}

export function commitReservation(
  store: LedgerStore,
  reservationId: string,
  installId: string | null = null,
): Promise<CommitAnswer> {
  return store.commit({ by: 'reservation', reservationId, installId });
}

/** Commits so many calls, one after the other. */
export async function commitMany(
  count: number,
  ...[store, installId, tier, backend]: Parameters<typeof commitCall>
): Promise<void> {
  for (let call = 0; call < count; call += 1) {
    const answer = await commitCall(store, installId, tier, backend);
    if (answer.kind !== 'committed') throw new Error(`Not committed: ${JSON.stringify(answer)}`);
  }
}

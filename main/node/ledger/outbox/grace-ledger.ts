import type { Balance } from '../../../../core/ledger/balance.ts';
import {
  defaultTtlSeconds,
  parseCommitRequest,
  parsePlanRequest,
  parseReleaseRequest,
  parseReserveRequest,
} from '../../../../core/ledger/decide.ts';
import type { Backend } from '../../../../core/ledger/install.ts';
import type {
  CommitAnswer,
  CommitRequest,
  LedgerDependencies,
  LedgerStore,
  LedgerUnavailable,
  PlanAnswer,
  PlanRequest,
  ReleaseAnswer,
  ReleaseRequest,
  ReserveAnswer,
  ReserveRequest,
} from '../../../../core/ledger/store.ts';
import { tierByName } from '../../../../core/ledger/tiers.ts';
import type { PostgresLedger } from '../postgres/postgres-ledger.ts';
import { callEntry, type Outbox, type OutboxEntry, reservationEntry } from './outbox.ts';
import { type GraceEvent, isAway, reconcile } from './reconciliation.ts';

interface GraceLedgerOptions extends LedgerDependencies {
  readonly ledger: PostgresLedger;
  /** Null: there is no outbox, and so no grace. */
  readonly outbox: Outbox | null;
  /** The setting `ledgerGraceCredits`: how many calls of an install are accepted during an outage. */
  readonly graceCredits: () => number;
  readonly report: (event: GraceEvent) => void;
}

export interface GraceLedger extends LedgerStore {
  /** Books the calls that were accepted during an outage. Never rejects. */
  readonly reconcile: () => Promise<void>;
}

const away: LedgerUnavailable = { kind: 'unavailable', reason: 'unreachable' };

/**
 * Creates the ledger of a server with a bounded grace for outages. A call accepted during an outage is on this
 * machine's disk before the answer. It is booked as soon as the server is back, before any other request to the
 * server. Beyond the grace the answer is `unavailable`.
 */
export function createGraceLedger({ ledger, outbox, ...options }: GraceLedgerOptions): GraceLedger {
  const { nowMs, newId, tiers, report } = options;
  let running: Promise<'done' | 'away'> | null = null;
  let isOutageReported = false;

  const now = (): number => Math.round(nowMs());
  const grace = (): number => Math.max(0, Math.floor(options.graceCredits()));

  /** Runs the work on the outbox. Returns null without an outbox, or after an error, which it reports. */
  function withOutbox<T>(work: (opened: Outbox) => T): T | null {
    if (outbox === null) return null;
    try {
      return work(outbox);
    } catch {
      report({ kind: 'no-outbox' });
      return null;
    }
  }

  async function reconcileAll(opened: Outbox): Promise<'done' | 'away'> {
    try {
      if (opened.next() === null) return 'done';
      const reconciled = await reconcile(opened, ledger);
      const { end, booked, alreadyBooked, refused } = reconciled;
      if (end !== 'away' || booked + alreadyBooked + refused > 0) report({ kind: 'reconciled', ...reconciled });
      if (end === 'done') isOutageReported = false;
      return end === 'away' ? 'away' : 'done';
    } catch {
      report({ kind: 'no-outbox' });
      return 'done';
    }
  }

  /** Books all waiting entries. Callers during a run wait for the same run. */
  function bookWaiting(): Promise<'done' | 'away'> {
    if (outbox === null) return Promise.resolve('done');
    running ??= reconcileAll(outbox).finally(() => {
      running = null;
    });
    return running;
  }

  /** Asks the server after all older entries are booked. */
  async function askServer<Answer extends { readonly kind: string }>(
    ask: () => Promise<Answer | LedgerUnavailable>,
  ): Promise<Answer | LedgerUnavailable> {
    if ((await bookWaiting()) === 'away') return away;
    const answer = await ask();
    if (!isUnavailable(answer)) isOutageReported = false;
    return answer;
  }

  function isUnavailable(answer: { readonly kind: string }): answer is LedgerUnavailable {
    return answer.kind === 'unavailable' && isAway(answer as LedgerUnavailable);
  }

  /** Reports an outage once. The server must answer before the next one is reported. */
  function reportOutage(): void {
    if (!isOutageReported) report({ kind: 'begun' });
    isOutageReported = true;
  }

  function hasGrace(answer: { readonly kind: string }): boolean {
    return isUnavailable(answer) && grace() > 0 && outbox !== null;
  }

  async function plan(wanted: PlanRequest): Promise<PlanAnswer> {
    const request = parsePlanRequest(wanted, tiers());
    if (request.kind !== undefined) return request;
    const answer = await askServer(() => ledger.plan(request));
    const used = hasGrace(answer) ? withOutbox((opened) => opened.used(request.installId, now())) : null;
    return used !== null && used < grace()
      ? { kind: 'allowed', backend: graceBackend(request.hasHardware), balance: unknownBalance }
      : answer;
  }

  async function reserve(wanted: ReserveRequest): Promise<ReserveAnswer> {
    const request = parseReserveRequest(wanted, tiers());
    if (request.kind !== undefined) return request;
    const tier = tierByName(tiers(), request.tier);
    const answer = await askServer(() => ledger.reserve(request));
    if (tier === null) return answer;
    const atMs = now();
    if (answer.kind === 'reserved' && grace() > 0) {
      withOutbox((opened) => opened.remember(reservationEntry('server', request, tier, answer, atMs)));
    }
    if (!hasGrace(answer)) return answer;
    const expiresAtMs = Math.round(atMs + (request.ttlSeconds ?? defaultTtlSeconds) * 1000);
    const made = { reservationId: newId(), backend: graceBackend(request.hasHardware), expiresAtMs };
    const isHeld = withOutbox((opened) =>
      opened.reserve(reservationEntry('grace', request, tier, made, atMs), grace()),
    );
    if (isHeld !== true) return answer;
    reportOutage();
    return { kind: 'reserved', ...made, balance: unknownBalance };
  }

  async function commit(wanted: CommitRequest): Promise<CommitAnswer> {
    const request = parseCommitRequest(wanted, tiers());
    if (request.kind !== undefined) return request;
    const charge = { chargeId: newId(), atMs: now() };
    if (request.by === 'call') {
      const answer = await askServer(() => ledger.commitAs(request, charge));
      const tier = tierByName(tiers(), request.tier);
      if (tier === null) return answer;
      const entry = callEntry(request, tier, charge);
      if (answer.kind === 'committed' && answer.charged && entry.jobId !== null && grace() > 0) {
        withOutbox((opened) => opened.paid(entry));
      }
      return hasGrace(answer) ? acceptedAway(entry, answer) : answer;
    }
    const known = knownReservation(request.reservationId, request.installId);
    if (known?.reservedBy === 'grace') return commitOfGrace({ ...known, atMs: charge.atMs });
    const answer = await askServer(() => ledger.commitAs(request, charge));
    if (known === null) return answer;
    const entry = { ...known, atMs: charge.atMs };
    if (answer.kind === 'committed' && answer.charged) withOutbox((opened) => opened.paid(entry));
    else if (answer.kind !== 'unavailable') withOutbox((opened) => opened.forget(known.id));
    return hasGrace(answer) ? acceptedAway(entry, answer) : answer;
  }

  function knownReservation(reservationId: string, installId: string | null): OutboxEntry | null {
    const entry = withOutbox((opened) => opened.find(reservationId));
    return entry === null || (installId !== null && entry.installId !== installId) ? null : entry;
  }

  /** Books a reservation of the grace through the outbox, because the server does not know it. */
  async function commitOfGrace(entry: OutboxEntry): Promise<CommitAnswer> {
    if (entry.state === 'refused') return { kind: 'was-released' };
    const taken = accepted(entry, away);
    if (taken.kind === 'committed') {
      if ((await bookWaiting()) === 'away') reportOutage();
      return taken;
    }
    // The reservation expired and the grace is used up, so the server decides.
    const answer = await askServer(() => ledger.book(entry, { chargeId: entry.id, atMs: entry.atMs }));
    if (answer.kind === 'committed') withOutbox((opened) => opened.settle(entry.id, 'open', 'booked'));
    return answer;
  }

  function acceptedAway(entry: OutboxEntry, answer: CommitAnswer): CommitAnswer {
    const taken = accepted(entry, answer);
    if (taken.kind === 'committed' && taken.charged) reportOutage();
    return taken;
  }

  function accepted(entry: OutboxEntry, otherwise: CommitAnswer): CommitAnswer {
    if (entry.state === 'refused') return { kind: 'was-released' };
    const outcome = withOutbox((opened) => opened.commit(entry, grace()));
    if (outcome === null || outcome === 'over') return otherwise;
    return { kind: 'committed', charged: outcome === 'accepted', tier: entry.tier, balance: unknownBalance };
  }

  async function release(wanted: ReleaseRequest): Promise<ReleaseAnswer> {
    const request = parseReleaseRequest(wanted);
    if (request.kind !== undefined) return request;
    const known = knownReservation(request.reservationId, request.installId);
    if (known !== null && known.state !== 'open') {
      return { kind: known.state === 'refused' ? 'released' : 'was-committed' };
    }
    if (known?.reservedBy === 'grace') {
      const isReleased = withOutbox((opened) => opened.settle(known.id, 'open', 'refused'));
      return isReleased === null ? away : { kind: isReleased ? 'released' : 'was-committed' };
    }
    const answer = await askServer(() => ledger.release(request));
    if (known !== null && answer.kind !== 'unavailable') withOutbox((opened) => opened.forget(known.id));
    return answer;
  }

  return Object.freeze<GraceLedger>({
    plan,
    reserve,
    commit,
    release,
    row: (installId) => askServer(() => ledger.row(installId)),
    rows: (page) => askServer(() => ledger.rows(page)),
    recent: (limit) => askServer(() => ledger.recent(limit)),
    importRows: (rows) => askServer(() => ledger.importRows(rows)),
    reconcile: async () => void (await bookWaiting()),
    close: async () => {
      await running;
      await ledger.close();
      withOutbox((opened) => opened.close());
    },
  });
}

/** The balance during an outage: unknown, because the grace is no balance. */
const unknownBalance: Balance = { remaining: null, capped: 'unknown', geminiRemaining: null };

/** Returns the backend during an outage. Prefers the install's own hardware, because the Gemini cap is unknown. */
function graceBackend(hasHardware: boolean): Backend {
  return hasHardware ? 'hardware' : 'gemini';
}

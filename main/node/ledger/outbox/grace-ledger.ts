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
  /** Null: there is none, and so no grace. */
  readonly outbox: Outbox | null;
  /** Setting `ledgerGraceCredits`: how many calls of an install are accepted while the server is away. */
  readonly graceCredits: () => number;
  readonly report: (event: GraceEvent) => void;
}

export interface GraceLedger extends LedgerStore {
  /** Books what was accepted without the server, if there is something. Never rejects. */
  readonly reconcile: () => Promise<void>;
}

const away: LedgerUnavailable = { kind: 'unavailable', reason: 'unreachable' };

/**
 * The ledger of a server with a bounded grace for the time in which it is away. A call that is accepted
 * then is on this machine's disk before the answer, and booked on the server as soon as it is back,
 * before anything else is asked of it. Beyond the grace the answer is `unavailable`.
 */
export function createGraceLedger({ ledger, outbox, ...options }: GraceLedgerOptions): GraceLedger {
  const { nowMs, newId, tiers, report } = options;
  let running: Promise<'done' | 'away'> | null = null;
  let isOutageTold = false;

  const now = (): number => Math.round(nowMs());
  const grace = (): number => Math.max(0, Math.floor(options.graceCredits()));

  /** Null where the outbox cannot do it; that is reported. */
  function local<T>(work: (opened: Outbox) => T): T | null {
    if (outbox === null) return null;
    try {
      return work(outbox);
    } catch {
      report({ kind: 'no-outbox' });
      return null;
    }
  }

  async function settleAll(opened: Outbox): Promise<'done' | 'away'> {
    try {
      if (opened.next() === null) return 'done';
      const reconciled = await reconcile(opened, ledger);
      const { end, booked, alreadyBooked, refused } = reconciled;
      if (end !== 'away' || booked + alreadyBooked + refused > 0) report({ kind: 'reconciled', ...reconciled });
      if (end === 'done') isOutageTold = false;
      return end === 'away' ? 'away' : 'done';
    } catch {
      report({ kind: 'no-outbox' });
      return 'done';
    }
  }

  /** One at a time; whoever comes meanwhile waits for the same one. */
  function caughtUp(): Promise<'done' | 'away'> {
    if (outbox === null) return Promise.resolve('done');
    running ??= settleAll(outbox).finally(() => {
      running = null;
    });
    return running;
  }

  /** The server's answer once nothing older waits for it. */
  async function asked<Answer extends { readonly kind: string }>(
    ask: () => Promise<Answer | LedgerUnavailable>,
  ): Promise<Answer | LedgerUnavailable> {
    if ((await caughtUp()) === 'away') return away;
    const answer = await ask();
    if (!isUnavailable(answer)) isOutageTold = false;
    return answer;
  }

  function isUnavailable(answer: { readonly kind: string }): answer is LedgerUnavailable {
    return answer.kind === 'unavailable' && isAway(answer as LedgerUnavailable);
  }

  /** Once for each outage: the server must have answered before the next one is told. */
  function tellOutage(): void {
    if (!isOutageTold) report({ kind: 'begun' });
    isOutageTold = true;
  }

  function hasGrace(answer: { readonly kind: string }): boolean {
    return isUnavailable(answer) && grace() > 0 && outbox !== null;
  }

  async function plan(wanted: PlanRequest): Promise<PlanAnswer> {
    const request = parsePlanRequest(wanted, tiers());
    if (request.kind !== undefined) return request;
    const answer = await asked(() => ledger.plan(request));
    const used = hasGrace(answer) ? local((opened) => opened.used(request.installId, now())) : null;
    return used !== null && used < grace()
      ? { kind: 'allowed', backend: graceBackend(request.hasHardware), balance: unknownBalance }
      : answer;
  }

  async function reserve(wanted: ReserveRequest): Promise<ReserveAnswer> {
    const request = parseReserveRequest(wanted, tiers());
    if (request.kind !== undefined) return request;
    const tier = tierByName(tiers(), request.tier);
    const answer = await asked(() => ledger.reserve(request));
    if (tier === null) return answer;
    const atMs = now();
    if (answer.kind === 'reserved' && grace() > 0) {
      local((opened) => opened.remember(reservationEntry('server', request, tier, answer, atMs)));
    }
    if (!hasGrace(answer)) return answer;
    const expiresAtMs = Math.round(atMs + (request.ttlSeconds ?? defaultTtlSeconds) * 1000);
    const made = { reservationId: newId(), backend: graceBackend(request.hasHardware), expiresAtMs };
    const isHeld = local((opened) => opened.reserve(reservationEntry('grace', request, tier, made, atMs), grace()));
    if (isHeld !== true) return answer;
    tellOutage();
    return { kind: 'reserved', ...made, balance: unknownBalance };
  }

  async function commit(wanted: CommitRequest): Promise<CommitAnswer> {
    const request = parseCommitRequest(wanted, tiers());
    if (request.kind !== undefined) return request;
    const charge = { chargeId: newId(), atMs: now() };
    if (request.by === 'call') {
      const answer = await asked(() => ledger.commitAs(request, charge));
      const tier = tierByName(tiers(), request.tier);
      if (tier === null) return answer;
      const entry = callEntry(request, tier, charge);
      if (answer.kind === 'committed' && answer.charged && entry.jobId !== null && grace() > 0) {
        local((opened) => opened.paid(entry));
      }
      return hasGrace(answer) ? acceptedAway(entry, answer) : answer;
    }
    const known = knownReservation(request.reservationId, request.installId);
    if (known?.reservedBy === 'grace') return commitOfGrace({ ...known, atMs: charge.atMs });
    const answer = await asked(() => ledger.commitAs(request, charge));
    if (known === null) return answer;
    const entry = { ...known, atMs: charge.atMs };
    if (answer.kind === 'committed' && answer.charged) local((opened) => opened.paid(entry));
    else if (answer.kind !== 'unavailable') local((opened) => opened.forget(known.id));
    return hasGrace(answer) ? acceptedAway(entry, answer) : answer;
  }

  function knownReservation(reservationId: string, installId: string | null): OutboxEntry | null {
    const entry = local((opened) => opened.find(reservationId));
    return entry === null || (installId !== null && entry.installId !== installId) ? null : entry;
  }

  /** The server knows nothing of this reservation, so it is booked through the outbox, wherever the server is. */
  async function commitOfGrace(entry: OutboxEntry): Promise<CommitAnswer> {
    if (entry.state === 'refused') return { kind: 'was-released' };
    const taken = accepted(entry, away);
    if (taken.kind === 'committed') {
      if ((await caughtUp()) === 'away') tellOutage();
      return taken;
    }
    // Its time was over and the grace is used up: it is up to the server.
    const answer = await asked(() => ledger.book(entry, { chargeId: entry.id, atMs: entry.atMs }));
    if (answer.kind === 'committed') local((opened) => opened.settle(entry.id, 'open', 'booked'));
    return answer;
  }

  function acceptedAway(entry: OutboxEntry, answer: CommitAnswer): CommitAnswer {
    const taken = accepted(entry, answer);
    if (taken.kind === 'committed' && taken.charged) tellOutage();
    return taken;
  }

  function accepted(entry: OutboxEntry, otherwise: CommitAnswer): CommitAnswer {
    if (entry.state === 'refused') return { kind: 'was-released' };
    const outcome = local((opened) => opened.commit(entry, grace()));
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
      const isReleased = local((opened) => opened.settle(known.id, 'open', 'refused'));
      return isReleased === null ? away : { kind: isReleased ? 'released' : 'was-committed' };
    }
    const answer = await asked(() => ledger.release(request));
    if (known !== null && answer.kind !== 'unavailable') local((opened) => opened.forget(known.id));
    return answer;
  }

  return Object.freeze<GraceLedger>({
    plan,
    reserve,
    commit,
    release,
    row: (installId) => asked(() => ledger.row(installId)),
    rows: (page) => asked(() => ledger.rows(page)),
    recent: (limit) => asked(() => ledger.recent(limit)),
    importRows: (rows) => asked(() => ledger.importRows(rows)),
    reconcile: async () => void (await caughtUp()),
    close: async () => {
      await running;
      await ledger.close();
      local((opened) => opened.close());
    },
  });
}

/** While the server is away nobody knows what is left; the grace is no balance. */
const unknownBalance: Balance = { remaining: null, capped: 'unknown', geminiRemaining: null };

/** Whether the sub-cap of Gemini is open is not known either, so the install's own hardware goes first. */
function graceBackend(hasHardware: boolean): Backend {
  return hasHardware ? 'hardware' : 'gemini';
}

import type { LedgerUnavailable } from '../../../../core/ledger/store.ts';
import type { PostgresLedger } from '../postgres/postgres-ledger.ts';
import type { Outbox, OutboxEntry } from './outbox.ts';

interface Reconciled {
  /** `away`: the server was lost again; `stuck`: it refuses what is next, for a reason of its own. */
  readonly end: 'done' | 'away' | 'stuck';
  /** Charged now. */
  readonly booked: number;
  /** Had been charged before, with their job or by a try whose answer was lost. */
  readonly alreadyBooked: number;
  /** Somebody gave the reservation back before, so it cannot be charged. */
  readonly refused: number;
}

/** True where the server may be back later and nothing else is wrong. */
export function isAway({ reason }: LedgerUnavailable): boolean {
  return reason === 'unreachable' || reason === 'busy';
}

/**
 * Books what was accepted while the server was away, in the order in which it was accepted and as of
 * that time. It may be broken off anywhere and begun again: a charge that the server knows is not
 * charged again. May throw an error of SQLite.
 */
export async function reconcile(outbox: Outbox, ledger: PostgresLedger): Promise<Reconciled> {
  let counts = { booked: 0, alreadyBooked: 0, refused: 0 };
  for (let entry = outbox.next(); entry !== null; entry = outbox.next()) {
    const answer = await booked(entry, ledger);
    if (answer.kind === 'committed') {
      outbox.settle(entry.id, 'committed', 'booked');
      counts = answer.charged
        ? { ...counts, booked: counts.booked + 1 }
        : { ...counts, alreadyBooked: counts.alreadyBooked + 1 };
    } else if (answer.kind === 'was-released') {
      outbox.settle(entry.id, 'committed', 'refused');
      counts = { ...counts, refused: counts.refused + 1 };
    } else {
      return { end: answer.kind === 'unavailable' && isAway(answer) ? 'away' : 'stuck', ...counts };
    }
  }
  return { end: 'done', ...counts };
}

async function booked(entry: OutboxEntry, ledger: PostgresLedger) {
  const { id, installId } = entry;
  const charge = { chargeId: id, atMs: entry.atMs };
  if (entry.reservedBy === 'server') {
    const answer = await ledger.commitAs({ by: 'reservation', reservationId: id, installId }, charge);
    if (answer.kind !== 'unknown-reservation') return answer;
  }
  return ledger.book(entry, charge);
}

/** What people should hear of the grace. */
export type GraceEvent =
  /** The server is away, and the first call or reservation of this outage was accepted without it. */
  | { readonly kind: 'begun' }
  | ({ readonly kind: 'reconciled' } & Reconciled)
  /** The outbox cannot be written or read, so there is no grace. */
  | { readonly kind: 'no-outbox' };

/** The event for the log: counts, never an id. */
export function graceSentence(event: GraceEvent): string {
  switch (event.kind) {
    case 'begun':
      return 'The ledger server is away. Calls are accepted within the grace and will be booked when it is back.';
    case 'no-outbox':
      return 'The ledger has no grace: what would be accepted without the server cannot be written on this machine.';
    case 'reconciled': {
      const counts = `${event.booked} charged, ${event.alreadyBooked} charged before, ${event.refused} released before`;
      const ends = {
        done: 'All calls accepted without the ledger server are booked',
        away: 'The ledger server was lost again before all calls were booked',
        stuck: 'The ledger server refuses a call that was accepted without it; it stays in the outbox',
      } as const;
      return `${ends[event.end]}: ${counts}.`;
    }
  }
}

import type { LedgerUnavailable } from '../../../../core/ledger/store.ts';
import type { PostgresLedger } from '../postgres/postgres-ledger.ts';
import type { Outbox, OutboxEntry } from './outbox.ts';

interface Reconciled {
  /** `away`: the server became unreachable again; `stuck`: the server refuses the next entry. */
  readonly end: 'done' | 'away' | 'stuck';
  /** The number of entries charged now. */
  readonly booked: number;
  /** The number of entries charged before, with their job or by an attempt whose answer was lost. */
  readonly alreadyBooked: number;
  /** The number of entries whose reservation was released before, so that they cannot be charged. */
  readonly refused: number;
}

/** Returns true when the server is only unreachable or busy, and may answer later. */
export function isAway({ reason }: LedgerUnavailable): boolean {
  return reason === 'unreachable' || reason === 'busy';
}

/**
 * Books the calls that were accepted during an outage, in the order and as of the time of their acceptance. It
 * can stop anywhere and start again: the server recognises a charge and does not charge it twice. May throw an
 * SQLite error.
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

/** An event of the grace for the log. */
export type GraceEvent =
  /** The server is unreachable, and the first call or reservation of this outage was accepted. */
  | { readonly kind: 'begun' }
  | ({ readonly kind: 'reconciled' } & Reconciled)
  /** The outbox cannot be read or written, so there is no grace. */
  | { readonly kind: 'no-outbox' };

/** Returns the log's sentence for an event. It contains counts, never an id. */
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

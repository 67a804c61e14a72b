import type { Reconciled } from './reconciliation.ts';

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

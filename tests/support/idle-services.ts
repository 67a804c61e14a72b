import type { Slots } from '../../core/concurrency/slots.ts';
import type { LedgerStore, LedgerUnavailable } from '../../core/ledger/store.ts';

const closed = (): Promise<LedgerUnavailable> => Promise.resolve({ kind: 'unavailable', reason: 'closed' });

/** A ledger for tests that are about something else: it books nothing and says so. */
export const closedLedger: LedgerStore = {
  plan: closed,
  reserve: closed,
  commit: closed,
  release: closed,
  row: closed,
  rows: closed,
  recent: closed,
  importRows: closed,
  close: () => Promise.resolve(),
};

/** A gate of an app without accounts. */
export const quietSlots: Slots = {
  take: () => ({ outcome: Promise.resolve({ kind: 'unknown-account' }), leave: () => undefined }),
  renew: () => null,
  release: () => false,
  limited: () => null,
  setLimit: () => null,
  status: () => [],
  forget: () => undefined,
  reconsider: () => undefined,
  stop: () => undefined,
};

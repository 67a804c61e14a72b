import type { Slots } from '../../core/concurrency/slots.ts';

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

import { defaultSettings } from '../../core/settings/settings.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import type { AccountSnapshot } from '../../core/snapshot/schema.ts';
import { codexBody, english, nowMs, stateAfter } from './example-states.ts';

/** The snapshot of a fresh account with some parts replaced. */
export function exampleSnapshot(change: Partial<AccountSnapshot> = {}): AccountSnapshot {
  const state = stateAfter(codexBody({ session: { used: 10, resetsInMinutes: 62 } }));
  const [account] = buildSnapshot([state], defaultSettings, english, nowMs).accounts;
  if (account === undefined) throw new Error('One account was given');
  return { ...account, ...change };
}

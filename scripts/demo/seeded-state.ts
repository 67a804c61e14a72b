import type { AccountState } from '../../core/accounts/account-state.ts';
import { newEndpoint, started, succeeded } from '../../core/polling/endpoint.ts';
import type { Account } from '../../core/providers/account.ts';
import { providers } from '../../core/providers/registry.ts';
import { minuteMs } from '../../core/units/time.ts';
import { noFacts } from '../../core/usage/facts.ts';
import { merge } from '../../core/usage/merge.ts';
import { type DemoAccount, demoTime } from './account.ts';

/** When the app last read an account that answers now. Its history ends then. */
export const lastReadMinutesAgo = 3;

/**
 * Returns the account as the app would have saved it before the demo; null: it was never polled. The app knows the pace of a
 * limit only if it knows the limit when it reads the history, at its start.
 */
export function seededState(account: Account, demo: DemoAccount, startMs: number): AccountState | null {
  const minutesAgo = demo.readMinutesAgo ?? (demo.answers.kind === 'usage' ? lastReadMinutesAgo : null);
  if (minutesAgo === null || providers[account.provider].endpoints['usage'] === undefined) return null;
  return stateAt(account, demo, startMs, startMs - minutesAgo * minuteMs);
}

/**
 * Returns the account as the app would have saved it at `asOfMs`, in a demo that began at `startMs`. It uses the code that
 * reads and merges real answers.
 */
export function stateAt(account: Account, demo: DemoAccount, startMs: number, asOfMs: number): AccountState {
  const endpoint = providers[account.provider].endpoints['usage'];
  const read = endpoint?.parse(demo.usage(demoTime(startMs, asOfMs)), asOfMs, { account, status: 200 });
  if (read?.ok !== true)
    throw new Error(`The made-up answer of ${demo.name} cannot be read: ${read?.paths.join(', ')}`);
  const nextDueMs = startMs + (demo.answers.kind === 'later' ? demo.answers.inMinutes * minuteMs : 0);
  const usage = succeeded(started(newEndpoint(asOfMs), asOfMs), nextDueMs);
  return {
    account,
    facts: merge(noFacts, read.observation),
    endpoints: { usage },
    oddPaths: read.observation.oddPaths,
  };
}

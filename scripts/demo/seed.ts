import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/accounts/account.ts';
import { providers } from '../../core/providers/registry.ts';
import { noFacts } from '../../core/usage/facts.ts';
import { merge } from '../../core/usage/merge.ts';
import { newEndpoint, started, succeeded } from '../../core/polling/endpoint.ts';
import { type DemoAccount, demoTime } from './account.ts';

const minuteMs = 60_000;

/**
 * The account as the app would have kept it since it was read before the demo began; null where
 * it never was. All by the code that reads and merges real answers.
 */
export function seededState(account: Account, demo: DemoAccount, startMs: number): AccountState | null {
  const endpoint = providers[account.provider].endpoints['usage'];
  if (demo.readMinutesAgo === undefined || endpoint === undefined) return null;
  const asOfMs = startMs - demo.readMinutesAgo * minuteMs;
  const read = endpoint.parse(demo.usage(demoTime(startMs, asOfMs)), asOfMs, { account, status: 200 });
  if (!read.ok) throw new Error(`The made-up answer of ${demo.name} cannot be read: ${read.paths.join(', ')}`);
  const nextDueMs = startMs + (demo.answers.kind === 'later' ? demo.answers.inMinutes * minuteMs : 0);
  const usage = succeeded(started(newEndpoint(asOfMs), asOfMs), nextDueMs);
  return {
    account,
    facts: merge(noFacts, read.observation),
    endpoints: { usage },
    oddPaths: read.observation.oddPaths,
  };
}

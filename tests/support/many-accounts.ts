import type { AccountState } from '../../core/accounts/account-state.ts';
import { providers } from '../../core/providers/registry.ts';
import { noFacts } from '../../core/usage/facts.ts';
import { merge } from '../../core/usage/merge.ts';
import { codexUsage } from './upstream/codex-usage.ts';

const exampleMs = Date.parse('2026-03-02T13:00:00Z');

/** Returns this many accounts, each with two windows and credits. */
export function manyAccounts(count: number, atMs = exampleMs): readonly AccountState[] {
  return Array.from({ length: count }, (_, number) => numberedAccount(number, (number * 7) % 90, atMs));
}

/** Returns the account with this number after an answer at this time. */
export function numberedAccount(number: number, usedPercent: number, atMs = exampleMs): AccountState {
  const name = `account ${String(number).padStart(4, '0')}`;
  const account = {
    id: `codex:${name}`,
    provider: 'codex',
    label: name,
    email: null,
    plan: null,
    vendorAccountId: null,
    baseUrl: 'https://service.example',
  } as const;
  const body = codexUsage(
    {
      session: { usedPercent, resetsInSeconds: 3_720 },
      weekly: { usedPercent: (number * 3) % 80, resetsInSeconds: 54_000 },
      credits: { hasCredits: true, balance: `${number}.25` },
    },
    atMs,
  );
  const read = providers.codex.endpoints['usage']?.parse(body, atMs, { account, status: 200 });
  if (read?.ok !== true) throw new Error('the example body must be readable');
  return {
    account,
    facts: merge(noFacts, read.observation),
    oddPaths: [],
    endpoints: { usage: { link: { kind: 'idle' }, fetchedAtMs: atMs, nextDueAtMs: atMs + 300_000, sequence: 1 } },
  };
}

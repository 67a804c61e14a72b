import { describe, expect, it } from 'vitest';
import { totalsSnapshot } from '../../../../core/snapshot/totals.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { poolView } from '../../../../core/views/pool.ts';
import { poolPage } from '../../../../core/views/pool-page.ts';
import { accountWith } from '../../../support/example-limits.ts';
import { english, nowMs } from '../../../support/example-states.ts';

const credits = (balance: string | null, unlimited = false): AccountSnapshot['credits'] => ({
  ...{ hasCredits: true, unlimited, balance, usd: null, converted: null, low: false, overageLimitReached: false },
  ...{ asOf: new Date(nowMs).toISOString(), stale: false },
});
const accounts: readonly AccountSnapshot[] = [
  accountWith('home', { session: { left: 72 } }, { credits: credits('247.5') }),
  accountWith('studio', { session: { left: 7 } }, { credits: credits(null), group: 'Studio' }),
  accountWith('release', { session: { left: 0 } }, { use: 'exhausted', credits: credits(null, true) }),
  accountWith('laptop', { session: { left: 90 } }, { state: 'signed-out', group: 'Studio' }),
  { ...accountWith('writing', { weekly: { left: 60 } }), provider: 'claude' },
];
const totals = totalsSnapshot(accounts, { creditsPerUsd: 25, convert: () => null });
const page = poolPage(accounts, totals, english, nowMs);
const rowsOf = (id: string): readonly (readonly string[])[] =>
  (page.tables.find((table) => table.id === id)?.rows ?? []).map(({ name, cells }) =>
    [name, ...cells].map((text) => text.replaceAll('\u00a0', ' ')),
  );

describe('the page about all accounts', () => {
  it('counts the accounts of a service by the states of the panel, and sums their credits', () => {
    expect(rowsOf('provider')).toEqual([
      ['Claude', '1 enough', ''],
      ['Codex', '1 enough · 1 low · 1 used up · 1 needs you', '≥ 247.5 · ≈ US$9.90 · 1 unlimited'],
    ]);
  });

  it('counts each group likewise', () => {
    expect(rowsOf('group')).toEqual([['Studio', '1 low · 1 needs you', '–']]);
  });

  it('counts every account once, as the line of the panel does', () => {
    const inLine = poolView(accounts, totals, english, nowMs).segments.reduce((sum, { count }) => sum + count, 0);
    const inTable = rowsOf('provider').flatMap(([, states = '']) => states.split(' · ').map(Number.parseFloat));
    expect([inLine, inTable.reduce((sum, count) => sum + count, 0)]).toEqual([accounts.length, accounts.length]);
  });
});

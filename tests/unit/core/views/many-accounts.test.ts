import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import type { AccountSnapshot, Snapshot } from '../../../../core/snapshot/schema.ts';
import { totalsSnapshot } from '../../../../core/snapshot/totals.ts';
import { type PanelView, panelView } from '../../../../core/views/panel.ts';
import { provenanceOf } from '../../../../core/views/provenance.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { english, nowMs } from '../../../support/example-states.ts';
import { manyAccounts, numberedAccount } from '../../../support/many-accounts.ts';

const count = 1000;
const terms = { creditsPerUsd: defaultSettings.creditsPerUsd, convert: () => null };

function snapshotOf(states: readonly AccountState[]): Snapshot {
  return buildSnapshot(states, defaultSettings, english, nowMs);
}

function panelOf(states: readonly AccountState[]): PanelView {
  const byId = new Map(states.map((state) => [state.account.id, state]));
  const around = {
    version: 1,
    appearance: { language: 'en', theme: 'system' },
    banners: [],
    refreshing: false,
    provenanceOf: (accountId: string) => {
      const state = byId.get(accountId);
      return state === undefined ? undefined : provenanceOf(state);
    },
  } as const;
  return panelView(snapshotOf(states), defaultSettings, english, around, nowMs);
}

/** The ids of those objects that are not in the list before. */
function made<T extends { readonly id: string }>(before: readonly T[], now: readonly T[]): readonly string[] {
  const known = new Set(before);
  return now.filter((each) => !known.has(each)).map(({ id }) => id);
}

describe('an answer of one account of a thousand', () => {
  it('makes only the snapshot and the card of that account anew', () => {
    let states = manyAccounts(count);
    let [snapshot, panel] = [snapshotOf(states), panelOf(states)];
    fc.assert(
      fc.property(fc.nat(count - 1), fc.nat(100), (number, usedPercent) => {
        const answered = numberedAccount(number, usedPercent);
        states = states.with(number, answered);
        const [nextSnapshot, nextPanel] = [snapshotOf(states), panelOf(states)];
        expect(made<AccountSnapshot>(snapshot.accounts, nextSnapshot.accounts)).toEqual([answered.account.id]);
        expect(made(panel.accounts, nextPanel.accounts)).toEqual([answered.account.id]);
        [snapshot, panel] = [nextSnapshot, nextPanel];
      }),
      { numRuns: 30 },
    );
  });

  it('gives the totals that all accounts give when they are added up for the first time', () => {
    let states = manyAccounts(100);
    fc.assert(
      fc.property(fc.nat(99), fc.nat(100), (number, usedPercent) => {
        states = states.with(number, numberedAccount(number, usedPercent));
        const { accounts } = snapshotOf(states);
        // Copies are in no cache.
        expect(totalsSnapshot(accounts, terms)).toEqual(totalsSnapshot(structuredClone(accounts), terms));
      }),
      { numRuns: 30 },
    );
  });
});

describe('the menu of a thousand accounts', () => {
  const twenty = trayView(snapshotOf(manyAccounts(20)), defaultSettings, english, nowMs).rows;

  it('has as many rows as that of twenty, one that counts the others, and one between', () => {
    const { rows } = trayView(snapshotOf(manyAccounts(count)), defaultSettings, english, nowMs);
    expect(rows).toHaveLength(twenty.length + 2);
    expect(rows).toContainEqual({ kind: 'action', text: '980 more accounts', action: 'open-panel', enabled: true });
    expect(JSON.stringify(twenty)).not.toContain('more account');
  });

  it('names the accounts that need attention, in the order of their names', () => {
    const usedUp = [700, 400].map((number) => numberedAccount(number, 100));
    const states = usedUp.reduce((all, state) => all.with(Number(state.account.id.slice(-4)), state), [
      ...manyAccounts(count),
    ] as readonly AccountState[]);
    const { rows } = trayView(snapshotOf(states), defaultSettings, english, nowMs);
    const ids = new Set(rows.flatMap((row) => (row.kind === 'account' ? [row.accountId] : [])));
    for (const { account } of usedUp) expect(ids).toContain(account.id);
    expect([...ids]).toEqual([...ids].toSorted());
  });

  it('has a bounded number of rows for an account and for the groups', () => {
    const accountGroups = Object.fromEntries(
      manyAccounts(count).map(({ account }, number) => [account.id, `group ${number}`]),
    );
    const settings = { ...defaultSettings, accountGroups };
    const snapshot = buildSnapshot(manyAccounts(count), settings, english, nowMs);
    const [first] = snapshot.accounts;
    const many = Array.from({ length: 400 }, (_, number) => ({ ...first?.windows[0], id: `model-${number}` }));
    const accounts = snapshot.accounts.map((account) => ({ ...account, windows: many }) as AccountSnapshot);
    const { rows } = trayView({ ...snapshot, accounts }, settings, english, nowMs);
    expect(rows.length).toBeLessThan(20 * 26 + 30);
  });
});

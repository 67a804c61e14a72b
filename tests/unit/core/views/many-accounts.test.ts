import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import type { AccountSnapshot, Snapshot } from '../../../../core/snapshot/schema.ts';
import { totalsSnapshot } from '../../../../core/snapshot/totals.ts';
import { type PanelView, panelView } from '../../../../core/views/panel.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { accountMenu, menuTexts } from '../../../support/menu-texts.ts';
import { english, nowMs } from '../../../support/example-states.ts';
import { manyAccounts, numberedAccount } from '../../../support/many-accounts.ts';

const count = 1000;
const terms = { creditsPerUsd: defaultSettings.creditsPerUsd, convert: () => null };

function snapshotOf(states: readonly AccountState[]): Snapshot {
  return buildSnapshot(states, defaultSettings, english, nowMs);
}

function panelOf(states: readonly AccountState[]): PanelView {
  const around = {
    version: 1,
    appearance: { language: 'en', theme: 'system' },
    banners: [],
    refreshing: false,
  } as const;
  return panelView(snapshotOf(states), defaultSettings, english, around, nowMs);
}

/** The ids of those objects that are not in the list before. */
function made<T extends { readonly id: string }>(before: readonly T[], now: readonly T[]): readonly string[] {
  const known = new Set(before);
  return now.filter((each) => !known.has(each)).map(({ id }) => id);
}

describe('an answer of one account of a thousand', () => {
  it('makes a new snapshot and a new row for that account only', () => {
    let states = manyAccounts(count);
    let [snapshot, panel] = [snapshotOf(states), panelOf(states)];
    let nextIdBefore = panel.rows.find(({ marks }) => marks.isNextUp)?.id;
    fc.assert(
      fc.property(fc.nat(count - 1), fc.nat(100), (number, usedPercent) => {
        const answered = numberedAccount(number, usedPercent);
        states = states.with(number, answered);
        const [nextSnapshot, nextPanel] = [snapshotOf(states), panelOf(states)];
        expect(made<AccountSnapshot>(snapshot.accounts, nextSnapshot.accounts)).toEqual([answered.account.id]);
        const nextId = nextPanel.rows.find(({ marks }) => marks.isNextUp)?.id;
        const others = made(panel.rows, nextPanel.rows).filter((id) => id !== nextId && id !== nextIdBefore);
        expect(others.filter((id) => id !== answered.account.id)).toEqual([]);
        expect(made(panel.rows, nextPanel.rows)).toContain(answered.account.id);
        nextIdBefore = nextId;
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
  it('is as long as that of twenty', () => {
    for (const number of [20, 200, count]) {
      const { rows } = trayView(snapshotOf(manyAccounts(number)), defaultSettings, english, nowMs);
      expect(rows.length, String(number)).toBeLessThanOrEqual(20);
    }
  });

  it('names few of them, and says how many are only in the panel', () => {
    const { rows } = trayView(snapshotOf(manyAccounts(count)), defaultSettings, english, nowMs);
    const texts = menuTexts(rows);
    expect(texts.length).toBeLessThan(20 * 26);
    expect(texts.some((text) => /^\d+ more in the panel$/.test(text))).toBe(true);
  });

  it('names those that need attention, the one with the least left first', () => {
    const low = [700, 400].map((number, index) => numberedAccount(number, 90 + index));
    const states = low.reduce((all, state) => all.with(Number(state.account.id.slice(-4)), state), [
      ...manyAccounts(count).map((_state, number) => numberedAccount(number, 10)),
    ] as readonly AccountState[]);
    const { rows } = trayView(snapshotOf(states), defaultSettings, english, nowMs);
    const first = rows.flatMap((row) => (row.kind === 'submenu' ? [row.text] : [])).slice(0, 2);
    expect(first[0]).toContain(snapshotOf(low).accounts[0]?.label ?? 'nothing');
    for (const state of low) expect(accountMenu(rows, state.account.id)).not.toEqual([]);
  });

  it('has a bounded number of rows for an account', () => {
    const snapshot = snapshotOf(manyAccounts(count));
    const [first] = snapshot.accounts;
    const many = Array.from({ length: 400 }, (_, index) => ({ ...first?.windows[0], id: `model-${index}` }));
    const accounts = snapshot.accounts.map((account) => ({ ...account, windows: many }) as AccountSnapshot);
    const { rows } = trayView({ ...snapshot, accounts }, defaultSettings, english, nowMs);
    expect(menuTexts(rows).length).toBeLessThan(30 * 30);
  });
});

import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import type { UnavailableModel } from '../../../../core/usage/observation.ts';
import { provenanceOf } from '../../../../core/views/provenance.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { menuTexts, timesSaid } from '../../../support/menu-texts.ts';
import { known } from '../../../support/account-states.ts';
import { chinese, english, nowMs } from '../../../support/example-states.ts';
import { accountOf, detailRowsOf, pageOf, rowsOf, stateWith } from '../../../support/money-states.ts';

const hourMs = 3_600_000;
const astra: UnavailableModel = {
  name: 'gpt-6-astra',
  availableAtMs: nowMs + 68 * hourMs,
  creditsWouldEnable: true,
};
const without = (models: readonly UnavailableModel[], agoMs = 0): AccountState =>
  stateWith({ unavailableModels: known(models, nowMs - agoMs) });

describe('models that cannot be used now', () => {
  it.each([
    [astra, 'Astra: not available until Thu 09:00 · credits would enable it'],
    [{ ...astra, creditsWouldEnable: false }, 'Astra: not available until Thu 09:00'],
    [{ ...astra, availableAtMs: null, creditsWouldEnable: null }, 'Astra: not available'],
    [{ ...astra, name: 'gpt-5.6-luna', availableAtMs: null }, 'Luna: not available · credits would enable it'],
    [{ ...astra, name: 'o9-pro', availableAtMs: null, creditsWouldEnable: null }, 'o9-pro: not available'],
  ])('have a row each', (model, row) => {
    expect(rowsOf(without([model]))).toEqual([row]);
  });

  it('are in the panel, in the menu, in the terminal, in both languages and in the snapshot', () => {
    const state = without([astra]);
    const account = accountOf(state);
    expect(account.unavailableModels).toEqual([
      {
        name: 'gpt-6-astra',
        availableAt: '2026-03-05T09:00:00.000Z',
        creditsWouldEnable: true,
        asOf: '2026-03-02T13:00:00.000Z',
        stale: false,
      },
    ]);
    expect(rowsOf(state, {}, chinese)).toEqual(['Astra: 周四09:00 前不可用 · 使用积分即可启用']);
    const snapshot = buildSnapshot([state], defaultSettings, english, nowMs);
    const { rows } = trayView(snapshot, defaultSettings, english, nowMs);
    expect(timesSaid(rows, 'Astra: not available until Thu 09:00 · credits would enable it')).toBe(1);
    expect(terminalView(snapshot, defaultSettings, english, nowMs)).toMatch(/Astra +not available until Thu 09:00/);
    const [row] = detailRowsOf(state);
    expect(row?.id).toBe('model:gpt-6-astra');
    expect(provenanceOf(state).models).toEqual({ source: 'poll', asOfMs: nowMs });
  });

  it('are left out once their time is over, unless the service repeated it', () => {
    const over = { ...astra, availableAtMs: nowMs - 1 };
    expect(rowsOf(without([over], hourMs))).toEqual([]);
    expect(rowsOf(without([over]))).toEqual(['Astra: not available · credits would enable it']);
  });

  it('hold until their time, and are stale without a time', () => {
    const hold = accountOf(without([astra, { ...astra, name: 'luna', availableAtMs: null }], 5 * hourMs));
    expect(hold.unavailableModels.map(({ stale }) => stale)).toEqual([false, true]);
    expect(rowsOf(without([{ ...astra, availableAtMs: null }], 5 * hourMs))).toEqual([
      'Astra: not available · credits would enable it · 5 hours old',
    ]);
  });

  it('are counted from the seventh on', () => {
    const many = Array.from({ length: 9 }, (_, index) => ({ ...astra, name: `m${index}`, creditsWouldEnable: null }));
    const rows = rowsOf(without(many));
    expect(rows).toHaveLength(7);
    expect(rows.at(-1)).toBe('Models: 3 more not available');
  });

  it('are unknown after the source withdrew them', () => {
    const withdrawn = { ...known([astra], nowMs - 2), unknownSinceMs: nowMs - 1 };
    expect(accountOf(stateWith({ unavailableModels: withdrawn })).unavailableModels).toEqual([]);
  });
});

describe('the workspace of an account', () => {
  const ofWorkspace = (fact: string | null, signIn: string | null, change: Partial<AccountState['account']> = {}) => {
    const state = stateWith(fact === null ? {} : { workspace: known(fact, nowMs) });
    return { ...state, account: { ...state.account, label: 'sam', workspace: signIn, ...change } };
  };
  const subtitleOf = (state: AccountState) => pageOf(accountOf(state)).subtitle;

  it.each([
    ['Acme', 'Old name', 'Acme'],
    ['Acme', null, 'Acme'],
    [null, 'Old name', 'Old name'],
    [null, null, null],
  ])('comes from the newest statement (%j), else from the sign-in (%j)', (fact, signIn, shown) => {
    expect(accountOf(ofWorkspace(fact, signIn)).workspace).toBe(shown);
  });

  it('is the second name on the page, in the menu and in the terminal', () => {
    const state = ofWorkspace('Acme', null);
    expect(subtitleOf(state)).toMatch(/ · Acme$/);
    const snapshot = buildSnapshot([state], defaultSettings, english, nowMs);
    const menu = menuTexts(trayView(snapshot, defaultSettings, english, nowMs).rows);
    expect(menu.some((text) => /^sam · .* · Acme/.test(text))).toBe(true);
    expect(terminalView(snapshot, defaultSettings, english, nowMs)).toMatch(/^sam · .* · Acme/m);
  });

  it('is not repeated if the name of the account says it, or it only repeats the address', () => {
    expect(subtitleOf(ofWorkspace('Acme', null, { label: 'sam at acme' }))).not.toContain('Acme');
    const own = ofWorkspace("sam@mail.test's Organization", null, { email: 'sam@mail.test' });
    expect(subtitleOf(own)).not.toContain('Organization');
  });

  it('tells accounts with the same name apart', () => {
    const twins = [ofWorkspace('Acme', null, { id: 'codex:a' }), ofWorkspace('Globex', null, { id: 'codex:b' })];
    const { accounts } = buildSnapshot(twins, defaultSettings, english, nowMs);
    expect(accounts.map(({ label }) => label)).toEqual(['sam (Acme)', 'sam (Globex)']);
  });
});

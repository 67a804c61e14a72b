import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { type BankedResets, isResetHeld, resetCommandFor } from '../../../../core/snapshot/held-reset.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import type { Facts } from '../../../../core/usage/facts.ts';
import { provenanceOf } from '../../../../core/views/provenance.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { timesSaid } from '../../../support/menu-texts.ts';
import { known } from '../../../support/account-states.ts';
import { chinese, english, nowMs } from '../../../support/example-states.ts';
import { accountOf, pageOf, rowsOf, stateWith } from '../../../support/money-states.ts';

const hourMs = 3_600_000;

/** A Claude account with these facts. */
function claudeWith(facts: Partial<Facts>): AccountState {
  const state = stateWith(facts);
  return { ...state, account: { ...state.account, id: 'claude:1', provider: 'claude' } };
}
const held = (isHeld: boolean, agoMs: number, leftMs = hourMs) =>
  ({ holdsReset: known({ isHeld, validUntilMs: nowMs + leftMs }, nowMs - agoMs) }) as const;
const counted = (available: number, agoMs = 0) =>
  ({ resetCredits: known({ available, nextExpiresAtMs: null }, nowMs - agoMs) }) as const;
const resetRow = (state: AccountState, locale = english): string | undefined =>
  rowsOf(state, {}, locale).find((row) => row.startsWith('Banked resets') || row.startsWith('备用重置'));

describe('whether a banked reset is held', () => {
  const count = (available: number, agoMs: number | null): BankedResets['resetCredits'] => {
    const asOf = agoMs === null ? null : new Date(nowMs - agoMs).toISOString();
    return { available, nextExpiresAt: null, asOf, stale: false };
  };
  const flag = (value: boolean, agoMs: number, stale = false): BankedResets['holdsReset'] => {
    return { value, validUntil: null, asOf: new Date(nowMs - agoMs).toISOString(), stale };
  };

  it.each([
    ['nothing is known', null, null, false],
    ['a count says so', count(1, 0), null, true],
    ['a count says none', count(0, 0), null, false],
    ['a statement says so', null, flag(true, hourMs), true],
    ['a statement says none', null, flag(false, hourMs), false],
    ['only a stale statement says so', null, flag(true, hourMs, true), false],
    ['a newer count says none', count(0, 0), flag(true, hourMs), false],
    ['an older count says none', count(0, 2 * hourMs), flag(true, hourMs), true],
    ['a newer statement says none', count(2, 2 * hourMs), flag(false, hourMs), false],
    ['a newer statement is stale', count(2, 2 * hourMs), flag(false, hourMs, true), true],
    ['the age of the count is unknown', count(2, null), flag(false, hourMs), false],
  ])('where %s', (_name, resetCredits, holdsReset, expected) => {
    expect(isResetHeld({ resetCredits, holdsReset })).toBe(expected);
  });

  it('names the command of the tool that has one, and only then', () => {
    const resets = { resetCredits: count(1, 0), holdsReset: null };
    expect(resetCommandFor({ ...resets, provider: 'claude' })).toEqual({
      text: '/limit-reset',
      program: 'Claude Code',
    });
    expect(resetCommandFor({ ...resets, provider: 'codex' })).toBeNull();
    expect(resetCommandFor({ resetCredits: null, holdsReset: null, provider: 'claude' })).toBeNull();
  });
});

describe('the held reset in the snapshot', () => {
  it('has its own age and end beside an unknown number', () => {
    const account = accountOf(claudeWith(held(true, 5 * hourMs)));
    expect(account.resetCredits).toBeNull();
    expect(account.holdsReset).toEqual({
      value: true,
      validUntil: new Date(nowMs + hourMs).toISOString(),
      asOf: new Date(nowMs - 5 * hourMs).toISOString(),
      stale: false,
    });
  });

  it.each([
    ['is current until its end', 71 * hourMs, 1, false],
    ['is stale from its end on', 72 * hourMs, 0, true],
    ['from the future is stale', -hourMs, hourMs, true],
  ])('%s', (_name, agoMs, leftMs, stale) => {
    expect(accountOf(claudeWith(held(true, agoMs, leftMs))).holdsReset?.stale).toBe(stale);
  });

  it('becomes stale by itself, with no new figure', () => {
    const state = claudeWith(held(true, hourMs, 10 * 60_000));
    const staleAt = (atMs: number) =>
      buildSnapshot([state], defaultSettings, english, atMs).accounts[0]?.holdsReset?.stale;
    expect([staleAt(nowMs), staleAt(nowMs + 9 * 60_000), staleAt(nowMs + 10 * 60_000)]).toEqual([false, false, true]);
  });

  it('is null where it is unknown or withdrawn', () => {
    expect(accountOf(claudeWith({})).holdsReset).toBeNull();
    const reading = { isHeld: true, validUntilMs: nowMs + hourMs };
    expect(accountOf(claudeWith({ holdsReset: known(reading, nowMs - 9, nowMs - 5) })).holdsReset).toBeNull();
  });
});

describe('the row of banked resets', () => {
  const command = 'use one with /limit-reset in Claude Code';

  it.each([
    ['without a number', held(true, 2 * hourMs), `at least one left · ${command} · 2 hours old`],
    ['with a number', counted(2), `2 available · ${command}`],
    ['with a number and an older statement', { ...counted(2), ...held(true, hourMs) }, `2 available · ${command}`],
    [
      'with an older number of none',
      { ...counted(0, hourMs), ...held(true, 60_000) },
      `at least one left · ${command} · 1 min old`,
    ],
  ])('names the command %s', (_name, facts, text) => {
    expect(resetRow(claudeWith(facts))).toBe(`Banked resets: ${text}`);
  });

  it.each([
    ['none is held', held(false, hourMs)],
    ['the statement is no longer valid', held(true, 80 * hourMs, 0)],
    ['a newer statement says that none is left', { ...counted(2, hourMs), ...held(false, 60_000) }],
  ])('is left out where %s', (_name, facts) => {
    expect(resetRow(claudeWith(facts))).toBeUndefined();
  });

  it('is in panel, menu and terminal, in both languages, with the button in the panel alone', () => {
    const state = claudeWith(held(true, 2 * hourMs));
    const snapshot = buildSnapshot([state], defaultSettings, english, nowMs);
    const row = pageOf(accountOf(state), state).facts.find(({ id }) => id === 'reset-credits');
    expect(row?.actions).toEqual([{ id: 'copy-command', text: 'Copy /limit-reset' }]);
    expect(timesSaid(trayView(snapshot, defaultSettings, english, nowMs).rows, command)).toBeGreaterThan(0);
    expect(terminalView(snapshot, defaultSettings, english, nowMs)).toContain('/limit-reset');
    expect(resetRow(state, chinese)).toContain('在 Claude Code 中输入 /limit-reset 使用');
  });

  it('names no command of another tool', () => {
    expect(resetRow(stateWith(counted(2)))).toBe('Banked resets: 2 available');
  });

  it('tells the source of what it shows', () => {
    expect(provenanceOf(claudeWith(held(true, hourMs)))['reset-credits']?.asOfMs).toBe(nowMs - hourMs);
    expect(provenanceOf(claudeWith({ ...counted(2), ...held(true, hourMs) }))['reset-credits']?.asOfMs).toBe(nowMs);
    const none = claudeWith({ ...counted(0, 2 * hourMs), ...held(true, hourMs) });
    expect(provenanceOf(none)['reset-credits']?.asOfMs).toBe(nowMs - hourMs);
  });
});

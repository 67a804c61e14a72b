import { describe, expect, it } from 'vitest';
import { isUndoable, type LayoutChange, layoutSettings, layoutText } from '../../../../core/settings/layout.ts';
import { parseSettings } from '../../../../core/settings/settings.ts';
import { localeIn } from '../../../support/locale.ts';

const { settings } = parseSettings({});
const english = localeIn('en', 'en-GB');

describe('a change of the layout', () => {
  it('adds an account to the pinned ones once, and takes it out again', () => {
    const pin: LayoutChange = { kind: 'pin', accountId: 'codex:1', isOn: true };
    expect(layoutSettings(pin, settings)).toEqual({ pinned: ['codex:1'] });
    const pinned = { ...settings, pinned: ['codex:1', 'codex:2'] };
    expect(layoutSettings(pin, pinned)).toEqual({});
    expect(layoutSettings({ ...pin, isOn: false }, pinned)).toEqual({ pinned: ['codex:2'] });
  });

  it('keeps the place of accounts that the panel did not show in the new order', () => {
    const before = { ...settings, order: ['codex:gone', 'codex:1'] };
    const change: LayoutChange = { kind: 'order', accountId: 'codex:2', accountIds: ['codex:2', 'codex:1'] };
    expect(layoutSettings(change, before)).toEqual({ order: ['codex:2', 'codex:1', 'codex:gone'] });
  });

  it('folds a section, and shows the rest of its rows, apart from each other', () => {
    expect(layoutSettings({ kind: 'fold', sectionId: 'ready', isOn: true }, settings)).toEqual({ folded: ['ready'] });
    expect(layoutSettings({ kind: 'show-rest', sectionId: 'ready', isOn: true }, settings)).toEqual({
      folded: ['+ready'],
    });
  });

  it('gives an account its usual name again when the name is empty', () => {
    const named = { ...settings, accountLabels: { 'codex:1': 'mine', 'codex:2': 'yours' } };
    expect(layoutSettings({ kind: 'rename', accountId: 'codex:1', name: ' ' }, named)).toEqual({
      accountLabels: { 'codex:2': 'yours' },
    });
    expect(layoutSettings({ kind: 'rename', accountId: 'codex:1', name: ' ours ' }, named)).toEqual({
      accountLabels: { 'codex:1': 'ours', 'codex:2': 'yours' },
    });
  });

  it('turns figures and times around, which needs no undo', () => {
    expect(layoutSettings({ kind: 'figures' }, { ...settings, meterShows: 'used' })).toEqual({ meterShows: 'left' });
    expect(layoutSettings({ kind: 'times' }, { ...settings, resetShows: 'clock' })).toEqual({
      resetShows: 'countdown',
    });
    expect(isUndoable({ kind: 'figures' })).toBe(false);
    expect(isUndoable({ kind: 'personal', isOn: true })).toBe(true);
  });

  it('says what it did, with the new place of an account that moved', () => {
    const moved: LayoutChange = { kind: 'order', accountId: 'b', accountIds: ['a', 'c', 'b'] };
    expect(layoutText(moved, 'studio', english)).toMatch(/studio.* moved to 3 of 3/);
    expect(layoutText({ kind: 'fold', sectionId: 'ready', isOn: true }, '', english)).toBeNull();
  });
});

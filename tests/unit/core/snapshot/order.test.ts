import { describe, expect, it } from 'vitest';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import { arranged, bindingLimit, standingOf } from '../../../../core/snapshot/order.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { accountWith } from '../../../support/example-limits.ts';
import { nowMs } from '../../../support/example-states.ts';

const back = (until: string | null) => ({ code: 'weekly-used-up', until, text: 'Used up.' }) as const;
const signedOut = accountWith('signed out', { weekly: { left: 50 } }, { state: 'signed-out', use: 'unknown' });
const low = accountWith('low', { weekly: { left: 14 } });
const lower = accountWith('lower', { session: { left: 7 }, weekly: { left: 62 } });
const ready = accountWith('ready', { weekly: { left: 60 } }, { group: 'team' });
const readier = accountWith('readier', { weekly: { left: 92 } }, { provider: 'claude' });
const soon = accountWith(
  'soon',
  { weekly: { left: 0 } },
  { use: 'exhausted', blockedReason: back('2026-03-02T15:00:00Z') },
);
const late = accountWith(
  'late',
  { weekly: { left: 0 } },
  { use: 'exhausted', blockedReason: back('2026-03-05T15:00:00Z') },
);
const open = accountWith('open end', { weekly: { left: 0 } }, { use: 'exhausted', blockedReason: back(null) });
const unknown = accountWith('unknown', {}, { use: 'unknown', state: 'not-measured' });
const all = [late, low, lower, open, ready, readier, signedOut, soon, unknown];

function sectionsOf(settings: Partial<Settings> = {}, isCompact = false, accounts: readonly AccountSnapshot[] = all) {
  const arrangement = { ...defaultSettings, ...settings, isCompact, nowMs };
  return arranged(accounts, arrangement).map(({ id, accounts: members }) => [id, ...members.map(({ label }) => label)]);
}

describe('the order of accounts', () => {
  it('is what needs you, what runs low, what is ready, what rests and what is not up to date', () => {
    expect(sectionsOf()).toEqual([
      ['needs-you', 'signed out'],
      ['low', 'lower', 'low'],
      ['ready', 'readier', 'ready'],
      ['resting', 'soon', 'late', 'open end'],
      ['unknown', 'unknown'],
    ]);
  });

  it('has one section of usable accounts in compact rows, the least left first', () => {
    expect(sectionsOf({}, true)[1]).toEqual(['usable', 'lower', 'low', 'ready', 'readier']);
  });

  it('puts pinned accounts on top in the order in which the user pinned them, and hidden ones at the end', () => {
    const sections = sectionsOf({ pinned: ['codex:soon', 'codex:low'], hidden: ['codex:lower', 'codex:unknown'] });
    expect(sections[0]).toEqual(['pinned', 'soon', 'low']);
    expect(sections.at(-1)).toEqual(['hidden', 'lower', 'unknown']);
    expect(sections.flat().filter((name) => name === 'soon')).toHaveLength(1);
  });

  it('is the own order of the user in sections where the app does not sort by urgency', () => {
    const order = ['codex:ready', 'codex:readier', 'codex:low', 'codex:lower', 'codex:late', 'codex:soon'];
    expect(sectionsOf({ order })).toEqual([
      ['needs-you', 'signed out'],
      ['low', 'lower', 'low'],
      ['ready', 'ready', 'readier'],
      ['resting', 'soon', 'late', 'open end'],
      ['unknown', 'unknown'],
    ]);
    expect(sectionsOf({ order, groupBy: 'none' })[0]).toEqual([
      ...['all', 'ready', 'readier', 'low', 'lower', 'late', 'soon', 'signed out', 'open end', 'unknown'],
    ]);
  });

  it('is by service or by own group if the user wants that, accounts without a group last', () => {
    expect(sectionsOf({ groupBy: 'provider' }).map(([id]) => id)).toEqual(['provider:claude', 'provider:codex']);
    expect(sectionsOf({ groupBy: 'group' })).toEqual([
      ['group:team', 'ready'],
      ['group:', 'signed out', 'lower', 'low', 'readier', 'soon', 'late', 'open end', 'unknown'],
    ]);
  });

  it('has no section without accounts', () => {
    expect(sectionsOf({}, false, [])).toEqual([]);
    expect(sectionsOf({}, false, [ready])).toEqual([['ready', 'ready']]);
  });
});

describe('the standing of an account', () => {
  it.each([
    ['signed out', signedOut, 'needs-you'],
    ['with a low limit', low, 'low'],
    ['with room', ready, 'ready'],
    ['used up', soon, 'resting'],
    ['never read', unknown, 'unknown'],
  ] as const)('of one that is %s', (_name, account, standing) => {
    expect(standingOf(account)).toBe(standing);
  });

  it('is low when a limit with much left will run out before its reset, and that limit binds', () => {
    const pace = { expectedPercent: 10, exhaustsAt: '2026-03-02T14:00:00.000Z' };
    const account = accountWith('fast', { session: { left: 70, change: { pace } }, weekly: { left: 50 } });
    expect(standingOf(account)).toBe('low');
    expect(bindingLimit(account)?.window.id).toBe('session');
  });

  it('is bound by the limit that runs out first, whatever is left of the other one', () => {
    const endsAt = (exhaustsAt: string | null) => ({ change: { pace: { expectedPercent: 10, exhaustsAt } } });
    const bound = (session: string | null, weekly: string | null) =>
      bindingLimit(
        accountWith('fast', { session: { left: 18, ...endsAt(session) }, weekly: { left: 15, ...endsAt(weekly) } }),
      )?.window.id;
    expect(bound('2026-03-02T14:00:00.000Z', '2026-03-05T14:00:00.000Z')).toBe('session');
    expect(bound('2026-03-02T14:00:00.000Z', null)).toBe('session');
    expect(bound(null, '2026-03-05T14:00:00.000Z')).toBe('weekly');
    expect(bound(null, null)).toBe('weekly');
  });

  it('is bound by the used-up limit that explains the block, which is not always the first one', () => {
    const both = { session: { left: 0 }, weekly: { left: 0 } };
    const because = (windowId: string) =>
      accountWith('both', both, { use: 'exhausted', blockedReason: { ...back('2026-03-05T15:00:00Z'), windowId } });
    expect(bindingLimit(because('weekly'))?.window.id).toBe('weekly');
    expect(bindingLimit(because('session'))?.window.id).toBe('session');
  });

  it('is low when an account without limits has few credits', () => {
    const credits = {
      ...{ hasCredits: true, unlimited: false, balance: '3', usd: null, converted: null, low: true },
      ...{ overageLimitReached: null, asOf: '2026-03-02T13:00:00.000Z', stale: false },
    };
    expect(standingOf(accountWith('credits', {}, { credits }))).toBe('low');
    expect(standingOf(accountWith('credits', {}, { credits: { ...credits, stale: true } }))).toBe('ready');
  });
});

import { describe, expect, it } from 'vitest';

import { defaultSettings } from '../../../../core/settings/settings.ts';
import type { StorageProblem } from '../../../../core/settings/storage-problem.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import {
  appBanner,
  type AppConcern,
  findingBanners,
  problemsFirst,
  slotBanners,
  storageBanners,
} from '../../../../core/views/banners.ts';
import { panelView } from '../../../../core/views/panel.ts';
import { englishReader } from '../../../bench/english-reader.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';
import { slotWorld } from '../../../support/slot-world.ts';

it('a limit that a refusal has lowered is told until the user sets one', () => {
  const world = slotWorld({
    settings: { slotLimits: { 'codex:work': 4 } },
    kept: { 'codex:work': { from: 4, to: 3, atMs: 0 } },
  });
  expect(slotBanners(world.slots.status(), englishReader())).toEqual([
    {
      id: 'slots:codex:work',
      severity: 'hint',
      text: 'work: the service refused a caller, so the limit is now 3 instead of 4. Set a limit to change this.',
    },
  ]);
  world.slots.setLimit('codex:work', 4);
  expect(slotBanners(world.slots.status(), englishReader())).toEqual([]);
});

describe('a message', () => {
  const copy = { takenFrom: 'copies/x', copyOfMs: 0, movedTo: 'x.damaged' } as const;

  it.each<readonly [string, StorageProblem]>([
    ['a full disk', { kind: 'not-saved', what: 'settings', cause: 'full' }],
    ['a read-only folder', { kind: 'not-saved', what: 'history', cause: 'read-only' }],
    ['a busy lock', { kind: 'not-saved', what: 'account', cause: 'busy' }],
    ['a damaged file', { kind: 'set-aside', what: 'settings', movedTo: 'settings.json.damaged' }],
    ['a restored copy', { kind: 'restored', what: 'secrets', ...copy }],
    ['an unreadable file', { kind: 'not-read', what: 'history', cause: 'denied' }],
    ['a file that is too large', { kind: 'not-read', what: 'settings', cause: 'too-large' }],
    ['a file of a later version', { kind: 'newer-version', what: 'settings', file: 'settings.json' }],
    ['no database', { kind: 'database-unavailable', reason: 'locked' }],
    ['a list that is cut', { kind: 'setting-cut', setting: 'hidden', most: 1000 }],
    ['a ledger without an address', { kind: 'setting-refused', setting: 'ledgerUrl' }],
  ])('about %s is a problem', (_name, problem) => {
    expect(storageBanners([problem], english)).toMatchObject([{ severity: 'problem' }]);
  });

  it.each<readonly [string, StorageProblem, string]>([
    [
      'a full disk says what is lost and what to do',
      { kind: 'not-saved', what: 'settings', cause: 'full' },
      'Nothing can be saved: the disk is full. New figures and changes are lost when you quit. Free some disk space.',
    ],
    [
      'a lock that stays busy promises no loss',
      { kind: 'not-saved', what: 'settings', cause: 'busy' },
      'Another process of Quota Tray is using the data folder. Try again.',
    ],
    [
      'figures that cannot be read says what to do',
      { kind: 'not-read', what: 'account', cause: 'denied' },
      'The stored figures of one account cannot be read, so they were not changed. Check the permissions of the file, or restore it from a backup. Then start Quota Tray again.',
    ],
  ])('about %s', (_name, problem, text) => {
    expect(storageBanners([problem], english)).toMatchObject([{ text }]);
  });

  it('about a setting whose last valid value is in use is a hint', () => {
    expect(storageBanners([{ kind: 'setting-refused', setting: 'theme' }], english)).toMatchObject([
      { severity: 'hint' },
    ]);
  });

  it.each<readonly [AppConcern, 'problem' | 'hint', string]>([
    ['home-gone', 'problem', 'no longer refreshes or saves'],
    ['login-item-failed', 'problem', 'Start at login'],
    ['port-in-use', 'problem', 'port 8123'],
    ['other-serves', 'hint', 'takes over'],
    ['no-tray', 'hint', 'tray icons'],
    ['no-notifications', 'hint', 'no notifications'],
  ])('about %s is a %s', (concern, severity, words) => {
    const banner = appBanner(concern, english, 8123);
    expect(banner.severity).toBe(severity);
    expect(banner.text).toContain(words);
  });

  it('about a damaged sign-in is a problem, and about a sign-in without usage a hint', () => {
    const found = (problem: 'malformed' | 'api-key-only') =>
      findingBanners(
        [{ provider: 'codex', place: '~/.codex/auth.json', outcome: { kind: 'problem', problem } }],
        english,
      ).map(({ severity }) => severity);
    expect([found('malformed'), found('api-key-only')]).toEqual([['problem'], ['hint']]);
  });
});

it('problems stand before hints in the panel, each kind in its own order', () => {
  const banners = [
    appBanner('no-tray', english),
    ...storageBanners([{ kind: 'not-saved', what: 'settings', cause: 'full' }], english),
    appBanner('no-notifications', english),
    appBanner('home-gone', english),
  ];
  const ids = ['notice.not-saved-full', 'home-gone', 'no-tray', 'no-notifications'];
  expect(problemsFirst(banners).map(({ id }) => id)).toEqual(ids);
  const state = stateAfter(codexBody({ session: { used: 42, resetsInMinutes: 62 } }));
  const snapshot = buildSnapshot([state], defaultSettings, english, nowMs);
  const around = { version: 1, appearance: { language: 'en', theme: 'system' } as const, refreshing: false, banners };
  expect(panelView(snapshot, defaultSettings, english, around, nowMs).banners.map(({ id }) => id)).toEqual(ids);
});

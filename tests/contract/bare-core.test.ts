import { beforeAll, describe, expect, it } from 'vitest';

import type * as AccountSync from '../../core/accounts/sync.ts';
import type { Account } from '../../core/providers/account.ts';
import english from '../../core/i18n/locales/en.json';
import type * as ReadUsage from '../../core/providers/codex/usage.ts';
import type * as Merge from '../../core/usage/merge.ts';
import type * as SettingsFile from '../../core/settings/settings.ts';
import type * as BuildSnapshot from '../../core/snapshot/build.ts';
import type * as TerminalView from '../../core/views/terminal.ts';
import type * as TrayView from '../../core/views/tray.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import { type BareCore, loadBareCore } from '../support/source/bare-core.ts';
import { filesEndingIn } from '../support/source/source-files.ts';

const nowMs = Date.parse('2026-03-02T09:00:00Z');
const account: Account = {
  id: 'codex:1',
  provider: 'codex',
  label: 'work',
  email: null,
  plan: null,
  vendorAccountId: null,
  baseUrl: 'https://service.example',
};
const locale: LocaleContext = {
  t: (key, values) => {
    const texts: Readonly<Record<string, string>> = english;
    const text = texts[key] ?? texts[`${key}_other`] ?? key;
    return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values?.[name]));
  },
  language: 'en',
  formats: { numbers: 'en-US', money: 'en-US', times: 'en-US' },
  timeZone: 'UTC',
};

let core: BareCore;

beforeAll(async () => {
  core = await loadBareCore();
});

function moduleOf<T>(file: string): T {
  const found = core.modules[file];
  if (found === undefined) throw new Error(`${file} was not loaded`);
  return found as T;
}

describe('core in a bare context', () => {
  it('runs where there is nothing but the language and Intl', () => {
    expect(core.globals).toEqual(expect.arrayContaining(['Object', 'Intl', 'JSON', 'Date']));
    const ofAWorld = [
      'process',
      'require',
      'window',
      'document',
      'navigator',
      'console',
      'setTimeout',
      'queueMicrotask',
      'fetch',
      'URL',
      'TextDecoder',
      'structuredClone',
      'performance',
      'crypto',
      'Buffer',
    ];
    expect(core.globals.filter((name) => ofAWorld.includes(name))).toEqual([]);
  });

  it('loads every file of core', () => {
    expect(Object.keys(core.modules)).toEqual(filesEndingIn('.ts').filter((file) => file.startsWith('core/')));
  });

  it('reads an answer, merges it and shows it, with only the time that it was given', () => {
    const { syncAccounts } = moduleOf<typeof AccountSync>('core/accounts/sync.ts');
    const { parseCodexUsage } = moduleOf<typeof ReadUsage>('core/providers/codex/usage.ts');
    const { merge } = moduleOf<typeof Merge>('core/usage/merge.ts');
    const { buildSnapshot } = moduleOf<typeof BuildSnapshot>('core/snapshot/build.ts');
    const { defaultSettings } = moduleOf<typeof SettingsFile>('core/settings/settings.ts');
    const { trayView } = moduleOf<typeof TrayView>('core/views/tray.ts');
    const { terminalView } = moduleOf<typeof TerminalView>('core/views/terminal.ts');

    const outcome = { kind: 'account', account, folder: '/somewhere', fingerprint: 'one', expiresAtMs: null } as const;
    const [state] = syncAccounts([], [{ provider: 'codex', place: 'here', outcome }], nowMs);
    const usage = {
      plan_type: 'pro',
      rate_limit: {
        primary_window: { used_percent: 42, limit_window_seconds: 18_000, reset_at: nowMs / 1000 + 3720 },
        secondary_window: null,
      },
      credits: { has_credits: true, unlimited: false, balance: '247.50' },
    };
    const reading = parseCodexUsage(usage, nowMs);
    if (state === undefined || !reading.ok) throw new Error('nothing was found or read');
    const snapshot = buildSnapshot(
      [{ ...state, facts: merge(state.facts, reading.observation) }],
      defaultSettings,
      locale,
      nowMs,
    );

    const [shown] = snapshot.accounts;
    expect([shown?.state, shown?.plan, shown?.credits?.balance, shown?.credits?.usd]).toEqual([
      'fresh',
      'pro',
      '247.5',
      '9.90',
    ]);
    expect(shown?.windows.map(({ id, usedPercent, resetsAt, state: now }) => [id, usedPercent, resetsAt, now])).toEqual(
      [['session', 42, '2026-03-02T10:02:00.000Z', 'open']],
    );
    expect(
      trayView(snapshot, defaultSettings, locale, nowMs)
        .rows.map((row) => ('text' in row ? row.text : '—'))
        .join('\n'),
    ).toContain('58%  5 hours · 1h 02m');
    expect(terminalView(snapshot, defaultSettings, locale, nowMs)).toContain('58% left');
  });

  it('would fail at once on a clock, on chance and on code made of a text', () => {
    for (const world of ['Date.now()', 'new Date()', 'Math.random()', 'eval("1")', 'setTimeout(() => 1)']) {
      expect(() => core.run(world), world).toThrow();
    }
    expect(core.run('new Date(0).toISOString()')).toBe('1970-01-01T00:00:00.000Z');
  });
});

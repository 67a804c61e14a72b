import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import type { AccountPageView } from '../../../../core/views/page-model.ts';
import { panelView, type PanelView } from '../../../../core/views/panel.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { trayView, type TrayView } from '../../../../core/views/tray.ts';
import type { LocaleContext } from '../../../../core/i18n/translate.ts';
import { menuTexts } from '../../../support/menu-texts.ts';
import { chinese, codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';
import { accountOf, pageOf } from '../../../support/money-states.ts';

const work = stateAfter(
  codexBody({
    session: { used: 93, resetsInMinutes: 62 },
    weekly: { used: 59, resetsInMinutes: 60 * 52 },
    credits: { has_credits: true, unlimited: false, balance: '247.50' },
  }),
);
const signedOut = stateAfter(codexBody({ session: { used: 10, resetsInMinutes: 62 } }), {
  name: 'old',
  link: { kind: 'needs-sign-in', failure: { kind: 'unauthorised', status: 401 }, fingerprint: null },
});
const blocked = stateAfter(
  codexBody({ session: { used: 1, resetsInMinutes: 62 }, weekly: { used: 100, resetsInMinutes: 60 * 68 } }),
  { name: 'team' },
);
const around = { version: 1, appearance: { language: 'en', theme: 'system' }, banners: [], refreshing: false } as const;

function trayOf(
  states: readonly AccountState[],
  settings: Partial<Settings> = {},
  locale: LocaleContext = english,
): TrayView {
  const all = { ...defaultSettings, ...settings };
  return trayView(buildSnapshot(states, all, locale, nowMs), all, locale, nowMs);
}

function panelOf(states: readonly AccountState[], settings: Partial<Settings> = {}): PanelView {
  const all = { ...defaultSettings, ...settings };
  return panelView(buildSnapshot(states, all, english, nowMs), all, english, around, nowMs);
}

function pagesOf(states: readonly AccountState[], settings: Partial<Settings> = {}): readonly AccountPageView[] {
  return states.map((state) => pageOf(accountOf(state, settings), state, settings));
}

const texts = ({ rows }: TrayView): readonly string[] => menuTexts(rows);

describe('the tray', () => {
  it('reads as a desktop shows it: the only account, its limits, then the actions', () => {
    expect(trayOf([work]).rows.map((row) => (row.kind === 'separator' ? '-' : row.text))).toEqual([
      '7%  5 hours · 1h 02m',
      '-',
      'work · Codex Pro',
      '\u2007\u20077%  5 hours · 1h 02m',
      '\u200741%  Week · 2d 4h',
      '-',
      'Refresh now',
      'Open Quota Tray',
      'Mute notifications',
      'Hide names and money',
      'Settings…',
      '-',
      'Quit',
    ]);
    expect(texts(trayOf([work]))).toContain('247.5 credits · ≈ US$9.90');
  });

  it('says in words what a state or a glyph says', () => {
    expect(texts(trayOf([signedOut]))).toContain('Sign in: old');
    expect(texts(trayOf([blocked]))).toEqual(
      expect.arrayContaining([
        'team · Weekly limit used up',
        '\u200799%  5 hours · Weekly limit used up',
        '\u2007\u20070%  Week · used up · 2d 20h',
      ]),
    );
  });

  it('shows an unknown number as a dash, never as 0', () => {
    const unknown = stateAfter(codexBody({ session: { used: null, resetsInMinutes: 62 } }));
    expect(texts(trayOf([unknown]))).toContain('\u2007\u2007\u2007–  5 hours · 1h 02m');
    expect(trayOf([unknown]).icon.figure).toEqual({ state: 'unknown', leftPercent: null });
  });

  it('adds a dot to its icon for an account that needs the user', () => {
    expect(trayOf([work]).icon.attention).toBe(false);
    expect(trayOf([work, signedOut]).icon.attention).toBe(true);
  });

  it('carries the figure in its tooltip too', () => {
    expect(trayOf([work]).tooltip).toBe('7%  5 hours · 1h 02m');
    expect(trayOf([signedOut]).tooltip).toBe('old · Sign in again');
  });

  it('shows clock times instead of countdowns by setting', () => {
    expect(texts(trayOf([work], { resetShows: 'clock' }))).toContain('7%  5 hours · 14:02');
  });

  it('gives the same view within a minute, so that nothing is rebuilt', () => {
    const snapshot = buildSnapshot([work], defaultSettings, english, nowMs);
    const atOnce = trayView(snapshot, defaultSettings, english, nowMs);
    expect(trayView(snapshot, defaultSettings, english, nowMs + 59_999)).toEqual(atOnce);
    expect(texts(trayView(snapshot, defaultSettings, english, nowMs + 60_000))).toContain('7%  5 hours · 1h 01m');
  });

  it('speaks Chinese', () => {
    expect(texts(trayOf([work], {}, chinese))).toContain('7%  5 小时 · 1 小时 02 分');
  });
});

describe('the panel', () => {
  it('shows what is left as the fill, or what is used by setting', () => {
    expect(pagesOf([work])[0]?.limits[0]).toMatchObject({
      ...{ name: '5 hours', figure: '7%', unit: 'left' },
      bar: { look: 'low', fillPercent: 7 },
    });
    expect(pagesOf([work], { meterShows: 'used' })[0]?.limits[0]).toMatchObject({
      ...{ figure: '93%', unit: 'used' },
      bar: { fillPercent: 93 },
    });
  });

  it('gives each figure its source and age', () => {
    expect(pagesOf([work])[0]?.sources).toContainEqual({
      ...{ name: 'Limits', text: 'Codex usage page' },
      note: 'read 13:00, just now · next at 13:05',
    });
  });

  it('shows age only where the figures are not fresh', () => {
    expect(pagesOf([work])[0]?.limits.map(({ age }) => age)).toEqual([null, null]);
    const old = stateAfter(codexBody({ session: { used: 1 } }), { agoMinutes: 12 });
    expect(pagesOf([old])[0]?.limits.map(({ age }) => age)).toEqual(['12 min old']);
  });

  it('teaches the next step when there is no account', () => {
    expect(panelOf([]).firstRun?.tools.map(({ name, command }) => `${name}: ${command}`)).toEqual([
      'Codex: codex login',
      'Claude Code: claude',
    ]);
  });

  it('never shows a percentage for a window whose reset has passed', () => {
    const states = [stateAfter(codexBody({ session: { used: 97, resetsInMinutes: -1 } }), { agoMinutes: 4 })];
    expect(pagesOf(states)[0]?.limits[0]).toMatchObject({
      ...{ figure: '–', when: 'should be back · checking' },
      bar: { look: 'unknown', fillPercent: null },
    });
  });
});

describe('the terminal', () => {
  it('says the same as the tray, aligned', () => {
    const snapshot = buildSnapshot([work], defaultSettings, english, nowMs);
    expect(terminalView(snapshot, defaultSettings, english, nowMs)).toBe(
      [
        '1 of 1 ready',
        '247.5 credits · ≈ US$9.90',
        'Least left: work, 41% of the week · resets in 2d 4h',
        '',
        'work · Codex Pro',
        '  5 hours  7% left   resets in 1h 02m',
        '  Week     41% left  resets in 2d 4h',
        '  Credits  247.5 credits · ≈ US$9.90',
      ].join('\n'),
    );
  });
});

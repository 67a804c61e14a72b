import { describe, expect, it } from 'vitest';
import { inDirection } from '../../../../core/i18n/direction.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { joinWithDot } from '../../../../core/text/layout.ts';
import { padFigure } from '../../../../core/text/line.ts';
import { percentText } from '../../../../core/text/numbers.ts';
import { clockTime, countdown } from '../../../../core/text/times.ts';
import { alwaysIsolated } from '../../../../core/units/text.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { menuTexts } from '../../../support/menu-texts.ts';
import { codexBody, nowMs, stateAfter } from '../../../support/example-states.ts';
import { localeIn } from '../../../support/locale.ts';

const egypt = localeIn('ar', 'ar-EG');
const emirates = localeIn('ar', 'ar-AE');
const states = [
  stateAfter(codexBody({ session: { used: 7, resetsInMinutes: 62 }, weekly: { used: 59, resetsInMinutes: 3000 } })),
];
const mark = '\u200F';

describe('Arabic', () => {
  it('has the digits of its region in figures, countdowns and times', () => {
    expect(percentText(41, egypt)).toContain('٤١');
    expect(percentText(41, emirates)).toContain('41');
    expect(countdown(nowMs + 62 * 60_000, nowMs, egypt)).toMatch(/١.*٠٢/);
    expect(clockTime(nowMs, nowMs, egypt)).toMatch(/١:٠٠/);
    expect(egypt.t('time.minutes-ago', { count: 12 })).toContain('١٢');
    expect(egypt.t('time.minutes-ago', { count: 12 })).not.toMatch(/[0-9]/);
  });

  it('isolates each value, so that a name in Latin letters reorders no sentence', () => {
    const text = egypt.t('limit.of-model', { name: 'Opus', limit: 'x' });
    expect(text).toContain('\u2068Opus\u2069');
    expect(alwaysIsolated(alwaysIsolated('Opus'))).toBe('\u2068Opus\u2069');
  });

  it('keeps facts in the order of the language, and leaves Latin lines as they are', () => {
    expect(joinWithDot(['work', 'متاح'])).toBe('\u2068work\u2069 · \u2068متاح\u2069');
    expect(joinWithDot(['work', 'Codex Pro'])).toBe('work · Codex Pro');
    expect(joinWithDot(['متاح'])).toBe('\u2068متاح\u2069');
  });

  it('begins each line of menu and tooltip with a mark, which English lines do not have', () => {
    const trayOf = (locale: typeof egypt) =>
      trayView(buildSnapshot(states, defaultSettings, locale, nowMs), defaultSettings, locale, nowMs);
    const { rows, tooltip } = trayOf(egypt);
    const lines = [...menuTexts(rows), ...tooltip.split('\n')].filter((line) => line !== '' && line !== '-');
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => !line.startsWith(mark))).toEqual([]);
    expect(menuTexts(trayOf(localeIn('en', 'en-GB')).rows).join('')).not.toContain(mark);
    expect(inDirection('a\n\nb', { language: 'ar' })).toBe(`${mark}a\n\n${mark}b`);
  });

  it('has no marks of direction in the terminal beyond the isolates of values', () => {
    const text = terminalView(
      buildSnapshot(states, defaultSettings, emirates, nowMs),
      defaultSettings,
      emirates,
      nowMs,
    );
    expect(text).not.toContain(mark);
  });

  it('keeps the first column of the menu straight: marks that are not seen take no room', () => {
    const widest = percentText(100, egypt);
    for (const percent of [0, 7, 41, 100, null]) {
      const padded = padFigure(percentText(percent, egypt), widest);
      expect(padded.replaceAll(/\p{Cf}/gu, '')).toHaveLength(widest.replaceAll(/\p{Cf}/gu, '').length);
    }
  });
});

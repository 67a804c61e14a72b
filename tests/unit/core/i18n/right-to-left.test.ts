import { describe, expect, it } from 'vitest';
import { inDirection, withWholeParts } from '../../../../core/i18n/direction.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { joinWithDot, listText } from '../../../../core/text/layout.ts';
import { cutLine, lengthOf, padFigure } from '../../../../core/text/line.ts';
import { compactMoney, grantAmountText, moneyText, percentText } from '../../../../core/text/numbers.ts';
import { clockTime, countdown } from '../../../../core/text/times.ts';
import { alwaysIsolated } from '../../../../core/units/text.ts';
import { settingsAccounts } from '../../../../core/views/settings-accounts.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { readCatalogue, readPageCatalogue } from '../../../../main/node/catalogues.ts';
import { menuTexts } from '../../../support/menu-texts.ts';
import { codexBody, nowMs, stateAfter } from '../../../support/example-states.ts';
import { localeIn } from '../../../support/locale.ts';

const egypt = localeIn('ar', 'ar-EG');
const emirates = localeIn('ar', 'ar-AE');
const states = [
  stateAfter(codexBody({ session: { used: 7, resetsInMinutes: 62 }, weekly: { used: 59, resetsInMinutes: 3000 } })),
];
const mark = '\u200F';

/** Returns a text as one isolate. */
function whole(text: string): string {
  return `\u2068${text}\u2069`;
}

/** Returns whether each isolate of a text ends, and none ends that did not begin. */
function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '\u2068') depth += 1;
    if (character === '\u2069') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

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

  it('puts names that follow each other in the order of the language, where the line says its language', () => {
    expect(joinWithDot(['work', 'Max 20×'], emirates)).toBe(`${whole('work')} · ${whole('Max 20×')}`);
    expect(joinWithDot(['Max 20×', null], emirates)).toBe(whole('Max 20×'));
    expect(joinWithDot(['work', 'Max 20×'], { language: 'en' })).toBe('work · Max 20×');
    expect(listText(['bash', 'zsh'], emirates)).toMatch(/^\u2068bash\u2069 و\u2068zsh\u2069$/);
    expect(listText(['bash', 'zsh'], { language: 'en' })).toBe('bash, zsh');
  });

  it('keeps parts that read from left to right whole: options, codes, addresses, days and ids', () => {
    const text = emirates.t('failure.server', { service: 'Codex', status: 503, time: '9:00' });
    expect(text).toContain(`(${whole(`HTTP ${whole('503')}`)})`);
    expect(emirates.t('addition.base-url')).toContain(`(${whole('--base-url')}) بـ ${whole('https:')}،`);
    expect(emirates.t('cli.history.from')).toContain(`${whole('2026-09-18')} أو ${whole('2026-09-18T14:00Z')}`);
    expect(emirates.t('cli.ledger.bad-install')).toContain(whole('5e7a11ed-0000-4000-8000-00000000000a'));
    expect(emirates.t('cli.ledger.more', { cursor: 'a' })).toContain(whole(`--cursor ${whole('a')}`));
    expect(emirates.t('cli.overview')).toContain(`«${whole('quota-tray help <command>')}»`);
    expect(emirates.t('credential.too-large', { command: 'codex' })).toContain(whole('4 MiB'));
    expect(readPageCatalogue('ar')['ui.set.proxy-url.text']).toContain(`${whole('http://proxy.example:8080')}.`);
  });

  it('leaves no option bare in any text, and ends each isolate that it begins', () => {
    const texts = Object.values({ ...readCatalogue('ar'), ...readPageCatalogue('ar') });
    const bare = (text: string): string => text.replaceAll(/\u2068[^\u2068\u2069]*\u2069/g, '');
    expect(texts.filter((text) => bare(text).includes('--'))).toEqual([]);
    expect(texts.filter((text) => !isBalanced(text))).toEqual([]);
    expect(texts.filter((text) => text.includes('\u2068')).length).toBeGreaterThan(50);
  });

  it('adds nothing to the texts of a language from left to right', () => {
    const texts = { key: 'Use --json or `x` (HTTP 403).' };
    expect(withWholeParts(texts, 'de')).toBe(texts);
  });

  it('has no mark inside a command, so that a copied one runs', () => {
    expect(emirates.t('failure.sign-in-expired', { command: 'codex login' })).toContain(whole('`codex login`'));
  });

  it('keeps a currency symbol of letters and a sign whole', () => {
    expect(moneyText('62.9', 'USD', emirates)).toContain(whole('US$'));
    expect(compactMoney('2310.40', 'USD', emirates)).toContain(whole('US$'));
    expect(grantAmountText(6000, 'USD', emirates.formats.money)).toContain(whole('US$'));
    expect(moneyText('41.2', 'EUR', emirates)).not.toContain('\u2068');
    expect(moneyText('62.9', 'USD', localeIn('zh-Hans', 'zh-CN'))).toBe('US$62.90');
  });

  it('says one and two in words, and agrees with the number from three on', () => {
    const say = (count: number): readonly string[] => [
      emirates.t('time.days-ago', { count }),
      emirates.t('row.banked-resets', { count }),
      emirates.t('notice.mass-will-run-out', { count }),
    ];
    expect(say(1)).toEqual(['قبل يوم واحد', 'تجديد مدّخر واحد', 'حساب واحد ينفد قبل تجديده']);
    expect(say(2)).toEqual(['قبل يومين', 'تجديدان مدّخران', 'حسابان ينفدان قبل تجديدهما']);
    const ofThree = [`قبل ${whole('3')} أيام`, `${whole('3')} تجديدات مدّخرة`, `${whole('3')} حسابات تنفد قبل تجديدها`];
    expect(say(3)).toEqual(ofThree);
    expect(say(11)[0]).toBe(`قبل ${whole('11')} يومًا`);
    expect(say(100)[0]).toBe(`قبل ${whole('100')} يوم`);
  });

  it('isolates the path and the plan of an account in the settings', () => {
    const around = { placeOf: () => '~/.codex/auth.json', isAdded: () => false };
    const accountsIn = (locale: typeof emirates) =>
      settingsAccounts(buildSnapshot(states, defaultSettings, locale, nowMs), defaultSettings, around, locale, nowMs);
    const [arabic] = accountsIn(emirates);
    expect(arabic?.place).toBe(whole('~/.codex/auth.json'));
    expect(arabic?.subtitle).toMatch(/^\u2068Codex.*\u2069$/);
    expect(accountsIn(localeIn('en', 'en-GB'))[0]?.place).toBe('~/.codex/auth.json');
  });

  it('ends each isolate that a line begins, also where the line is cut', () => {
    const line = Array.from({ length: 12 }, (_, index) => whole(`name-${index}`)).join(' · ');
    expect(isBalanced(cutLine(line))).toBe(true);
    expect(lengthOf(cutLine(line))).toBe(44);
    const { rows, tooltip } = trayView(
      buildSnapshot(states, defaultSettings, emirates, nowMs),
      ...([defaultSettings, emirates, nowMs] as const),
    );
    expect([...menuTexts(rows), tooltip].filter((text) => !isBalanced(text))).toEqual([]);
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

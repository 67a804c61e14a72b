import { describe, expect, it } from 'vitest';
import {
  compactCredits,
  compactMoney,
  creditsText,
  estimateText,
  moneyText,
  percentText,
} from '../../../../core/text/numbers.ts';
import { ago, clockTime, countdown, shortDay } from '../../../../core/text/times.ts';
import type { LocaleContext } from '../../../../core/i18n/translate.ts';
import { chinese, english, nowMs } from '../../../support/example-states.ts';
import { localeIn } from '../../../support/locale.ts';

const minutes = (count: number): number => nowMs + count * 60_000;
const american: LocaleContext = localeIn('en', 'en-US');
const german: LocaleContext = {
  ...english,
  language: 'de',
  formats: { numbers: 'de-DE', money: 'de-DE', times: 'de-DE' },
};

/** Narrow and fixed blanks of a locale as plain ones. */
const plainly = (text: string): string => text.replaceAll(/\s/g, ' ');

/** Amount, in full, where space is short. */
const credits: readonly (readonly [string | null, string, string])[] = [
  [null, '–', '–'],
  ['NaN', '–', '–'],
  ['Infinity', '–', '–'],
  ['', '–', '–'],
  ['0', '0', '0'],
  ['0E-10', '0', '0'],
  ['3', '3', '3'],
  ['0.004', '<0.01', '<0.01'],
  ['0.005', '0.01', '0.01'],
  ['0.07', '0.07', '0.07'],
  ['8.215', '8.22', '8.22'],
  ['182.5', '182.5', '182.5'],
  ['182.50', '182.5', '182.5'],
  ['999.99', '999.99', '999.99'],
  ['999.994', '999.99', '999.99'],
  ['999.999', '1,000', '1k'],
  ['1000', '1,000', '1k'],
  ['4275', '4,275', '4.3k'],
  ['9000', '9,000', '9k'],
  ['999949', '999,949', '999.9k'],
  ['999999', '999,999', '1M'],
  ['2500000', '2,500,000', '2.5M'],
  ['-0.001', '>-0.01', '>-0.01'],
  ['-0', '0', '0'],
  ['-3', '-3', '-3'],
  ['-12.3', '-12.3', '-12.3'],
  ['-1500', '-1,500', '-1.5k'],
  ['9007199254740993.25', '9,007,199,254,740,993.25', '9007.2T'],
];

const dollars: readonly (readonly [string | null, string, string])[] = [
  [null, '–', '–'],
  ['NaN', '–', '–'],
  ['0', '$0.00', '$0.00'],
  ['0.004', '<$0.01', '<$0.01'],
  ['-0.001', '>-$0.01', '>-$0.01'],
  ['8.215', '$8.22', '$8.22'],
  ['999.99', '$999.99', '$999.99'],
  ['999.999', '$1,000.00', '$1k'],
  ['2310.40', '$2,310.40', '$2.3k'],
  ['70000', '$70,000.00', '$70k'],
  ['999999', '$999,999.00', '$1M'],
  ['-45.60', '-$45.60', '-$45.60'],
  ['-1500', '-$1,500.00', '-$1.5k'],
  ['9007199254740993.25', '$9,007,199,254,740,993.25', '$9007.2T'],
];

describe('numbers', () => {
  it.each([
    [null, '–'],
    [0, '0%'],
    [0.02, '<1%'],
    [7.4, '7%'],
    [99.6, '99%'],
    [100, '100%'],
  ])('shows %s percent as %s', (percent, text) => {
    expect(percentText(percent, english)).toBe(text);
  });

  it.each(credits)('shows %s credits as %s, in short as %s', (amount, full, short) => {
    expect([creditsText(amount, american), compactCredits(amount, american)]).toEqual([full, short]);
  });

  it.each(dollars)('shows %s dollars as %s, in short as %s', (amount, full, short) => {
    expect([moneyText(amount, 'USD', american), compactMoney(amount, 'USD', american)]).toEqual([full, short]);
  });

  it.each([
    ['4275', 'zh-Hans', chinese, '4,275', '4275'],
    ['42750', 'zh-Hans', chinese, '42,750', '4.3万'],
    ['4275', 'de-DE', german, '4.275', '4275'],
    ['2500000', 'de-DE', german, '2.500.000', '2,5 Mio.'],
  ])('shortens %s in %s as its readers do', (amount, _name, locale, full, short) => {
    expect(creditsText(amount, locale)).toBe(full);
    expect(plainly(compactCredits(amount, locale))).toBe(short);
  });

  it.each([
    ['7.63', 'EUR', '€7.63'],
    ['700', 'JPY', 'JP¥700'],
    ['1.250', 'KWD', 'KWD 1.250'],
    ['125.50', 'HUF', 'HUF 125.50'],
    ['-5.00', 'EUR', '-€5.00'],
  ])('shows %s %s with the decimals of its currency, %s', (amount, currency, text) => {
    expect(plainly(moneyText(amount, currency, english))).toBe(text);
  });

  it('marks a conversion as an estimate', () => {
    expect([estimateText('9.90', '247.5', chinese), estimateText('9.90', '247.5', american)]).toEqual([
      '≈ US$9.90',
      '≈ $9.90',
    ]);
  });
});

describe('times', () => {
  it.each([
    [62, '1h 02m'],
    [12, '12 min'],
    [1, '1 min'],
    [59, '59 min'],
    [60, '1h 00m'],
    [1439, '23h 59m'],
    [1440, '1 day'],
    [52 * 60, '2d 4h'],
    [52 * 60 + 59, '2d 4h'],
    [0.5, 'now'],
    [0, 'now'],
    [-30, 'now'],
    [-60 * 24 * 400, 'now'],
  ])('counts down %f minutes as %s', (count, text) => {
    expect(countdown(minutes(count), nowMs, english)).toBe(text);
  });

  it('counts from the whole minute, so that all countdowns change together', () => {
    expect(countdown(minutes(62) + 1_000, nowMs + 59_000, english)).toBe('1h 02m');
  });

  it.each([
    [0, 'just now'],
    [1, '1 min ago'],
    [59, '59 min ago'],
    [60, '1 hour ago'],
    [47 * 60, '47 hours ago'],
    [48 * 60, '2 days ago'],
  ])('says %i minutes ago as %s', (count, text) => {
    expect(ago(minutes(-count), nowMs, english)).toBe(text);
  });

  it('names the day only where it is another one', () => {
    expect(clockTime(minutes(80), nowMs, english)).toBe('14:20');
    expect(clockTime(minutes(68 * 60), nowMs, english)).toBe('Thu 09:00');
    expect(clockTime(minutes(30 * 24 * 60), nowMs, english)).toBe('1 Apr, 13:00');
  });

  it('uses the zone of the reader', () => {
    expect(clockTime(nowMs, nowMs, { ...english, timeZone: 'Asia/Kolkata' })).toBe('18:30');
  });

  it.each([
    ['2026-02-20', '20 Feb'],
    ['2025-11-20', '20 Nov 2025'],
    ['no day', 'no day'],
  ])('names the day %s of a rate as %s, whatever the zone', (date, text) => {
    expect(shortDay(date, nowMs, { ...english, timeZone: 'America/Los_Angeles' })).toBe(text);
  });
});

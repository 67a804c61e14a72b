import { describe, expect, it } from 'vitest';

import { formatLocales } from '../../../../core/i18n/format-locales.ts';

const asSystem = { region: 'system', clock: 'system' } as const;
const atMs = Date.parse('2026-11-30T14:05:00Z');
const timeIn = (tag: string): string =>
  new Intl.DateTimeFormat(tag, { weekday: 'short', hour: 'numeric', minute: '2-digit', timeZone: 'UTC' })
    .format(atMs)
    .replaceAll(/\s/g, ' ');
const systemOf = (tag: string) => ({ numbers: tag, money: tag, times: tag });

describe('the formats of the region', () => {
  it.each([
    ['en', 'en-US', 'Mon 2:05 PM', '1,234.5'],
    ['en', 'en-GB', 'Mon 14:05', '1,234.5'],
    ['en', 'de-DE', 'Mon 14:05', '1.234,5'],
    ['en', 'en-DE', 'Mon 14:05', '1.234,5'],
    ['en', 'pt-BR', 'Mon 14:05', '1.234,5'],
    ['zh-Hans', 'de-DE', '周一14:05', '1.234,5'],
    ['zh-Hans', 'en-US', '周一下午2:05', '1,234.5'],
  ])('with %s words and a %s system are %s and %s', (language, tag, time, number) => {
    const { times, numbers } = formatLocales(language, asSystem, systemOf(tag));
    expect(timeIn(times)).toBe(time);
    expect(new Intl.NumberFormat(numbers).format(1234.5)).toBe(number);
  });

  it('of money and times may be those of another region than those of numbers', () => {
    const system = { numbers: 'en-US', money: 'de-DE', times: 'en-GB' };
    expect(formatLocales('en', asSystem, system)).toEqual({ numbers: 'en-US', money: 'de-DE', times: 'en-GB' });
  });

  it('are those of the language where the system names no region', () => {
    const none = { numbers: null, money: null, times: null };
    expect(formatLocales('en', asSystem, none)).toEqual({ numbers: 'en-US', money: 'en-US', times: 'en-US' });
    expect(formatLocales('zh-Hans', asSystem, none).times).toBe('zh-Hans-CN');
  });

  it('are those that the user chose', () => {
    const german = formatLocales('en', { region: 'DE', clock: 'system' }, systemOf('en-US'));
    expect(new Intl.NumberFormat(german.numbers).format(0.5)).toBe('0,5');
    expect(timeIn(german.times)).toBe('Mon 14:05');
    const clock = (choice: '12' | '24'): string =>
      timeIn(
        formatLocales('en', { region: 'system', clock: choice }, systemOf(choice === '12' ? 'de-DE' : 'en-US')).times,
      );
    expect(clock('24')).toBe('Mon 14:05');
    expect(clock('12')).toBe('Mon 2:05 pm');
  });

  it.each([
    ['ar', 'ar-EG', '١٬٢٣٤٫٥', '١٢٪', '٢:٠٥'],
    ['ar', 'ar-AE', '1,234.5', '12%', '2:05'],
    ['ar', 'ar-MA', '1.234,5', '12%', '14:05'],
    // An Arabic reader elsewhere sees one kind of digits, in numbers as in times.
    ['ar', 'de-DE', '1.234,5', '12 %', '14:05'],
    ['de', 'de-AT', '1 234,5', '12 %', '14:05'],
    ['fr', 'fr-FR', '1 234,5', '12 %', '14:05'],
    ['es', 'es-ES', '1234,5', '12 %', '14:05'],
    ['ja', 'ja-JP', '1,234.5', '12%', '14:05'],
    ['pt-BR', 'pt-BR', '1.234,5', '12%', '14:05'],
    ['pt-BR', 'pt-PT', '1234,5', '12%', '14:05'],
  ])('of %s texts in %s are %s, %s and %s', (language, tag, number, percent, time) => {
    const plain = (text: string): string => text.replaceAll(/[\u200E\u200F\u061C]/g, '').replaceAll(/\s/g, ' ');
    const { numbers, times } = formatLocales(language, asSystem, systemOf(tag));
    expect(plain(new Intl.NumberFormat(numbers).format(1234.5))).toBe(number);
    expect(plain(new Intl.NumberFormat(numbers, { style: 'percent' }).format(0.12))).toBe(percent);
    expect(plain(timeIn(times))).toContain(time);
  });

  it('of a language with a region of its own are those of the user’s region', () => {
    const none = { numbers: null, money: null, times: null };
    expect(formatLocales('pt-BR', asSystem, none)).toEqual({ numbers: 'pt-BR', money: 'pt-BR', times: 'pt-BR' });
    expect(formatLocales('pt-BR', { region: 'PT', clock: 'system' }, none).money).toBe('pt-PT');
  });

  it('use Latin digits between the words of another language', () => {
    const { numbers } = formatLocales('en', asSystem, systemOf('fa-IR'));
    expect(new Intl.NumberFormat(numbers).format(12)).toContain('12');
  });
});

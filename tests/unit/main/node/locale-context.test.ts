import { expect, test } from 'vitest';
import { type RateTable, parseRateTable } from '../../../../core/credits/exchange-rates.ts';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import { cachedLocaleContext } from '../../../../main/node/locale-context.ts';
import { systemIn } from '../../../support/locale.ts';

function tableOf(date: string): RateTable | null {
  return parseRateTable({ base: 'USD', date, rates: { EUR: 0.92 } }, 'rates.example');
}

function world() {
  const now: { settings: Settings; table: RateTable | null; asked: number; timeZone: string } = {
    timeZone: 'UTC',
    settings: defaultSettings,
    table: tableOf('2026-11-20'),
    asked: 0,
  };
  const rates = (): RateTable | null => {
    now.asked += 1;
    return now.table;
  };
  const timeZone = (): string => now.timeZone;
  const locale = cachedLocaleContext({
    settings: () => now.settings,
    rates,
    system: () => systemIn('en-GB'),
    timeZone,
  });
  const set = (change: Partial<Settings>): void => void (now.settings = { ...now.settings, ...change });
  return { now, locale, set };
}

test('the reader stays the same object until it would say something else', () => {
  const { locale, set } = world();
  const first = locale();
  set({ refreshMinutes: 30 });
  expect(locale()).toBe(first);
  set({ displayCurrency: 'EUR' });
  const inEuros = locale();
  expect(inEuros).not.toBe(first);
  expect(inEuros.t).toBe(first.t);
  set({ theme: 'dark' });
  expect(locale()).toBe(inEuros);
  set({ language: 'zh-Hans' });
  expect(locale().t('credits.name')).toBe('积分');
});

test('it carries the rate of the table, of the user, or none', () => {
  const { now, locale, set } = world();
  expect(locale().currency ?? null).toBeNull();
  set({ displayCurrency: 'EUR' });
  expect(locale().currency).toMatchObject({ source: 'table', date: '2026-11-20' });
  now.table = tableOf('2026-11-21');
  expect(locale().currency).toMatchObject({ source: 'table', date: '2026-11-21' });
  set({ ownRate: { currency: 'EUR', perUsd: '0.9', date: '2026-11-22' } });
  expect(locale().currency).toEqual({ currency: 'EUR', perUsd: '0.9', date: '2026-11-22', source: 'own' });
  set({ displayCurrency: 'THB' });
  expect(locale().currency).toBeNull();
  set({ displayCurrency: 'USD' });
  expect(locale().currency).toBeNull();
});

test('the kept rates are not even looked for while dollars are shown as dollars', () => {
  const { now, locale } = world();
  locale();
  locale();
  expect(now.asked).toBe(0);
});

test('it follows the time zone of the computer', () => {
  const { locale, now } = world();
  const first = locale();
  now.timeZone = 'Asia/Tokyo';
  expect(locale()).not.toBe(first);
  expect(locale().timeZone).toBe('Asia/Tokyo');
  expect(locale()).toBe(locale());
});

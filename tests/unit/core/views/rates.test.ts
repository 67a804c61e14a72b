import { describe, expect, it } from 'vitest';
import { parseRateTable } from '../../../../core/credits/exchange-rates.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { ratesView } from '../../../../core/views/settings.ts';
import { ratesAnswer, ratesText } from '../../../../core/views/rates.ts';
import { chinese, english, nowMs } from '../../../support/example-states.ts';
import { localeIn } from '../../../support/locale.ts';

const body = { amount: 1, base: 'USD', date: '2026-02-27', rates: { EUR: 0.8471, JPY: 156, SEK: 9.5 } };
const table = parseRateTable(body, 'api.frankfurter.dev');
const settings = (displayCurrency: string) => ({ ...defaultSettings, displayCurrency });

describe('the words about exchange rates', () => {
  it.each([
    [null, 'EUR', 'No exchange rates yet.'],
    [table, 'USD', 'Rates of 27 February 2026 by the European Central Bank: 3 currencies.'],
    [table, 'EUR', 'Rates of 27 February 2026 by the European Central Bank: $1 = €0.8471.'],
    [table, 'JPY', 'Rates of 27 February 2026 by the European Central Bank: $1 = JP¥156.'],
    [table, 'THB', 'Rates of 27 February 2026 by the European Central Bank: THB is not among them.'],
  ])('name day, source and the rate in use: %#', (given, currency, text) => {
    expect(ratesText(given, settings(currency), english)).toBe(text);
  });

  it('name another source by its host, and do not call it a bank', () => {
    const other = parseRateTable(body, 'rates.example.org');
    expect(ratesText(other, settings('EUR'), english)).toContain('by rates.example.org:');
  });

  it('are Chinese for a Chinese reader', () => {
    expect(ratesText(table, settings('EUR'), chinese)).toBe('欧洲中央银行 2026年2月27日的汇率：1 美元 = €0.8471。');
  });

  it('say that a refresh came through', () => {
    expect(ratesAnswer({ kind: 'refreshed' }, table, english)).toEqual({ ok: true, message: 'Refreshed' });
  });

  it.each([
    [{ kind: 'network', cause: 'dns' }, 'rates.example could not be reached.'],
    [{ kind: 'timeout' }, 'rates.example could not be reached.'],
    [{ kind: 'server', status: 503 }, 'rates.example gave no rates (HTTP 503).'],
    [{ kind: 'limited', retryAfterMs: null }, 'rates.example limits requests now. Try again later.'],
    [{ kind: 'redirect-refused' }, 'rates.example redirected to another address. Quota Tray did not follow it.'],
    [{ kind: 'schema', paths: [] }, 'The answer of rates.example is not a table of dollar rates.'],
  ] as const)('say why a refresh failed and what stays: %j', (failure, why) => {
    const refresh = { kind: 'failed', host: 'rates.example', failure } as const;
    expect(ratesAnswer(refresh, table, english)).toEqual({
      ok: false,
      message: `${why} The rates of 27 February 2026 are still in use.`,
    });
    expect(ratesAnswer(refresh, null, english).message).toBe(`${why} There are no exchange rates yet.`);
  });
});

describe('what the settings show of exchange rates', () => {
  it('says who would be asked, and that nobody is without the button', () => {
    const view = ratesView(null, 'rates.example', settings('USD'), english, nowMs);
    expect(view.text).toBe(
      'No exchange rates yet. Quota Tray contacts rates.example only when you press “Refresh rates”.',
    );
    expect(view.canRefresh).toBe(true);
  });

  it('offers no refresh where the configured address was refused, and names the variable', () => {
    const view = ratesView(table, null, settings('EUR'), english, nowMs);
    expect(view.canRefresh).toBe(false);
    expect(view.text).toContain('QUOTA_TRAY_RATES_URL must begin with https:');
  });

  it('lists dollars first, then common currencies, those of the table and the chosen one, by their names', () => {
    const codes = (given: typeof table, currency: string): readonly string[] =>
      ratesView(given, 'x', settings(currency), english, nowMs).currencies.map(({ code }) => code);
    const rare = parseRateTable({ ...body, rates: { ISK: 138 } }, 'x');
    expect(codes(rare, 'XPF')).toEqual(expect.arrayContaining(['ISK', 'XPF', 'EUR']));
    expect(codes(null, 'USD')).not.toContain('ISK');
    expect(codes(null, 'USD')[0]).toBe('USD');
    const names = ratesView(null, 'x', settings('USD'), chinese, nowMs).currencies.map(({ name }) => name);
    expect(names).toContain('EUR · 欧元');
  });

  it('tells how the reader writes decimals, and which day it is there', () => {
    const german = localeIn('en', 'en-DE', 'Asia/Tokyo');
    const view = ratesView(null, 'x', settings('EUR'), german, Date.parse('2026-03-02T20:00:00Z'));
    expect(view.marks).toEqual({ decimal: ',', group: '.' });
    expect(view.today).toBe('2026-03-03');
  });
});

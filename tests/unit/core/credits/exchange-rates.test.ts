import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  conversionFor,
  convertUsd,
  creditsToUsd,
  parseRateTable,
  parseStoredRates,
} from '../../../../core/credits/exchange-rates.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';

const body = { amount: 1, base: 'USD', date: '2026-11-20', rates: { EUR: 0.92, JPY: 155.07, KWD: '0.3070' } };
const table = parseRateTable(body, 'rates.example');

describe('a table of exchange rates', () => {
  it('is read with exact decimals, its day and who stated it', () => {
    expect(table).toEqual({
      date: '2026-11-20',
      base: 'USD',
      rates: { EUR: '0.92', JPY: '155.07', KWD: '0.307' },
      source: 'rates.example',
    });
  });

  it.each([
    ['no object', [body]],
    ['another base', { ...body, base: 'EUR' }],
    ['no base', { ...body, base: undefined }],
    ['another amount', { ...body, amount: 100 }],
    ['no day', { ...body, date: undefined }],
    ['a day that is none', { ...body, date: '2026-02-30' }],
    ['a time for a day', { ...body, date: '2026-11-20T10:00:00Z' }],
    ['no rates', { ...body, rates: {} }],
    ['a list of rates', { ...body, rates: [0.92] }],
    ['nothing at all', null],
    ['a day that is a number', { ...body, date: 20_261_120 }],
    ['a day with more before it', { ...body, date: ' 2026-11-20' }],
    ['no usable rate', { ...body, rates: { EUR: 0, GBP: -1, JPY: null, usd: 1, USD: 1 } }],
    ['far too many', { ...body, rates: Object.fromEntries(threeLetters(401).map((code) => [code, 1])) }],
  ])('is none with %s', (_what, given) => {
    expect(parseRateTable(given, 'rates.example')).toBeNull();
  });

  it('leaves out rows that are no rate and keeps the others', () => {
    const odd = {
      EUR: 0.92,
      eur: 1,
      EURO: 1,
      XEUR: 1,
      CHFx: 1,
      GBP: 'much',
      CHF: 0,
      SEK: -2,
      NOK: null,
      USD: 1,
      DKK: { is: 6 },
    };
    expect(parseRateTable({ ...body, rates: odd }, 'x')?.rates).toEqual({ EUR: '0.92' });
  });

  it('has up to four hundred currencies', () => {
    const many = (count: number) => Object.fromEntries(threeLetters(count).map((code) => [code, 1]));
    expect(Object.keys(parseRateTable({ ...body, rates: many(400) }, 'x')?.rates ?? {})).toHaveLength(400);
  });

  it('comes back from its own file as it was, and from nothing else', () => {
    expect(parseStoredRates(JSON.parse(JSON.stringify(table)))).toEqual(table);
    expect(parseStoredRates({ ...table, source: '' })).toBeNull();
    expect(parseStoredRates(null)).toBeNull();
    expect(parseStoredRates({ ...table, source: 'x'.repeat(255) })?.source).toHaveLength(255);
    expect(parseStoredRates({ ...table, source: 'x'.repeat(256) })).toBeNull();
  });

  it('never throws, and whatever it takes is positive and never the dollar', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue()), (rates) => {
        const read = parseRateTable({ ...body, rates }, 'x');
        for (const [code, rate] of Object.entries(read?.rates ?? {})) {
          expect(code).toMatch(/^(?!USD)[A-Z]{3}$/);
          expect(Number(rate)).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('the conversion of dollars', () => {
  const own = { currency: 'EUR', perUsd: '0.9500', date: '2026-11-22' };
  const settings = (displayCurrency: string, ownRate: typeof own | null = null) => ({
    ...defaultSettings,
    displayCurrency,
    ownRate,
  });

  it('is none for dollars, whatever rates there are', () => {
    expect(conversionFor(settings('USD', { ...own, currency: 'USD' }), table)).toBeNull();
  });

  it('goes by the table, with its day', () => {
    expect(conversionFor(settings('JPY'), table)).toEqual({
      currency: 'JPY',
      perUsd: '155.07',
      date: '2026-11-20',
      source: 'table',
    });
  });

  it('goes by the user’s own rate where it is of that currency, else by the table', () => {
    expect(conversionFor(settings('EUR', own), table)).toEqual({
      currency: 'EUR',
      perUsd: '0.95',
      date: '2026-11-22',
      source: 'own',
    });
    expect(conversionFor(settings('JPY', own), table)?.source).toBe('table');
  });

  it('is none where no rate is known: none is assumed', () => {
    expect(conversionFor(settings('EUR'), null)).toBeNull();
    expect(conversionFor(settings('THB', own), table)).toBeNull();
  });
});

describe('an amount in dollars', () => {
  const perUsd = (rate: string, currency = 'EUR') =>
    ({ currency, perUsd: rate, date: '2026-11-20', source: 'table' }) as const;

  it.each([
    ['10.00', perUsd('0.925'), '9.25'],
    ['0.01', perUsd('0.5'), '0.00'],
    ['0.03', perUsd('0.5'), '0.02'],
    ['3.00', perUsd('155.07', 'JPY'), '465'],
    ['3.00', perUsd('1', 'nothing'), null],
  ])('%s becomes %j with the currency’s decimals, rounded once: %j', (usd, conversion, expected) => {
    expect(convertUsd(usd, conversion)).toBe(expected);
  });

  it.each([
    ['347.5', 25, '13.90'],
    ['0.1', 25, '0.00'],
    ['100', 0, null],
    ['100', -1, null],
  ])('%s credits at %d for one are %j', (credits, creditsPerUsd, expected) => {
    expect(creditsToUsd(credits, creditsPerUsd)).toBe(expected);
  });
});

function threeLetters(count: number): readonly string[] {
  const letter = (index: number): string => String.fromCharCode(65 + (index % 26));
  return Array.from({ length: count }, (_none, i) => `${letter(i)}${letter(i / 26)}${letter(i / 676)}`);
}

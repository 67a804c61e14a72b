import { Big } from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertUsd } from '../../../../core/credits/exchange-rates.ts';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { creditsText, moneyText } from '../../../../core/text/numbers.ts';
import { numberFormat } from '../../../../core/i18n/formatters.ts';
import type { Snapshot } from '../../../../core/snapshot/schema.ts';
import { currencyExponent } from '../../../../core/units/money.ts';
import { known } from '../../../support/account-states.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

const currencies = ['USD', 'EUR', 'JPY', 'KWD', 'GBP', 'HUF'] as const;
const locales = ['en-US', 'de-DE', 'fr-FR', 'zh-CN', 'ar-EG'] as const;

/** Whole minor units of a size that no binary float holds in full. */
const minorUnits = fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n });
const currency = fc.constantFrom(...currencies);
const creditAmount = fc
  .tuple(minorUnits, fc.integer({ min: 0, max: 2 }))
  .map(([units, decimals]) => decimalOf(units, decimals));

interface Holding {
  readonly credits: string;
  readonly prepaid: { readonly currency: string; readonly balance: string };
}

const holding: fc.Arbitrary<Holding> = fc.record({
  credits: creditAmount,
  prepaid: fc
    .tuple(currency, minorUnits)
    .map(([code, units]) => ({ currency: code, balance: decimalOf(units, currencyExponent(code) ?? 2) })),
});

describe('amounts', () => {
  it('sums are exact and do not depend on the order, each currency by itself', () => {
    fc.assert(
      fc.property(fc.array(holding, { minLength: 1, maxLength: 8 }), fc.infiniteStream(fc.nat()), (holdings, order) => {
        const states = holdings.map(stateOf);
        const { pool } = snapshotOf(states);
        const sum = (amounts: readonly string[]): Big => amounts.reduce((total, each) => total.plus(each), new Big(0));
        expect(new Big(pool.credits?.total ?? 'none').eq(sum(holdings.map((each) => each.credits)))).toBe(true);
        for (const { currency: code, total } of pool.money) {
          const own = holdings.filter(({ prepaid }) => prepaid.currency === code).map(({ prepaid }) => prepaid.balance);
          expect(new Big(total ?? 'none').eq(sum(own))).toBe(true);
          expect(total?.split('.')[1]?.length ?? 0).toBe(currencyExponent(code));
        }
        expect(pool.money).toHaveLength(new Set(holdings.map(({ prepaid }) => prepaid.currency)).size);
        expect(snapshotOf(shuffled(states, order)).pool).toEqual(pool);
      }),
      { numRuns: 60 },
    );
  });

  it('no amount changes its currency or its value on the way into the snapshot', () => {
    fc.assert(
      fc.property(holding, (one) => {
        const [account] = snapshotOf([stateOf(one, 0)]).accounts;
        expect(account?.prepaid).toMatchObject({ ...one.prepaid, converted: null });
        expect(account?.credits?.balance).toBe(new Big(one.credits).toFixed());
      }),
      { numRuns: 60 },
    );
  });

  it.each(locales)('what is formatted for %s can be read back to the last digit', (locale) => {
    fc.assert(
      fc.property(creditAmount, currency, minorUnits, (credits, code, units) => {
        const money = decimalOf(units, currencyExponent(code) ?? 2);
        const reader = { ...english, formats: { numbers: locale, money: locale, times: locale } };
        expect(readBack(creditsText(credits, reader), locale)).toBe(new Big(credits).toFixed());
        expect(readBack(moneyText(money, code, reader), locale)).toBe(new Big(money).toFixed());
      }),
    );
  });

  it('a converted amount is the exact product, rounded half to even once', () => {
    const perUsd = fc.tuple(fc.integer({ min: 1, max: 10 ** 9 }), fc.integer({ min: 0, max: 8 }));
    fc.assert(
      fc.property(minorUnits, perUsd, currency, (cents, [digits, places], code) => {
        const usd = decimalOf(cents, 2);
        const rate = decimalOf(BigInt(digits), places);
        const converted = convertUsd(usd, { currency: code, perUsd: rate, date: '2026-03-01', source: 'table' });
        const decimals = currencyExponent(code) ?? 2;
        expect(converted).toBe(decimalOf(halfEven(cents * BigInt(digits), 2 + places - decimals), decimals));
      }),
    );
  });
});

/** `n × 10^-decimals` as a decimal with exactly so many digits after the point; no float anywhere. */
function decimalOf(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`;
  return units < 0n ? `-${text}` : text;
}

/** `n ÷ 10^places`, rounded half to even, by whole numbers alone. */
function halfEven(n: bigint, places: number): bigint {
  if (places <= 0) return n * 10n ** BigInt(-places);
  const unit = 10n ** BigInt(places);
  const magnitude = n < 0n ? -n : n;
  const [quotient, twice] = [magnitude / unit, (magnitude % unit) * 2n];
  const isUp = twice > unit || (twice === unit && quotient % 2n === 1n);
  const rounded = quotient + (isUp ? 1n : 0n);
  return n < 0n ? -rounded : rounded;
}

function stateOf({ credits, prepaid }: Holding, index: number): AccountState {
  const body = codexBody({
    session: { used: 10, resetsInMinutes: 60 },
    credits: { has_credits: true, unlimited: false, balance: credits },
  });
  const state = stateAfter(body, { name: `account-${index}` });
  return { ...state, facts: { ...state.facts, prepaid: known({ ...prepaid, nextExpiresAtMs: null }, nowMs) } };
}

function snapshotOf(states: readonly AccountState[]): Snapshot {
  return buildSnapshot(states, defaultSettings, english, nowMs);
}

function shuffled<T>(items: readonly T[], order: Iterator<number>): readonly T[] {
  const ranked = items.map((item) => ({ item, rank: Number(order.next().value) }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ item }) => item);
}

/** The number in a text, by the digits, the decimal mark and the minus sign of its locale. */
function readBack(text: string, locale: string): string {
  const digits = [...Array(10).keys()].map((digit) => numberFormat(locale, { useGrouping: false }).format(digit));
  const decimal = numberFormat(locale, {})
    .formatToParts(1.5)
    .find(({ type }) => type === 'decimal')?.value;
  let read = /[-−‐]/.test(text) ? '-' : '';
  const start = [...text].findIndex((character) => digits.includes(character));
  for (const character of [...text].slice(start)) {
    if (digits.includes(character)) read += digits.indexOf(character);
    else if (character === decimal) read += '.';
  }
  return new Big(read.replace(/\.$/, '')).toFixed();
}

import { describe, expect, it } from 'vitest';
import { type Conversion, creditsToUsd } from '../../../../core/credits/exchange-rates.ts';
import type { Facts } from '../../../../core/usage/facts.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { timesSaid } from '../../../support/menu-texts.ts';
import type { LocaleContext } from '../../../../core/i18n/translate.ts';
import { known } from '../../../support/account-states.ts';
import { english, nowMs } from '../../../support/example-states.ts';
import { accountOf, pageOf, limit, rowsOf, stateWith, withBalance } from '../../../support/money-states.ts';

const euro: Conversion = { currency: 'EUR', perUsd: '0.8515', date: '2026-02-20', source: 'table' };
const inEuros: LocaleContext = { ...english, currency: euro };

describe('the reader’s own currency', () => {
  it('stands after the dollars, with its mark and the day of the rate', () => {
    const rows = rowsOf(withBalance('247.5'), {}, inEuros);
    expect(rows).toEqual(['Credits: 247.5 credits · ≈ US$9.90 · ≈ €8.43 (20 Feb)']);
    expect(rowsOf(withBalance('247.5'))).toEqual(['Credits: 247.5 credits · ≈ US$9.90']);
    expect(accountOf(withBalance('247.5'), {}, inEuros).credits?.converted).toEqual({
      currency: 'EUR',
      amount: '8.43',
      rate: '0.8515',
      rateDate: '2026-02-20',
      rateSource: 'table',
    });
  });

  it('the menu has it too, and the page of the account says the rate in full', () => {
    const snapshot = buildSnapshot([withBalance('247.5')], defaultSettings, inEuros, nowMs);
    const menu = trayView(snapshot, defaultSettings, inEuros, nowMs).rows;
    expect(timesSaid(menu, '247.5 credits · ≈ US$9.90 · ≈ €8.43 (20 Feb)')).toBe(1);
    const account = accountOf(withBalance('247.5'), {}, inEuros);
    expect(pageOf(account, undefined, {}, inEuros).sources).toContainEqual({
      ...{ name: 'Rate', note: null },
      text: 'US$1.00 = €0.8515, 20 February 2026, exchange rate table',
    });
  });

  it('converts dollars that were paid or spent, and no other currency', () => {
    const spent = limit({ unit: 'money', currency: 'USD', used: '10.00', limit: null, scope: 'extra-usage' });
    const facts = (currency: string): Partial<Facts> => ({
      prepaid: known({ currency, balance: '20.00', nextExpiresAtMs: null }, nowMs),
      spendLimits: known([{ ...spent, currency }], nowMs),
    });
    expect(rowsOf(stateWith(facts('USD')), {}, inEuros)).toEqual([
      'Prepaid: US$20.00 · ≈ €17.03 (20 Feb)',
      'Extra usage: US$10.00 used, no limit · ≈ €8.52 (20 Feb)',
    ]);
    expect(rowsOf(stateWith(facts('GBP')), {}, inEuros).join()).not.toContain('≈');
  });

  it('a rate of 0 credits per dollar hides dollars and what is made of them everywhere', () => {
    const hidden = { creditsPerUsd: 0 };
    const state = stateWith(
      { prepaid: known({ currency: 'USD', balance: '20.00', nextExpiresAtMs: null }, nowMs) },
      { has_credits: true, unlimited: false, balance: '100' },
    );
    const settings = { ...defaultSettings, ...hidden };
    const snapshot = buildSnapshot([state], settings, inEuros, nowMs);
    expect(JSON.stringify([snapshot, trayView(snapshot, settings, inEuros, nowMs)])).not.toMatch(/≈|rateDate/);
    expect(rowsOf(state, hidden, inEuros)).toEqual(['Credits: 100 credits', 'Prepaid: US$20.00']);
    expect(snapshot.accounts[0]?.credits?.usd).toBeNull();
  });

  it.each([
    ['25', 25, '1.00'],
    ['1000', 25, '40.00'],
    ['500', 0, null],
    ['500', -1, null],
    ['500', Number.NaN, null],
    ['10', 3, '3.33'],
  ])('%s credits at %d per dollar are %s', (credits, perUsd, usd) => {
    expect(creditsToUsd(credits, perUsd)).toBe(usd);
  });
});

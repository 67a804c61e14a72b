import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { accountStateSchema } from '../../../../core/accounts/state-schema.ts';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { type OfferSeen, offerKey, seenOfOffer } from '../../../../core/credits/grant-offer.ts';
import { merge } from '../../../../core/usage/merge.ts';
import type { GrantReading } from '../../../../core/usage/observation.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { detailRows } from '../../../../core/views/detail-rows.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { grantAmountText } from '../../../../core/text/numbers.ts';
import type { GrantSnapshot } from '../../../../core/snapshot/figure-schema.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { timesSaid } from '../../../support/menu-texts.ts';
import type { LocaleContext } from '../../../../core/i18n/translate.ts';
import { chinese, codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

const hourMs = 3_600_000;
const offer = { available: true, eligible: true, granted: false, amountMinorUnits: 7_500, currency: 'EUR' } as const;

function stateWith(grant: Partial<GrantReading> = {}, asOfMs = nowMs): AccountState {
  const state = stateAfter(codexBody({ session: { used: 40 } }));
  const value: GrantReading = { ...offer, answeredAtMs: asOfMs, ...grant };
  const facts = merge(state.facts, { source: 'cache', asOfMs, grant: { is: 'value', value }, oddPaths: [] });
  return { ...state, facts };
}

function accountOf(state: AccountState, atMs = nowMs): AccountSnapshot {
  const [account] = buildSnapshot([state], defaultSettings, english, atMs).accounts;
  if (account === undefined) throw new Error('One account was given');
  return account;
}

function grantOf(state: AccountState, atMs = nowMs): GrantSnapshot | null {
  return accountOf(state, atMs).grant;
}

describe('the amount of a grant', () => {
  it.each([
    [5_000, 'USD', '$50'],
    [5_050, 'USD', '$50.50'],
    [1, 'USD', '$0.01'],
    [0, 'USD', '$0'],
    [5_000, 'usd', '$50'],
    [null, 'USD', null],
    [5_000, null, null],
    [5_000, '', null],
    [5_000, 'EUR', '€50'],
    [700, 'JPY', '¥700'],
    [12_000, 'KWD', 'KWD 12'],
    [12_500, 'KWD', 'KWD 12.500'],
    [123_456_789, 'GBP', '£1,234,567.89'],
  ])('%s of %s reads %s', (amount, currency, text) => {
    expect(grantAmountText(amount, currency, 'en-US')?.replaceAll(/\s/g, ' ') ?? null).toBe(text);
  });
});

describe('the grant in the snapshot', () => {
  it('is null where no source ever spoke of one', () => {
    expect(grantOf(stateAfter(codexBody({ session: { used: 40 } })))).toBeNull();
  });

  it('is public in one form for every reader', () => {
    const expected = {
      ...offer,
      display: '€75',
      asOf: '2026-03-02T13:00:00.000Z',
      stale: false,
      dismissed: false,
      promoted: true,
    };
    expect(grantOf(stateWith())).toEqual(expected);
    const [account] = buildSnapshot([stateWith()], defaultSettings, chinese, nowMs).accounts;
    expect(account?.grant).toEqual(expected);
  });

  it('counts for exactly an hour, then stays as the last known one, marked stale', () => {
    expect(grantOf(stateWith(), nowMs + hourMs)).toMatchObject({ stale: false });
    expect(grantOf(stateWith(), nowMs + hourMs + 1)).toMatchObject({
      stale: true,
      display: '€75',
      asOf: '2026-03-02T13:00:00.000Z',
    });
  });

  it('never counts as fresh where its age is not known, however new the file is', () => {
    expect(grantOf(stateWith({ answeredAtMs: null }))).toMatchObject({ stale: true, asOf: null });
  });

  it('does not make an account fresh whose limits are old', () => {
    expect(accountOf(stateWith({}, nowMs + hourMs), nowMs + hourMs).state).toBe('stale');
  });

  it('an older entry does not take the place of a newer one', () => {
    const state = stateWith();
    const value: GrantReading = { ...offer, granted: true, answeredAtMs: nowMs - 1 };
    const facts = merge(state.facts, {
      source: 'cache',
      asOfMs: nowMs - 1,
      grant: { is: 'value', value },
      oddPaths: [],
    });
    expect(grantOf({ ...state, facts })?.granted).toBe(false);
  });

  it('is kept over a restart, and a state of an older version has none', () => {
    const stored = JSON.parse(JSON.stringify(stateWith())) as { facts: Record<string, unknown> };
    expect(v.parse(accountStateSchema, stored)).toMatchObject(stateWith());
    delete stored.facts['grant'];
    expect(v.parse(accountStateSchema, stored).facts.grant).toEqual({ said: null, unknownSinceMs: null });
  });
});

describe('the row of a grant', () => {
  const rowsOf = (state: AccountState, atMs = nowMs, locale: LocaleContext = english): readonly string[] =>
    detailRows(accountOf(state, atMs), defaultSettings, locale, atMs)
      .filter(({ id }) => id === 'grant')
      .map(({ name, text, stale }) => `${name}: ${text} (${stale ? 'stale' : 'normal'})`);

  it('stands where there is an offer with an amount that was not taken', () => {
    expect(rowsOf(stateWith())).toEqual(['Extra usage credit: €75 available · you can claim it (normal)']);
    expect(rowsOf(stateWith(), nowMs, chinese)).toEqual(['额外用量赠额: 提供 €75 · 你可以领取 (normal)']);
  });

  it('does not ask whether one is eligible, and says who can claim it', () => {
    expect(rowsOf(stateWith({ eligible: false }))).toEqual([
      'Extra usage credit: €75 available · ask an admin to claim it (normal)',
    ]);
  });

  it.each([
    ['there is no offer', { available: false }],
    ['it was taken', { granted: true }],
    ['the amount is not known', { amountMinorUnits: null }],
    ['the currency is not known', { currency: null }],
  ])('is not there when %s', (_why, grant) => {
    expect(rowsOf(stateWith(grant))).toEqual([]);
  });

  it('says that an old one is old, with its age where it is known', () => {
    expect(rowsOf(stateWith(), nowMs + 3 * hourMs)).toEqual([
      'Extra usage credit: €75 available · you can claim it · 3 hours old (stale)',
    ]);
    expect(rowsOf(stateWith({ answeredAtMs: null }))).toEqual([
      'Extra usage credit: €75 available · you can claim it · last known (stale)',
    ]);
  });

  it('stands in the tray menu too, and in no total', () => {
    const snapshot = buildSnapshot([stateWith()], defaultSettings, english, nowMs);
    const { rows } = trayView(snapshot, defaultSettings, english, nowMs);
    expect(timesSaid(rows, 'Extra usage credit: €75 available · you can claim it')).toBe(1);
    expect(snapshot.pool.credits).toBeNull();
  });
});

describe('an offer that the user has seen', () => {
  const seen: OfferSeen = { key: '7500 EUR', impressions: 0, visited: false, dismissed: false };
  const withSeen = (offerSeen: OfferSeen | null, grant: Partial<GrantReading> = {}): AccountState => ({
    ...stateWith(grant),
    offer: offerSeen,
  });

  it.each<[string, OfferSeen | null, boolean]>([
    ['it was never shown', null, true],
    ['it was shown twice', { ...seen, impressions: 2 }, true],
    ['it was shown three times', { ...seen, impressions: 3 }, false],
    ['its page was opened', { ...seen, visited: true }, false],
    ['it was put away', { ...seen, dismissed: true }, false],
    [
      'only another amount was shown and put away',
      { key: '5000 EUR', impressions: 9, visited: true, dismissed: true },
      true,
    ],
    ['only another currency was shown', { ...seen, key: '7500 USD', impressions: 3 }, true],
  ])('where %s, it is promoted as it should be', (_why, offerSeen, promoted) => {
    expect(grantOf(withSeen(offerSeen))?.promoted).toBe(promoted);
  });

  it('is promoted only while there is something to take, of now and with an amount', () => {
    const promoted = (grant: Partial<GrantReading>): boolean | undefined => grantOf(withSeen(null, grant))?.promoted;
    expect([
      promoted({ available: false }),
      promoted({ granted: true }),
      promoted({ amountMinorUnits: null }),
      promoted({ currency: null }),
      promoted({ answeredAtMs: null }),
      promoted({ eligible: false }),
    ]).toEqual([false, false, false, false, false, true]);
  });

  it('stays on the usage page with no cap until it is put away, and is then nowhere', () => {
    const shownOften = accountOf(withSeen({ ...seen, impressions: 50, visited: true }));
    const putAway = accountOf(withSeen({ ...seen, dismissed: true }));
    const rows = (account: AccountSnapshot): readonly string[] =>
      detailRows(account, defaultSettings, english, nowMs).map(({ id }) => id);
    expect([rows(shownOften), rows(putAway)]).toEqual([['grant'], []]);
    expect(putAway.grant).toMatchObject({ available: true, display: '€75', dismissed: true });
    const snapshot = buildSnapshot([withSeen({ ...seen, dismissed: true })], defaultSettings, english, nowMs);
    expect(JSON.stringify(trayView(snapshot, defaultSettings, english, nowMs))).not.toContain('75');
    expect(terminalView(snapshot, defaultSettings, english, nowMs)).not.toContain('75');
  });

  it('names an offer by amount and currency, and begins again with another one', () => {
    const reading = { ...offer, answeredAtMs: nowMs };
    expect(offerKey(reading)).toBe('7500 EUR');
    expect(offerKey({ ...reading, currency: null })).toBeNull();
    expect(seenOfOffer({ ...reading, amountMinorUnits: 100 }, { ...seen, dismissed: true })).toEqual({
      key: '100 EUR',
      impressions: 0,
      visited: false,
      dismissed: false,
    });
  });
});

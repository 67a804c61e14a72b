import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Account } from '../../../../../core/providers/account.ts';
import { codexProvider } from '../../../../../core/providers/codex/provider.ts';
import {
  codexConsumeRequest,
  codexResetListRequest,
  isResetListWanted,
  parseConsumeAnswer,
  parseResetListAnswer,
  redeemableCredits,
} from '../../../../../core/providers/codex/reset-credits.ts';
import { statedValue, statedUnknown } from '../../../../../core/usage/fact.ts';
import { type Facts, noFacts } from '../../../../../core/usage/facts.ts';
import type { ResetCreditsReading } from '../../../../../core/usage/observation.ts';
import { merge } from '../../../../../core/usage/merge.ts';
import { expectHonest, mutated } from '../../../../support/honest-reading.ts';
import { observed, valueOf } from '../../../../support/readings.ts';

const nowMs = 1_795_305_600_000;
const hourMs = 3_600_000;
const iso = (inSeconds: number): string => new Date(nowMs + inSeconds * 1000).toISOString();
const account: Account = {
  id: 'codex:a1',
  provider: 'codex',
  label: 'work',
  email: null,
  plan: null,
  vendorAccountId: 'account-7',
  baseUrl: 'https://chatgpt.com/backend-api',
};
const late = { id: 'late', status: 'available', expires_at: iso(9_000), title: 'Full reset' };
const soon = { id: 'soon', expires_at: nowMs / 1000 + 700 };
const never = { id: 'never', status: null, expires_at: null };
const gone = [
  { id: 'used', status: 'redeemed', expires_at: iso(50) },
  { id: 'taken', status: 'consumed', expires_at: iso(60) },
  { id: 'over', status: 'available', expires_at: iso(-1) },
];
const listBody = { available_count: 3, credits: [late, never, soon, ...gone] };
const listOf = (any: unknown) => valueOf(observed(parseResetListAnswer(any, nowMs)).resetCreditList);

function knownFacts(
  counted: number | null,
  list: { readonly available: number; readonly agoMs: number } | null,
): Facts {
  const resetCredits = counted === null ? statedUnknown : statedValue({ available: counted, nextExpiresAtMs: null });
  const facts = merge(noFacts, { source: 'poll', asOfMs: nowMs, resetCredits, oddPaths: [] });
  if (list === null) return facts;
  const resetCreditList = statedValue({ available: list.available, nextExpiresAtMs: null });
  return merge(facts, { source: 'poll', asOfMs: nowMs - list.agoMs, resetCreditList, oddPaths: [] });
}

describe('whether the list of banked resets is polled', () => {
  it.each([
    ['none is counted', knownFacts(0, null), false],
    ['nobody knows how many', knownFacts(null, null), false],
    ['nothing is known at all', noFacts, false],
    ['some are counted and no list is known', knownFacts(2, null), true],
    ['the list has as many and is young', knownFacts(2, { available: 2, agoMs: hourMs - 1 }), false],
    ['the list is an hour old', knownFacts(2, { available: 2, agoMs: hourMs }), true],
    ['the list has another number', knownFacts(2, { available: 3, agoMs: 1 }), true],
  ])('where %s', (_, facts, wanted) => {
    expect(isResetListWanted(account, facts, nowMs)).toBe(wanted);
  });

  it('counts resets that cannot be used now', () => {
    const at = (reading: ResetCreditsReading) =>
      merge(knownFacts(null, { available: 2, agoMs: 1 }), {
        ...{ source: 'poll', asOfMs: nowMs + 1, oddPaths: [] },
        resetCredits: statedValue(reading),
      });
    const wanted = [
      { available: 0, unusable: 2, nextExpiresAtMs: null },
      { available: 0, unusable: 1, nextExpiresAtMs: null },
    ].map((reading) => isResetListWanted(account, at(reading), nowMs));
    expect(wanted).toEqual([false, true]);
  });

  it('is not polled at a base without the vendor’s own paths', () => {
    expect(isResetListWanted({ ...account, baseUrl: 'http://127.0.0.1:1' }, knownFacts(2, null), nowMs)).toBe(false);
  });

  it('is polled hourly, and never where only essential traffic is allowed', () => {
    const endpoint = codexProvider.endpoints['reset-credits'];
    expect(endpoint?.optional).toBe(true);
    expect(endpoint?.pollInterval).toEqual({ defaultMs: hourMs, minimumMs: 300_000, isFixed: true });
    expect(codexResetListRequest(account)).toMatchObject({
      method: 'GET',
      url: 'https://chatgpt.com/backend-api/wham/rate-limit-reset-credits',
      headers: { 'User-Agent': 'quota-tray/{{version}}', 'ChatGPT-Account-Id': 'account-7' },
    });
  });
});

describe('the list of banked resets', () => {
  it('states the count and the next expiry, from times in any form', () => {
    expect(parseResetListAnswer(listBody, nowMs)).toEqual({
      ok: true,
      observation: {
        source: 'poll',
        asOfMs: nowMs,
        resetCredits: statedValue({ available: 3, nextExpiresAtMs: null }),
        resetCreditList: statedValue({ available: 3, nextExpiresAtMs: nowMs + 700_000 }),
        oddPaths: [],
      },
    });
  });

  it.each([
    ['counts those that can be redeemed where no count is stated', { credits: listBody.credits }, 3, nowMs + 700_000],
    ['takes the stated count', { ...listBody, available_count: '2' }, 2, nowMs + 700_000],
    ['a blank count is not 0', { ...listBody, available_count: '' }, 3, nowMs + 700_000],
    ['knows no expiry where none is told', { credits: [never] }, 1, null],
    ['reads no expiry out of garbage', { credits: [{ status: 'available', expires_at: 'soon' }] }, 1, null],
    ['an empty list is a true 0', { credits: [], available_count: 0 }, 0, null],
    ['knows no expiry of what is not there', { credits: [soon], available_count: 0 }, 0, null],
  ])('%s', (_, any, available, nextExpiresAtMs) => {
    expect(listOf(any)).toEqual({ available, nextExpiresAtMs });
  });

  it.each([[null], [[]], ['x'], [{}], [{ available_count: 3 }], [{ credits: {} }], [{ credits: [5] }]])(
    'fails for %j, which is no list',
    (any) => {
      expect(parseResetListAnswer(any, nowMs).ok).toBe(false);
    },
  );

  it('never throws and never invents a value, for any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), (any) => expectHonest(parseResetListAnswer(any, nowMs))));
    fc.assert(fc.property(mutated(listBody), (any) => expectHonest(parseResetListAnswer(any, nowMs))));
  });
});

describe('redeemable banked resets', () => {
  it('are sorted by expiry, those without an expiry at the end', () => {
    expect(redeemableCredits(listBody, nowMs)).toEqual([
      { id: 'soon', title: null, expiresAtMs: nowMs + 700_000 },
      { id: 'late', title: 'Full reset', expiresAtMs: nowMs + 9_000_000 },
      { id: 'never', title: null, expiresAtMs: null },
    ]);
  });

  it('have an id', () => {
    const credits = [{ status: 'available' }, { id: ' ' }, { id: 7 }, { id: 'x'.repeat(201) }, null];
    expect(redeemableCredits({ credits }, nowMs)).toEqual([]);
  });

  it('are sorted and not expired, for any JSON', () => {
    const check = (any: unknown): void => {
      const times = redeemableCredits(any, nowMs).map(({ expiresAtMs }) => expiresAtMs ?? Infinity);
      expect(times.every((time) => time > nowMs)).toBe(true);
      expect(times).toEqual([...times].sort((a, b) => (a === b ? 0 : a - b)));
    };
    fc.assert(fc.property(fc.jsonValue(), check));
    fc.assert(fc.property(mutated(listBody), check));
  });
});

const requestId = '7d3c7b7e-53a1-4f6e-9c1e-4a1f0f0b8a11';
const redeemingAccount: Account = {
  id: 'codex:a1',
  provider: 'codex',
  label: 'work',
  email: null,
  plan: null,
  vendorAccountId: 'account-7',
  baseUrl: 'https://chatgpt.com',
};

describe('redeeming a banked reset', () => {
  it('sends the request id and the id of the reset', () => {
    expect(codexConsumeRequest(redeemingAccount, requestId, 'credit-1')).toMatchObject({
      method: 'POST',
      url: 'https://chatgpt.com/backend-api/wham/rate-limit-reset-credits/consume',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'quota-tray/{{version}}' },
      body: { redeem_request_id: requestId, credit_id: 'credit-1' },
    });
    expect(codexConsumeRequest(redeemingAccount, requestId, null).body).toEqual({ redeem_request_id: requestId });
  });

  it('sends the same request again, so that one confirmation uses one reset', () => {
    expect(codexConsumeRequest(redeemingAccount, requestId, 'credit-1')).toEqual(
      codexConsumeRequest(redeemingAccount, requestId, 'credit-1'),
    );
  });

  it('is no endpoint that can be polled', () => {
    const known = { ...redeemingAccount, organizationId: null };
    const methods = Object.values(codexProvider.endpoints).map(({ request }) => request(known, 0).method);
    expect(new Set(methods)).toEqual(new Set(['GET']));
    expect(codexProvider.endpoints['reset-credits']?.isWanted?.(known, noFacts, 0)).toBe(false);
  });

  it.each([
    [{ code: 'reset', windows_reset: 2 }, 'reset'],
    [{ code: 'already_redeemed' }, 'already-redeemed'],
    [{ code: 'NOTHING_TO_RESET' }, 'nothing-to-reset'],
    [{ code: ' no_credit ' }, 'no-credit'],
    [{ code: 'brand_new' }, null],
    [{ code: 1 }, null],
    [{ windows_reset: 2 }, null],
    [{}, null],
    [[], null],
    [null, null],
  ])('parses %j as %j, whatever the status', (body, answer) => {
    expect(parseConsumeAnswer(body)).toBe(answer);
  });

  it('never throws, for any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => parseConsumeAnswer(body) === null));
  });
});

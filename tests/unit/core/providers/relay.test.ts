import { describe, expect, it } from 'vitest';
import { parseExternalObservation } from '../../../../core/providers/external-observation.ts';
import { balanceRequest, installIdOf, parseBalance, relayProvider } from '../../../../core/providers/relay.ts';
import { statedValue } from '../../../../core/usage/fact.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';
import { observed, valueOf } from '../../../support/readings.ts';

const asOfMs = Date.parse('2026-05-04T10:00:00Z');
const account = accountOf('relay', 'https://relay.example');
const ledgerOf = (body: unknown) => valueOf(observed(parseBalance(body, asOfMs)).ledger);

describe('the balance of a metered install', () => {
  it('is requested with the id of the install and the licence, and accepts a 402 as an answer', () => {
    expect(balanceRequest(account)).toMatchObject({
      url: 'https://relay.example/relay/balance',
      headers: { 'X-Recap-Install-Id': 'org-1', Authorization: 'Bearer {{secret:accessToken}}' },
      answerStatuses: [402],
    });
  });

  it.each([
    [{ organizationId: 'inst-7', vendorAccountId: null }, 'inst-7'],
    [{ organizationId: null, vendorAccountId: 'inst-8' }, 'inst-8'],
    [{ organizationId: null, vendorAccountId: null }, null],
    [{ organizationId: 'a\r\nX-Evil: 1', vendorAccountId: null }, null],
    [{ organizationId: 'x'.repeat(201), vendorAccountId: null }, null],
  ])('takes the account %j as the install %j, and polls only accounts with an install', (ids, id) => {
    const own = { ...account, ...ids };
    expect(installIdOf(own)).toBe(id);
    expect(relayProvider.endpoints['usage']?.isWanted?.(own, noFacts, asOfMs)).toBe(id !== null);
  });

  it.each([
    [
      { credits_remaining: 2, tier: 'core', credit_charged: true },
      { remaining: 2, capped: 'lifetime', lastCharge: 1 },
    ],
    [
      { credits_remaining: 31, tier: 'pro', credit_charged: false },
      { remaining: 31, capped: 'monthly', lastCharge: null },
    ],
    [
      { credits_remaining: null, tier: 'max', credit_charged: false },
      { remaining: null, capped: 'none' },
    ],
    [
      { credits_remaining: '6', tier: 'studio' },
      { remaining: 6, capped: null, tier: 'studio', lastCharge: null },
    ],
    [
      { result: null, error: 'out_of_credits', credits_remaining: 0, tier: 'core', credit_charged: false },
      { remaining: 0, capped: 'lifetime' },
    ],
    [
      { credits_remaining: 9, tier: 'pro', gemini_remaining: 4, resets_at: '2026-06-01T00:00:00Z' },
      { geminiRemaining: 4, resetsAtMs: Date.parse('2026-06-01T00:00:00Z') },
    ],
  ])('parses the envelope %j as %j', (envelope, ledger) => {
    expect(ledgerOf(envelope)).toMatchObject(ledger);
  });

  it.each([
    [null],
    [{}],
    [{ tier: 'core' }],
    [{ credits_remaining: 3 }],
    [{ credits_remaining: -1, tier: 'core' }],
    [{ credits_remaining: 2.5, tier: 'core' }],
    [{ credits_remaining: '', tier: 'core' }],
    [{ error: 'auth_error' }],
  ])('fails for %j and does not state 0', (envelope) => {
    expect(parseBalance(envelope, asOfMs).ok).toBe(false);
    expect(posted(envelope)).toEqual([]);
  });

  it('parses the cost of a call from an envelope that another program sends, for a success and a 402', () => {
    const charged = { result: {}, credits_remaining: 1, tier: 'core', credit_charged: true };
    const denied = { result: null, credits_remaining: 0, tier: 'core', credit_charged: false };
    expect(posted(charged)).toMatchObject([
      { source: 'headers', asOfMs, ledger: statedValue({ remaining: 1, lastCharge: 1 }) },
    ]);
    expect(posted(denied, 402)).toMatchObject([{ ledger: statedValue({ remaining: 0, lastCharge: 0 }) }]);
  });
});

function posted(body: unknown, status: number | null = 200) {
  const handed = { provider: 'relay', accountId: null, headers: {}, status, body, statusLine: null };
  return parseExternalObservation('relay', handed, asOfMs);
}

import { describe, expect, it } from 'vitest';
import {
  isWalletWanted,
  parseUsage,
  parseWallet,
  walletOrigins,
  walletRequest,
} from '../../../../core/providers/openai-compatible.ts';
import { statedValue, statedUnknown } from '../../../../core/usage/fact.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { merge } from '../../../../core/usage/merge.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';
import { observed } from '../../../support/readings.ts';

const asOfMs = Date.parse('2026-05-04T10:00:00Z');
const hourMs = 3_600_000;
const account = accountOf('openai-compatible', 'https://models.example/v1');
const prepaidOf = (balance: unknown) => observed(parseWallet({ balance }, asOfMs, { status: 200 })).prepaid;

describe('the wallet of a key that pays by token', () => {
  it.each([
    ['https://api.code.umans.ai/v1', 'https://app.umans.ai/api/v1/wallet/summary', ['https://app.umans.ai']],
    ['https://API.code.umans.ai:443/v1', 'https://app.umans.ai/api/v1/wallet/summary', ['https://app.umans.ai']],
    ['https://models.example/v1', 'https://models.example/api/v1/wallet/summary', []],
    ['http://127.0.0.1:8080/acme/v1', 'http://127.0.0.1:8080/api/v1/wallet/summary', []],
    ['https://api.code.umans.ai.evil.example/v1', 'https://api.code.umans.ai.evil.example/api/v1/wallet/summary', []],
  ])('sends the request for base %s to %s', (base, url, origins) => {
    expect(walletRequest(accountOf('openai-compatible', base)).url).toBe(url);
    expect(walletOrigins(accountOf('openai-compatible', base))).toEqual(origins);
  });

  it.each([
    [{ balanceCents: 512.345678, funded: true }, '5.12'],
    [{ balanceCents: 512.5, funded: true }, '5.12'],
    [{ balanceCents: 513.5, funded: true }, '5.14'],
    [{ balanceCents: '1e3', funded: true }, '10.00'],
    [{ balanceCents: -20, funded: true }, '-0.20'],
  ])('parses %j as the amount %s', (balance, amount) => {
    expect(prepaidOf(balance)).toEqual(statedValue({ currency: 'USD', balance: amount, nextExpiresAtMs: null }));
  });

  it('marks a wallet that is not funded as spent, whatever its balance', () => {
    expect(prepaidOf({ balanceCents: 40, funded: false })).toEqual(
      statedValue({ currency: 'USD', balance: '0.40', nextExpiresAtMs: null, spent: true }),
    );
  });

  it.each([[{ balanceCents: null }], [{ funded: true }]])('states that %j is unknown, not 0', (balance) => {
    expect(prepaidOf(balance)).toEqual(statedUnknown);
  });

  it.each([[null], [{}], [{ balance: null }], [{ balance: { balanceCents: 'much' } }], ['x']])(
    'fails for %j',
    (body) => {
      expect(parseWallet(body, asOfMs, { status: 200 }).ok).toBe(false);
    },
  );

  it.each([[{ error: 'wallet_not_found' }], [null], [{ detail: 'Not Found' }]])(
    'takes a 404 with %j as a key without a wallet, and polls it again the next day',
    (body) => {
      const facts = merge(noFacts, observed(parseWallet(body, asOfMs, { status: 404 })));
      expect(facts.prepaid).toEqual({ said: null, unknownSinceMs: asOfMs });
      expect(isWalletWanted(account, facts, asOfMs + hourMs)).toBe(false);
      expect(isWalletWanted(account, facts, asOfMs + 24 * hourMs)).toBe(true);
      expect(isWalletWanted(account, facts, asOfMs - hourMs)).toBe(true);
    },
  );

  it('polls a wallet that once had a balance at the usual interval', () => {
    expect(isWalletWanted(account, noFacts, asOfMs)).toBe(true);
    const read = observed(parseWallet({ balance: { balanceCents: 5 } }, asOfMs, { status: 200 }));
    const gone = observed(parseWallet(null, asOfMs + 1, { status: 404 }));
    expect(isWalletWanted(account, merge(merge(noFacts, read), gone), asOfMs + hourMs)).toBe(true);
  });

  it('polls no wallet at a gateway that states its balance with the usage, because a 404 would erase it', () => {
    const known = (body: unknown) => merge(noFacts, observed(parseUsage(body, asOfMs)));
    const sub2api = known({ mode: 'unrestricted', isValid: true, unit: 'USD', balance: 3.2 });
    expect(isWalletWanted(account, sub2api, asOfMs + 1000)).toBe(false);
    const console = accountOf('openai-compatible', 'https://relay.example/api/user/self/');
    expect(isWalletWanted(console, noFacts, asOfMs)).toBe(false);
    const sessions = known({ usage: { concurrent_sessions: 1 } });
    expect(isWalletWanted(account, sessions, asOfMs)).toBe(true);
  });
});

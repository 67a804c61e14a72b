import type { Account } from './account.ts';
import { statedValue } from '../usage/fact.ts';
import { dataOf } from '../units/json.ts';
import { parseMoney, ignoreHeaders, parseResult } from './parse.ts';
import type { Provider, ParseResult } from './provider.ts';
import { hostOf, keyRequest } from './request.ts';

/** Moonshot, polled for the balance of its platform. */
export const moonshotProvider: Provider = {
  id: 'moonshot',
  displayName: 'Moonshot',
  tile: 'Mo',
  shows: ['balance'],
  signInCommand: null,
  key: { page: 'https://platform.moonshot.ai/console/api-keys', defaultBaseUrl: 'https://api.moonshot.ai' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/v1/users/me/balance'),
      parse: (body, asOfMs, { account }) => parseBalance(body, asOfMs, currencyAt(account)),
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/** The currency of a balance. The answer names none: the Chinese site counts in yuan, the other one in dollars. */
export function currencyAt({ baseUrl }: Pick<Account, 'baseUrl'>): string {
  return hostOf(baseUrl)?.endsWith('.cn') === true ? 'CNY' : 'USD';
}

/**
 * Parses `GET /v1/users/me/balance`: the amount that can be spent, vouchers included. It may be below 0. Never throws.
 */
export function parseBalance(body: unknown, asOfMs: number, currency: string): ParseResult {
  const balance = parseMoney(dataOf(body)?.['available_balance'], currency);
  if (balance === null) return parseResult(body, asOfMs, {}, ['data.available_balance']);
  return parseResult(body, asOfMs, { prepaid: statedValue({ currency, balance, nextExpiresAtMs: null }) }, []);
}

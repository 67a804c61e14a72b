import { dataOf } from '../units/json.ts';
import { parseMoney, ignoreHeaders } from './parse.ts';
import { currencyAt, prepaidResult } from './prepaid.ts';
import type { Provider, ParseResult } from './provider.ts';
import { keyRequest } from './request.ts';

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

/**
 * Parses `GET /v1/users/me/balance`: the amount that can be spent, vouchers included. It may be below 0. Never throws.
 */
export function parseBalance(body: unknown, asOfMs: number, currency: string): ParseResult {
  const balance = parseMoney(dataOf(body)?.['available_balance'], currency);
  return prepaidResult(body, asOfMs, { currency, balance, path: 'data.available_balance' });
}

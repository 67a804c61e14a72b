import { asRecord } from '../units/json.ts';
import { fromMinorUnits } from '../units/money.ts';
import { ignoreHeaders } from './parse.ts';
import { prepaidResult } from './prepaid.ts';
import type { ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';

/** Novita, polled for the balance of an account. */
export const novitaProvider: Provider = {
  id: 'novita',
  displayName: 'Novita',
  tile: 'No',
  shows: ['balance'],
  signInCommand: null,
  key: { page: 'https://novita.ai/settings/key-management', defaultBaseUrl: 'https://api.novita.ai' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/openapi/v1/billing/balance/detail'),
      parse: parseBalance,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/** The service counts in units of 0.0001 dollars. */
const unitDecimals = 4;

/** Parses `availableBalance`, the money that can be spent. Never throws. */
export function parseBalance(body: unknown, asOfMs: number): ParseResult {
  const balance = fromMinorUnits(asRecord(body)?.['availableBalance'], 'USD', unitDecimals);
  return prepaidResult(body, asOfMs, { currency: 'USD', balance, path: 'availableBalance' });
}

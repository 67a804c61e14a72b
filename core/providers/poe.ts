import { statedValue } from '../usage/fact.ts';
import { asRecord } from '../units/json.ts';
import { parseCount } from '../units/number.ts';
import { ignoreHeaders, parseResult } from './parse.ts';
import type { ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';

/** Poe, polled for the points of an account. */
export const poeProvider: Provider = {
  id: 'poe',
  displayName: 'Poe',
  tile: 'Po',
  shows: ['balance'],
  signInCommand: null,
  key: { page: 'https://poe.com/api/keys', defaultBaseUrl: 'https://api.poe.com' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/usage/current_balance'),
      parse: parseBalance,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/**
 * Parses `current_point_balance`: the points of the plan and bought points together. Points are no money, and without
 * points the service refuses requests. Never throws.
 */
export function parseBalance(body: unknown, asOfMs: number): ParseResult {
  const remaining = parseCount(asRecord(body)?.['current_point_balance']);
  if (remaining === null) return parseResult(body, asOfMs, {}, ['current_point_balance']);
  const none = { capped: null, geminiRemaining: null, lastCharge: null, resetsAtMs: null };
  return parseResult(body, asOfMs, { ledger: statedValue({ remaining, tier: '', ...none }) }, []);
}

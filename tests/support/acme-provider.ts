import { asRecord } from '../../core/units/json.ts';
import { ignoreHeaders, parseMoney, parseResult } from '../../core/providers/parse.ts';
import type { ParseResult, Provider } from '../../core/providers/provider.ts';
import { keyRequest } from '../../core/providers/request.ts';
import { statedValue } from '../../core/usage/fact.ts';

/** Acme, polled for the balance of its platform. */
export const acmeProvider: Provider = {
  // @ts-expect-error: the example is not in the list of providers, so its id is unknown
  id: 'acme',
  displayName: 'Acme',
  tile: 'Ac',
  shows: ['balance'],
  signInCommand: null,
  key: { page: 'https://acme.example/keys', defaultBaseUrl: 'https://api.acme.example' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/v2/balance'),
      parse: parseBalance,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/** Parses `{"credit": {"left": "12.5"}}`: prepaid dollars. Never throws. */
export function parseBalance(body: unknown, asOfMs: number): ParseResult {
  const left = asRecord(asRecord(body)?.['credit'])?.['left'];
  const balance = parseMoney(left, 'USD');
  if (balance === null) return parseResult(body, asOfMs, {}, ['credit.left']);
  return parseResult(body, asOfMs, { prepaid: statedValue({ currency: 'USD', balance, nextExpiresAtMs: null }) }, []);
}

import { dataOf } from '../units/json.ts';
import { ignoreHeaders, parseMoney } from './parse.ts';
import { currencyAt, prepaidResult } from './prepaid.ts';
import type { ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';

/** SiliconFlow, polled for the balance of one of its two platforms. */
export const siliconFlowProvider: Provider = {
  id: 'siliconflow',
  displayName: 'SiliconFlow',
  tile: 'SF',
  shows: ['balance'],
  signInCommand: null,
  key: { page: 'https://cloud.siliconflow.com/account/ak', defaultBaseUrl: 'https://api.siliconflow.com' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/v1/user/info'),
      parse: (body, asOfMs, { account }) => parseBalance(body, asOfMs, currencyAt(account)),
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/** Parses `data.totalBalance` of `GET /v1/user/info`: paid and granted money together. Never throws. */
export function parseBalance(body: unknown, asOfMs: number, currency: string): ParseResult {
  const balance = parseMoney(dataOf(body)?.['totalBalance'], currency);
  return prepaidResult(body, asOfMs, { currency, balance, path: 'data.totalBalance' });
}

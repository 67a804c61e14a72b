import type { Account } from './account.ts';
import { asRecord } from '../units/json.ts';
import { ignoreHeaders, parseMoney, parseResult } from './parse.ts';
import { prepaidResult } from './prepaid.ts';
import type { ParseResult, Provider } from './provider.ts';
import { hostOf, keyRequest } from './request.ts';

/** StepFun, polled for the balance of its Chinese platform. */
export const stepFunProvider: Provider = {
  id: 'stepfun',
  displayName: 'StepFun',
  tile: 'St',
  shows: ['balance'],
  signInCommand: null,
  key: { page: 'https://platform.stepfun.com/interface-key', defaultBaseUrl: 'https://api.stepfun.com' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/v1/accounts'),
      parse: (body, asOfMs, { account }) => parseBalance(body, asOfMs, currencyAt(account)),
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/**
 * The currency of a balance. The answer names none: the Chinese platform counts in yuan. The currency of the other
 * platform (`stepfun.ai`) is not known, which gives null.
 */
export function currencyAt({ baseUrl }: Pick<Account, 'baseUrl'>): string | null {
  return hostOf(baseUrl)?.endsWith('.ai') === true ? null : 'CNY';
}

/** Parses `balance` of `GET /v1/accounts`: cash and vouchers together. Never throws. */
export function parseBalance(body: unknown, asOfMs: number, currency: string | null): ParseResult {
  if (currency === null) return parseResult(body, asOfMs, {}, ['currency']);
  const balance = parseMoney(asRecord(body)?.['balance'], currency);
  return prepaidResult(body, asOfMs, { currency, balance, path: 'balance' });
}

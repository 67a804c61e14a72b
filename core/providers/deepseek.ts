import { statedValue } from '../usage/fact.ts';
import type { PrepaidReading } from '../usage/observation.ts';
import { parseCurrency } from '../units/money.ts';
import { asRecord, listOf } from '../units/json.ts';
import { parseMoney, ignoreHeaders, parseResult } from './parse.ts';
import type { Provider, ParseResult } from './provider.ts';
import { keyRequest } from './request.ts';

/** DeepSeek, polled for the balance of its platform. */
export const deepSeekProvider: Provider = {
  id: 'deepseek',
  displayName: 'DeepSeek',
  tile: 'DS',
  shows: ['balance'],
  pages: {
    usage: 'https://platform.deepseek.com/usage',
    status: 'https://status.deepseek.com/',
    billing: 'https://platform.deepseek.com/top_up',
  },
  signInCommand: null,
  key: { page: 'https://platform.deepseek.com/api_keys', defaultBaseUrl: 'https://api.deepseek.com' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/user/balance'),
      parse: parseBalance,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/** The stored state keeps at most this many currencies. */
const mostCurrencies = 20;

/**
 * Parses `GET /user/balance`, which lists one balance per currency, granted and paid amounts together. The first
 * balance above 0 is the main one, else the first. Further balances above 0 are listed beside it, because amounts of
 * two currencies are never added up.
 */
export function parseBalance(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  const infos = listOf(record?.['balance_infos']);
  if (record === null || infos === null) return parseResult(body, asOfMs, {}, ['balance_infos']);
  const read = infos.items.map(({ value }) => parseBalanceInfo(value));
  const balances = read.filter((each) => each !== null);
  const prepaid = balances.find(({ balance }) => hasMoney(balance)) ?? balances[0];
  const unrecognized = read.flatMap((each, index) => (each === null ? [`balance_infos[${index}]`] : []));
  const unrecognizedPaths = infos.isWhole ? unrecognized : [...unrecognized, 'balance_infos'];
  if (prepaid === undefined) return parseResult(body, asOfMs, {}, unrecognizedPaths);
  const others = balances
    .filter((each) => each.currency !== prepaid.currency && hasMoney(each.balance))
    .slice(0, mostCurrencies);
  const reading: PrepaidReading = {
    ...prepaid,
    ...(others.length === 0 ? {} : { further: others.map(({ currency, balance }) => ({ currency, balance })) }),
    ...(record['is_available'] === false ? { spent: true } : {}),
  };
  return parseResult(body, asOfMs, { prepaid: statedValue(reading) }, unrecognizedPaths);
}

function parseBalanceInfo(value: unknown): PrepaidReading | null {
  const info = asRecord(value);
  const currency = parseCurrency(info?.['currency']);
  const balance = currency === null ? null : parseMoney(info?.['total_balance'], currency);
  return currency === null || balance === null ? null : { currency, balance, nextExpiresAtMs: null };
}

function hasMoney(balance: string): boolean {
  return Number(balance) > 0;
}

import type { Account } from './account.ts';
import { statedValue } from '../usage/fact.ts';
import { parseDecimal } from '../units/decimal.ts';
import { asRecord } from '../units/json.ts';
import { fromMinorUnits, subtractDecimals } from '../units/money.ts';
import { ignoreHeaders, parseResult } from './parse.ts';
import type { ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';

/** The platform of xAI, polled for the prepaid money of a team. Only a management key may see it. */
export const xaiProvider: Provider = {
  id: 'xai',
  displayName: 'xAI platform',
  tile: 'xA',
  shows: ['balance'],
  pages: {
    usage: 'https://console.x.ai/',
    status: 'https://status.x.ai/',
    billing: 'https://console.x.ai/',
  },
  signInCommand: null,
  key: {
    kind: 'management-key',
    idOf: 'team',
    page: 'https://console.x.ai/',
    defaultBaseUrl: 'https://management-api.x.ai',
  },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 600_000, minimumMs: 60_000 },
      isWanted: (account) => teamOf(account) !== null,
      request: (account) =>
        keyRequest(account, `/v1/billing/teams/${encodeURIComponent(teamOf(account) ?? '')}/prepaid/balance`),
      parse: parseBalance,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/** The id of the team; null where there is none, or where a path cannot carry it. */
function teamOf({ organizationId }: Account): string | null {
  const id = organizationId?.trim() ?? '';
  return /^[\w-]{1,100}$/.test(id) ? id : null;
}

/**
 * Parses `{"total": {"val": "-1234"}}`: the ledger of the prepaid money in cents. Money that the team may still spend is
 * negative there, so this one is $12.34. Never throws.
 */
export function parseBalance(body: unknown, asOfMs: number): ParseResult {
  const ledger = parseDecimal(asRecord(asRecord(body)?.['total'])?.['val']);
  const balance = ledger === null ? null : fromMinorUnits(subtractDecimals('0', ledger), 'USD');
  if (balance === null) return parseResult(body, asOfMs, {}, ['total.val']);
  return parseResult(body, asOfMs, { prepaid: statedValue({ currency: 'USD', balance, nextExpiresAtMs: null }) }, []);
}

import { statedValue } from '../usage/fact.ts';
import type { MeteredReading, WindowReading } from '../usage/observation.ts';
import { compareDecimals, parseDecimal } from '../units/decimal.ts';
import { asRecord } from '../units/json.ts';
import { parseNumber } from '../units/number.ts';
import { ignoreHeaders, parseMoney, parseResult } from './parse.ts';
import type { ParseResult, Provider } from './provider.ts';
import { usedOfRemaining } from './remainder.ts';
import { keyRequest } from './request.ts';
import { parseQuotaWindow } from './windows.ts';

/** Venice, polled for dollars and DIEM with an admin key. Other keys may not see them. */
export const veniceProvider: Provider = {
  id: 'venice',
  displayName: 'Venice',
  tile: 'Ve',
  shows: ['balance', 'limits'],
  pages: { usage: 'https://venice.ai/settings/api' },
  signInCommand: null,
  key: { kind: 'admin-key', page: 'https://venice.ai/settings/api', defaultBaseUrl: 'https://api.venice.ai' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/api/v1/billing/balance'),
      parse: parseBalance,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/**
 * Parses `GET /billing/balance`. The service takes DIEM first and dollars after that. DIEM with an allocation for the
 * epoch are a limit, and DIEM without one are credits. `canConsume: false` means that neither can be spent. Never
 * throws.
 */
export function parseBalance(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  const balances = asRecord(record?.['balances']);
  if (record === null || balances === null) return parseResult(body, asOfMs, {}, ['balances']);
  const { canConsume, diemEpochAllocation: allocation } = record;
  const dollars = parseMoney(balances['usd'], 'USD');
  const isDollarUnknown = dollars === null && (balances['usd'] ?? null) !== null;
  const hasAllocation = isAboveZero(allocation);
  const window = hasAllocation ? parseDiem(balances['diem'], allocation, canConsume, asOfMs) : null;
  const credits = !hasAllocation && isAboveZero(balances['diem']) ? diemCredits(balances['diem']) : null;
  const isDiemUnknown = hasAllocation && window === null && (balances['diem'] ?? null) !== null;
  return parseResult(
    body,
    asOfMs,
    {
      windows: { complete: !isDiemUnknown, items: window === null ? [] : [window] },
      ...(credits === null ? {} : { ledger: statedValue(credits) }),
      ...(dollars === null
        ? {}
        : {
            prepaid: statedValue({
              currency: 'USD',
              balance: dollars,
              nextExpiresAtMs: null,
              ...(canConsume === false ? { spent: true as const } : {}),
            }),
          }),
    },
    [...(isDollarUnknown ? ['balances.usd'] : []), ...(isDiemUnknown ? ['balances.diem'] : [])],
  );
}

function isAboveZero(value: unknown): boolean {
  const amount = parseDecimal(value);
  return amount !== null && compareDecimals(amount, '0') > 0;
}

/**
 * What is used of the DIEM of the epoch. While the service still accepts requests, DIEM that are used up do not limit
 * the account, because dollars pay. More DIEM than the allocation are unused ones from elsewhere: nothing is used.
 */
function parseDiem(left: unknown, allocation: unknown, canConsume: unknown, asOfMs: number): WindowReading | null {
  const [whole, rest] = [parseDecimal(allocation), parseDecimal(left)];
  if (whole === null || rest === null || rest.startsWith('-')) return null;
  const used = compareDecimals(rest, whole) > 0 ? '0' : usedOfRemaining(whole, rest);
  const isUsedUp = compareDecimals(rest, '0') === 0;
  const scope = isUsedUp && canConsume === true ? ('own' as const) : ('account' as const);
  const shape = { name: 'DIEM', scope, durationSeconds: null };
  const window = parseQuotaWindow({ id: 'diem', shape, used, limit: whole, resetsAt: undefined }, asOfMs);
  return window !== null && canConsume === false ? { ...window, reached: statedValue(true) } : window;
}

function diemCredits(diem: unknown): MeteredReading | null {
  const remaining = parseNumber(diem);
  const none = { capped: null, geminiRemaining: null, lastCharge: null, resetsAtMs: null };
  return remaining === null || remaining > Number.MAX_SAFE_INTEGER ? null : { remaining, tier: 'DIEM', ...none };
}

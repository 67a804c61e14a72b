import { statedValue } from '../usage/fact.ts';
import type { WindowReading } from '../usage/observation.ts';
import { asRecord } from '../units/json.ts';
import { ignoreHeaders, parseMoney, parseResult } from './parse.ts';
import type { ParseResult, Provider } from './provider.ts';
import { usedOfRemaining } from './remainder.ts';
import { joinUrl, requestAt } from './request.ts';
import { parseQuotaWindow } from './windows.ts';

/** Crof, polled for the credits of an account and the requests of its plan. */
export const crofProvider: Provider = {
  id: 'crof',
  displayName: 'Crof',
  tile: 'Cr',
  shows: ['balance', 'limits'],
  pages: { usage: 'https://crof.ai/dashboard' },
  signInCommand: null,
  key: { page: 'https://crof.ai/dashboard', defaultBaseUrl: 'https://crof.ai' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => requestAt(`${joinUrl(account.baseUrl, '/usage_api')}/`),
      parse: parseUsage,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/**
 * Parses `GET /usage_api/`: `credits` in dollars, and how many requests of the plan are left. The requests are null for
 * an account without a plan. The service states no reset. Never throws.
 */
export function parseUsage(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  const balance = parseMoney(record?.['credits'], 'USD');
  const [plan, left] = [record?.['requests_plan'] ?? null, record?.['usable_requests'] ?? null];
  const window = plan === null || left === null ? null : parseRequests(plan, left, asOfMs);
  const isRequestUnknown = plan !== null && left !== null && window === null;
  return parseResult(
    body,
    asOfMs,
    {
      windows: { complete: !isRequestUnknown, items: window === null ? [] : [window] },
      ...(balance === null ? {} : { prepaid: statedValue({ currency: 'USD', balance, nextExpiresAtMs: null }) }),
    },
    [...(balance === null ? ['credits'] : []), ...(isRequestUnknown ? ['usable_requests'] : [])],
  );
}

function parseRequests(limit: unknown, left: unknown, asOfMs: number): WindowReading | null {
  const used = usedOfRemaining(limit, left);
  const shape = { name: 'Requests', scope: 'account' as const, durationSeconds: null };
  return used === null ? null : parseQuotaWindow({ id: 'requests', shape, used, limit, resetsAt: undefined }, asOfMs);
}

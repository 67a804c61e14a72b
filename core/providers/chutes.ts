import { statedValue } from '../usage/fact.ts';
import type { WindowReading } from '../usage/observation.ts';
import { asRecord } from '../units/json.ts';
import { parseNumber } from '../units/number.ts';
import { daySeconds, hourSeconds } from '../units/time.ts';
import { ignoreHeaders, parseMoney, parseResult } from './parse.ts';
import { prepaidResult } from './prepaid.ts';
import type { AnsweredRequest, ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';
import { parseQuotaWindow, windowIdentity, type WindowIdentity } from './windows.ts';

const notFound = 404;

/** Chutes, polled for the daily requests of an account, the limits of its subscription and its balance. */
export const chutesProvider: Provider = {
  id: 'chutes',
  displayName: 'Chutes',
  tile: 'Ch',
  shows: ['limits', 'balance'],
  signInCommand: null,
  key: {
    page: 'https://chutes.ai/docs/getting-started/authentication',
    defaultBaseUrl: 'https://api.chutes.ai',
  },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/users/me/quota_usage/me'),
      furtherRequest: (account, answers) =>
        answers.length > 1
          ? null
          : { ...keyRequest(account, '/users/me/subscription_usage'), answerStatuses: [notFound] },
      parse: parseUsage,
    },
    balance: {
      pollInterval: { defaultMs: 600_000, minimumMs: 600_000 },
      isIndependent: true,
      request: (account) => keyRequest(account, '/users/me'),
      parse: parseBalance,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

const subscriptionWindows: readonly (WindowIdentity & { readonly key: string })[] = [
  { key: 'four_hour', ...windowIdentity(4 * hourSeconds, 'primary') },
  { key: 'monthly', id: 'monthly', durationSeconds: null },
];

/**
 * Parses `{quota, used}` of the day, and `{subscription, four_hour, monthly}` of the subscription, each with `usage`,
 * `cap` and `reset_at`. The quota may be the word `unlimited`. A quota of 0 is no limit that is used up: the account
 * pays for each request. Never throws.
 */
export function parseUsage(body: unknown, asOfMs: number, { status, earlier = [] }: AnsweredRequest): ParseResult {
  const [day, subscription] = earlier.length === 0 ? [asRecord(body), null] : [asRecord(earlier[0]), asRecord(body)];
  const isUnlimited = day?.['quota'] === 'unlimited';
  const limits = subscriptionWindows.filter(({ key }) => (subscription?.[key] ?? null) !== null);
  const read = limits.map(({ key, ...identity }) => ({
    path: key,
    window: parseLimit(subscription?.[key], identity, asOfMs),
  }));
  const isPaidByUse = parseNumber(day?.['quota']) === 0;
  const daily = isUnlimited || isPaidByUse || day === null ? [] : [{ path: '[0]', window: parseDay(day, asOfMs) }];
  const isMissing = earlier.length > 0 && status !== notFound && subscription === null;
  const unrecognizedPaths = [
    ...[...daily, ...read].flatMap(({ path, window }) => (window === null ? [path] : [])),
    ...(day === null || isMissing ? ['$'] : []),
  ];
  const items = [...daily, ...read].flatMap(({ window }) => (window === null ? [] : [window]));
  return parseResult(
    body,
    asOfMs,
    {
      windows: { complete: unrecognizedPaths.length === 0, items },
      ...(isUnlimited || items.length > 0
        ? { credits: statedValue({ hasCredits: null, unlimited: isUnlimited, overageLimitReached: null }) }
        : {}),
    },
    unrecognizedPaths,
    isPaidByUse && unrecognizedPaths.length === 0,
  );
}

function parseDay({ quota, used }: Readonly<Record<string, unknown>>, asOfMs: number): WindowReading | null {
  const { id, durationSeconds } = windowIdentity(daySeconds, 'primary');
  const shape = { name: null, scope: 'account' as const, durationSeconds };
  return parseQuotaWindow({ id, shape, used, limit: quota, resetsAt: undefined }, asOfMs);
}

function parseLimit(value: unknown, { id, durationSeconds }: WindowIdentity, asOfMs: number): WindowReading | null {
  const limit = asRecord(value);
  if (limit === null) return null;
  const shape = { name: null, scope: 'account' as const, durationSeconds };
  const { usage, cap, reset_at: resetsAt } = limit;
  return parseQuotaWindow({ id, shape, used: usage, limit: cap, resetsAt }, asOfMs);
}

/** Parses `balance` of `GET /users/me`, in dollars. Never throws. */
export function parseBalance(body: unknown, asOfMs: number): ParseResult {
  const balance = parseMoney(asRecord(body)?.['balance'], 'USD');
  return prepaidResult(body, asOfMs, { currency: 'USD', balance, path: 'balance' });
}

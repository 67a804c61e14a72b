import type { WindowReading } from '../usage/observation.ts';
import { asRecord } from '../units/json.ts';
import { weekSeconds } from '../units/time.ts';
import { ignoreHeaders, parseResult, parseShare } from './parse.ts';
import type { ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';
import { parseQuotaWindow, windowIdentity, type WindowIdentity } from './windows.ts';

/** Ollama Cloud, polled for the limits of the account. Models on this computer have no limits. */
export const ollamaProvider: Provider = {
  id: 'ollama',
  displayName: 'Ollama Cloud',
  tile: 'Ol',
  shows: ['limits'],
  pages: { usage: 'https://ollama.com/settings' },
  signInCommand: null,
  key: { page: 'https://ollama.com/settings/keys', defaultBaseUrl: 'https://ollama.com' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/api/usage'),
      parse: parseUsage,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/** Accounts have a session and a week, or a month since the service sells credits. */
const limits: readonly (WindowIdentity & { readonly key: string })[] = [
  { key: 'session', ...windowIdentity(null, 'primary') },
  { key: 'weekly', ...windowIdentity(weekSeconds, 'secondary') },
  { key: 'monthly', id: 'monthly', durationSeconds: null },
];

/**
 * Parses `GET /api/usage`: `limits.{session, weekly, monthly}.usage`, each a used share from 0 to 1. The service states
 * no reset. Never throws.
 */
export function parseUsage(body: unknown, asOfMs: number): ParseResult {
  const stated = asRecord(asRecord(body)?.['limits']);
  const present = limits.filter(({ key }) => (stated?.[key] ?? null) !== null);
  const read = present.map(({ key, ...identity }) => ({ key, window: parseLimit(stated?.[key], identity, asOfMs) }));
  const unrecognizedPaths = read.flatMap(({ key, window }) => (window === null ? [`limits.${key}`] : []));
  const items = read.flatMap(({ window }) => (window === null ? [] : [window]));
  return parseResult(
    body,
    asOfMs,
    { windows: { complete: unrecognizedPaths.length === 0, items } },
    present.length === 0 ? ['limits'] : unrecognizedPaths,
  );
}

function parseLimit(value: unknown, { id, durationSeconds }: WindowIdentity, asOfMs: number): WindowReading | null {
  const usedPercent = parseShare(asRecord(value)?.['usage']);
  if (usedPercent === undefined) return null;
  const shape = { name: null, scope: 'account' as const, durationSeconds };
  return parseQuotaWindow({ id, shape, usedPercent, resetsAt: undefined }, asOfMs);
}

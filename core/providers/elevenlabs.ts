import { statedValue } from '../usage/fact.ts';
import { compareDecimals, parseDecimal } from '../units/decimal.ts';
import { asName, asRecord } from '../units/json.ts';
import { ignoreHeaders, parseResult } from './parse.ts';
import type { ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';
import { parseQuotaWindow } from './windows.ts';

/** ElevenLabs, polled for the characters of a subscription. */
export const elevenLabsProvider: Provider = {
  id: 'elevenlabs',
  displayName: 'ElevenLabs',
  tile: 'El',
  shows: ['limits'],
  pages: {
    usage: 'https://elevenlabs.io/app/usage',
    status: 'https://status.elevenlabs.io/',
    billing: 'https://elevenlabs.io/app/subscription',
  },
  signInCommand: null,
  key: { page: 'https://elevenlabs.io/app/settings/api-keys', defaultBaseUrl: 'https://api.elevenlabs.io' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/v1/user/subscription', { 'xi-api-key': '{{secret:accessToken}}' }),
      parse: parseSubscription,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan.charAt(0).toUpperCase() + plan.slice(1).replaceAll('_', ' '),
};

/**
 * Parses `GET /v1/user/subscription`: the characters of the period, which the service also calls credits. An overage
 * above 0 means that the user pays for each further character. Never throws.
 */
export function parseSubscription(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  if (record === null) return parseResult(body, asOfMs, {}, ['$']);
  const shape = { name: 'Characters', scope: 'account' as const, durationSeconds: null };
  const window = parseQuotaWindow(
    {
      id: 'characters',
      shape,
      used: record['character_count'],
      limit: record['character_limit'],
      resetsAt: record['next_character_count_reset_unix'],
    },
    asOfMs,
  );
  const plan = asName(record['tier']);
  const overage = parseDecimal(asRecord(record['current_overage'])?.['amount']);
  const isUsedUp = window?.usedPercent?.is === 'value' && window.usedPercent.value >= 100;
  const isPaid = isUsedUp && overage !== null && compareDecimals(overage, '0') > 0;
  const endsAtMs = window?.resetsAtMs?.is === 'value' ? window.resetsAtMs.value : null;
  return parseResult(
    body,
    asOfMs,
    {
      windows: { complete: window !== null, items: window === null ? [] : [window] },
      ...(plan === null ? {} : { plan: statedValue(plan) }),
      beyondLimit: statedValue(isPaid ? { mode: 'paid-extra-usage', endsAtMs, reachedWindowId: 'characters' } : null),
    },
    window === null ? ['character_count', 'character_limit'] : [],
  );
}

import { statedValue } from '../usage/fact.ts';
import type { Observation, WindowReading } from '../usage/observation.ts';
import { asRecord, type JsonRecord } from '../units/json.ts';
import { parseNumber } from '../units/number.ts';
import { hourSeconds } from '../units/time.ts';
import { ignoreHeaders, parseResult } from './parse.ts';
import type { ParseResult, Provider } from './provider.ts';
import { figuresRequest } from './request.ts';
import { isOverBy, parseQuotaWindow, windowIdentity } from './windows.ts';

/** JetBrains AI, by the file in which each IDE keeps its credits. No request is sent. */
export const jetBrainsProvider: Provider = {
  id: 'jetbrains',
  displayName: 'JetBrains AI',
  tile: 'JB',
  shows: ['limits'],
  signInCommand: null,
  keptBy: { program: 'JetBrains IDE', baseUrl: 'https://www.jetbrains.com', keeps: 'figures' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: () => figuresRequest('jetbrains'),
      parse: parseQuota,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/**
 * Parses `{quotaInfo, nextRefill}`: the credits of the month. `current` is what is used, and `until` is the end of the
 * subscription, not the reset. Credits that were bought are used after those of the month, so they are no part of the
 * percentage. Never throws.
 */
export function parseQuota(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  const quota = asRecord(record?.['quotaInfo']);
  if (quota === null) return parseResult(body, asOfMs, {}, ['quotaInfo']);
  const refill = asRecord(record?.['nextRefill']);
  const stated = quota['tariffQuota'] ?? null;
  const month = stated === null ? quota : asRecord(stated);
  const [used, limit] = [month?.['current'], month?.['maximum']];
  const window = month === null ? null : monthWindow({ used, limit, refill }, asOfMs);
  const isOdd = window === null || (parseNumber(limit) === null && (limit ?? null) !== null);
  return parseResult(
    body,
    asOfMs,
    { windows: { complete: !isOdd, items: window === null ? [] : [window] }, ...boughtCredits(quota, window) },
    isOdd ? [stated === null ? 'quotaInfo.current' : 'quotaInfo.tariffQuota'] : [],
  );
}

function monthWindow(
  { used, limit, refill }: { readonly used: unknown; readonly limit: unknown; readonly refill: JsonRecord | null },
  asOfMs: number,
): WindowReading | null {
  const { id, durationSeconds } = windowIdentity(lengthOf(refill), 'primary');
  const shape = { name: null, scope: 'account' as const, durationSeconds };
  const resetsAt = refill?.['type'] === 'Known' ? refill['next'] : null;
  const amounts = isOverBy(resetsAt, asOfMs) ? { usedPercent: null } : { used, limit };
  return parseQuotaWindow({ id: durationSeconds === null ? 'month' : id, shape, ...amounts, resetsAt }, asOfMs);
}

/** The length in seconds, of `PT720H`; null: not stated. */
function lengthOf(refill: JsonRecord | null): number | null {
  const duration = asRecord(refill?.['tariff'])?.['duration'];
  const hours = typeof duration === 'string' ? /^PT(\d{1,4})H$/.exec(duration)?.[1] : undefined;
  return hours === undefined ? null : Number(hours) * hourSeconds;
}

/** With credits that were bought, work goes on after those of the month are used up. */
function boughtCredits(quota: JsonRecord, window: WindowReading | null): Pick<Observation, 'beyondLimit'> {
  const isUsedUp = window?.reached?.is === 'value' && window.reached.value === true;
  const left = parseNumber(asRecord(quota['topUpQuota'])?.['available']);
  if (!isUsedUp || left === null || left <= 0) return { beyondLimit: statedValue(null) };
  const endsAtMs = window.resetsAtMs?.is === 'value' ? window.resetsAtMs.value : null;
  return { beyondLimit: statedValue({ mode: 'paid-extra-usage', endsAtMs, reachedWindowId: window.id }) };
}

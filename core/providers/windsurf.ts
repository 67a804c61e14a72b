import { statedValue } from '../usage/fact.ts';
import type { WindowReading } from '../usage/observation.ts';
import { asName, asRecord, type JsonRecord } from '../units/json.ts';
import { parseNumber } from '../units/number.ts';
import { daySeconds, parseInstantMs, secondMs, weekSeconds } from '../units/time.ts';
import { ignoreHeaders, parseResult, parseWindowSeconds } from './parse.ts';
import type { ParseResult, Provider } from './provider.ts';
import { figuresRequest } from './request.ts';
import { isOverBy, parseQuotaWindow, windowIdentity } from './windows.ts';

/** Windsurf, by what its editor keeps of the plan in the database of its settings. No request is sent. */
export const windsurfProvider: Provider = {
  id: 'windsurf',
  displayName: 'Windsurf',
  tile: 'Ws',
  shows: ['limits'],
  pages: { usage: 'https://windsurf.com/subscription/usage' },
  signInCommand: null,
  keptBy: { program: 'Windsurf', baseUrl: 'https://windsurf.com', keeps: 'figures' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: () => figuresRequest('windsurf'),
      parse: parsePlan,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

const periods = [
  { left: 'dailyRemainingPercent', resetsAt: 'dailyResetAtUnix', durationSeconds: daySeconds },
  { left: 'weeklyRemainingPercent', resetsAt: 'weeklyResetAtUnix', durationSeconds: weekSeconds },
] as const;

const counts = [
  { id: 'messages', name: 'Messages', used: 'usedMessages' },
  { id: 'flowActions', name: 'Flow actions', used: 'usedFlowActions' },
] as const;

/**
 * Parses the plan: percentages that state what is left, or the counts of an older plan. A percentage that is left out is
 * unknown. So is one whose period was over when the file was written. Never throws.
 */
export function parsePlan(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  const quota = asRecord(record?.['quotaUsage'] ?? {});
  const usage = asRecord(record?.['usage'] ?? {});
  if (record === null || quota === null || usage === null) {
    return parseResult(body, asOfMs, {}, [record === null ? '$' : quota === null ? 'quotaUsage' : 'usage']);
  }
  const plan = asName(record['planName']);
  const ofPeriods = periods.filter(({ left, resetsAt }) => (quota[left] ?? quota[resetsAt] ?? null) !== null);
  const readings =
    ofPeriods.length > 0
      ? ofPeriods.map((period) => ({ path: `quotaUsage.${period.left}`, window: periodWindow(quota, period, asOfMs) }))
      : counts
          .filter(({ id }) => (usage[id] ?? null) !== null)
          .map((count) => ({ path: `usage.${count.id}`, window: countWindow(record, usage, count, asOfMs) }));
  const unrecognized = readings.flatMap(({ path, window }) => (window === null ? [path] : []));
  const items = readings.flatMap(({ window }) => window ?? []);
  const named = plan === null ? {} : { plan: statedValue(plan) };
  return parseResult(body, asOfMs, { ...named, windows: { complete: unrecognized.length === 0, items } }, unrecognized);
}

function periodWindow(
  quota: JsonRecord,
  { left, resetsAt, durationSeconds }: (typeof periods)[number],
  asOfMs: number,
): WindowReading | null {
  const stated = quota[left] ?? null;
  const percentLeft = parseNumber(stated);
  if (stated !== null && (percentLeft === null || percentLeft < 0 || percentLeft > 100)) return null;
  const reset = parseInstantMs(quota[resetsAt]);
  const isUnknown = percentLeft === null || isOverBy(reset, asOfMs);
  const usedPercent = isUnknown ? null : Math.round((100 - percentLeft) * 1e6) / 1e6;
  const { id } = windowIdentity(durationSeconds, 'primary');
  const shape = { name: null, scope: 'account' as const, durationSeconds };
  return parseQuotaWindow({ id, shape, usedPercent, resetsAt: reset }, asOfMs);
}

function countWindow(
  plan: JsonRecord,
  usage: JsonRecord,
  { id, name, used }: (typeof counts)[number],
  asOfMs: number,
): WindowReading | null {
  const [startMs, endMs] = [parseInstantMs(plan['startTimestamp']), parseInstantMs(plan['endTimestamp'])];
  const durationSeconds =
    startMs === null || endMs === null ? null : parseWindowSeconds(Math.round((endMs - startMs) / secondMs), 1);
  const amounts = isOverBy(endMs, asOfMs) ? { usedPercent: null } : { used: usage[used], limit: usage[id] };
  const shape = { name, scope: 'own' as const, durationSeconds };
  return parseQuotaWindow({ id, shape, ...amounts, resetsAt: endMs }, asOfMs);
}

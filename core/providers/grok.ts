import { statedValue } from '../usage/fact.ts';
import type { WindowReading } from '../usage/observation.ts';
import { asName, asRecord, type JsonRecord } from '../units/json.ts';
import { parseNumber } from '../units/number.ts';
import { parseInstantMs, secondMs } from '../units/time.ts';
import { ignoreHeaders, parseResult, parseWindowSeconds } from './parse.ts';
import type { ParseResult, Provider } from './provider.ts';
import { keyRequest } from './request.ts';
import { parseQuotaWindow, windowIdentity, type WindowIdentity } from './windows.ts';

/** Grok, with the sign-in of its command line. No request names that program. */
export const grokProvider: Provider = {
  id: 'grok',
  displayName: 'Grok',
  tile: 'Gr',
  shows: ['limits'],
  pages: { usage: 'https://grok.com/', status: 'https://status.x.ai/' },
  signInCommand: null,
  keptBy: { program: 'Grok', baseUrl: 'https://cli-chat-proxy.grok.com' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/v1/billing?format=credits'),
      parse: parseBilling,
    },
    plan: {
      pollInterval: { defaultMs: 3_600_000, minimumMs: 3_600_000 },
      optional: true,
      request: (account) => keyRequest(account, '/v1/settings'),
      parse: parseSettingsPage,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/**
 * Parses `GET /v1/billing?format=credits`. A period without a percentage is a limit of which the used part is unknown:
 * the service leaves out a 0 as well as a figure that it withholds. Never throws.
 */
export function parseBilling(body: unknown, asOfMs: number): ParseResult {
  const config = asRecord(asRecord(body)?.['config']);
  if (config === null) return parseResult(body, asOfMs, {}, ['config']);
  const period = asRecord(config['currentPeriod'] ?? null);
  const percent = config['creditUsagePercent'] ?? null;
  const plan =
    period === null && percent === null
      ? null
      : parseQuotaWindow({ ...planLimit(period), usedPercent: percent, resetsAt: resetOf(config, period) }, asOfMs);
  const onDemand = parseOnDemand(config, asOfMs);
  const isOdd = plan === null && (period !== null || percent !== null);
  const items = [plan, onDemand].filter((window): window is WindowReading => window !== null);
  return parseResult(
    body,
    asOfMs,
    { windows: { complete: !isOdd, items } },
    isOdd ? ['config.creditUsagePercent'] : [],
  );
}

function planLimit(period: JsonRecord | null): Pick<Parameters<typeof parseQuotaWindow>[0], 'id' | 'shape'> {
  const { id, durationSeconds } = identityOf(period);
  return { id, shape: { name: null, scope: 'account', durationSeconds } };
}

/** The window of a period by its length; without both ends, by the name of its kind. */
function identityOf(period: JsonRecord | null): WindowIdentity {
  const [startMs, endMs] = [parseInstantMs(period?.['start']), parseInstantMs(period?.['end'])];
  const seconds =
    startMs === null || endMs === null ? null : parseWindowSeconds(Math.round((endMs - startMs) / secondMs), 1);
  if (seconds !== null) return windowIdentity(seconds, 'secondary');
  const isWeek = period?.['type'] === 'USAGE_PERIOD_TYPE_WEEKLY';
  return { id: isWeek ? 'weekly' : 'plan', durationSeconds: null };
}

function resetOf(config: JsonRecord, period: JsonRecord | null): unknown {
  return period?.['end'] ?? config['billingPeriodEnd'];
}

/** The part of the limit for paid usage beyond the plan. Its amounts have no stated unit, so only their ratio is shown. */
function parseOnDemand(config: JsonRecord, asOfMs: number): WindowReading | null {
  const limit = asRecord(config['onDemandCap'])?.['val'];
  const used = asRecord(config['onDemandUsed'])?.['val'];
  if ((parseNumber(limit) ?? 0) <= 0 || parseNumber(used) === null) return null;
  const shape = { name: 'On-demand', scope: 'part' as const, durationSeconds: null };
  return parseQuotaWindow({ id: 'on-demand', shape, used, limit, resetsAt: config['billingPeriodEnd'] }, asOfMs);
}

/** Parses `GET /v1/settings`, which names the plan. Never throws. */
export function parseSettingsPage(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  const plan = asName(record?.['subscription_tier_display']);
  if (plan !== null) return parseResult(body, asOfMs, { plan: statedValue(plan) }, []);
  return parseResult(body, asOfMs, {}, record === null ? ['$'] : [], record !== null);
}

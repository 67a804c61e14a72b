import { statedValue } from '../../usage/fact.ts';
import { noShape, type Observation, type SpendReading, type WindowReading } from '../../usage/observation.ts';
import { subtractMoney } from '../../units/money.ts';
import { parsePercent } from '../../units/number.ts';
import { parseInstantMs } from '../../units/time.ts';
import { asName, asRecord, listOf, type ReportUnrecognized, collectUnrecognizedFields } from '../../units/json.ts';
import { parseMoney, statedReset } from '../parse.ts';
import { slugOf, weeklyPart, type WindowKind, windowKinds } from './windows.ts';

/** The windows that have keys of their own in the status line. */
const keys: readonly string[] = ['five_hour', 'seven_day'];

/**
 * Parses `rate_limits` of the JSON that Claude Code gives its status line command: the session, the week, the weeks of
 * single models, and the spend limit of a gateway. It names no account, and it is a partial source: a null leaves
 * known values unchanged.
 *
 * @returns null where the key is missing (before the first answer of a session) or states nothing. Never throws.
 */
export function parseClaudeStatusLine(json: unknown, asOfMs: number): Observation | null {
  const limits = asRecord(asRecord(json)?.['rate_limits']);
  if (limits === null) return null;
  const unrecognized = collectUnrecognizedFields();
  const { report } = unrecognized;
  const flat = windowKinds
    .filter((kind) => kind.keys.some((key) => keys.includes(key)))
    .flatMap((kind) => kind.keys.map((key) => parseWindow(limits[key], 'used_percentage', kind, key, report)));
  const list = listOf(limits['model_scoped']);
  if (list?.isWhole === false) report('rate_limits.model_scoped');
  const scoped = (list?.items ?? []).map(({ key, value }) => parseScopedWindow(value, key, report));
  const limit = parseSpendLimit(limits['spend_limit'], asOfMs, report);
  const items = distinct([...flat, ...scoped, limit?.window ?? null].filter((item) => item !== null));
  if (items.length === 0 && limit?.spend === undefined) return null;
  return {
    source: 'statusline',
    asOfMs,
    ...(items.length === 0 ? {} : { windows: { complete: false, items } }),
    ...(limit?.spend === undefined ? {} : { spend: statedValue(limit.spend) }),
    oddPaths: unrecognized.paths,
  };
}

const periods: readonly unknown[] = ['daily', 'weekly', 'monthly'];

/**
 * The spend limit of a gateway in dollars. Without dollars, or where they contradict the percentage, its percentage is
 * a window of the whole account.
 */
function parseSpendLimit(
  value: unknown,
  asOfMs: number,
  report: ReportUnrecognized,
): { readonly spend?: SpendReading; readonly window?: WindowReading | null } | null {
  const limit = asRecord(value);
  if (limit === null) return null;
  const used = parseMoney(limit['used_usd'], 'USD');
  const cap = parseMoney(limit['limit_usd'], 'USD');
  const isMoney = used !== null && cap !== null && !used.startsWith('-') && !cap.startsWith('-');
  if (!isMoney || isContradiction(cap, parsePercent(limit['used_percentage']))) {
    return {
      window: parseWindow(value, 'used_percentage', { id: 'spend-limit', shape: noShape }, 'spend_limit', report),
    };
  }
  const resetsAtMs = parseInstantMs(limit['resets_at']);
  // The period is over, so the amount says nothing about now.
  if (resetsAtMs !== null && statedReset(resetsAtMs, asOfMs) === null) return null;
  const remaining = subtractMoney(cap, used, 'USD');
  const { period } = limit;
  const scope = typeof period === 'string' && periods.includes(period) ? `spend-limit-${period}` : 'spend-limit';
  return { spend: { unit: 'money', currency: 'USD', used, limit: cap, remaining, scope, resetsAtMs } };
}

/** A limit of 0 is used up at once. Below 100 % it is no limit. */
function isContradiction(cap: string, usedPercent: number | null): boolean {
  return usedPercent !== null && usedPercent < 100 && Number(cap) === 0;
}

function parseScopedWindow(value: unknown, index: string, report: ReportUnrecognized): WindowReading | null {
  const name = asName(asRecord(value)?.['display_name']);
  const slug = name === null ? '' : slugOf(name);
  if (name === null || slug === '') return null;
  return parseWindow(value, 'utilization', weeklyPart(slug, name, []), `model_scoped[${index}]`, report);
}

function parseWindow(
  value: unknown,
  percentKey: string,
  { id, shape }: Pick<WindowKind, 'id' | 'shape'>,
  path: string,
  report: ReportUnrecognized,
): WindowReading | null {
  if (value === undefined || value === null) return null;
  const window = asRecord(value);
  const stated = window?.[percentKey] ?? null;
  const percent = parsePercent(stated);
  if (window === null || (percent === null && stated !== null)) report(`rate_limits.${path}`);
  if (window === null || percent === null) return null;
  const resetsAtMs = parseInstantMs(window['resets_at']);
  return {
    id,
    shape,
    usedPercent: statedValue(percent),
    ...(resetsAtMs === null ? {} : { resetsAtMs: statedValue(resetsAtMs) }),
  };
}

function distinct(items: readonly WindowReading[]): readonly WindowReading[] {
  const byId = new Map<string, WindowReading>();
  for (const item of items) if (!byId.has(item.id)) byId.set(item.id, item);
  return [...byId.values()];
}

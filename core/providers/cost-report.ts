import { statedUnknown, statedValue } from '../usage/fact.ts';
import type { SpendReading } from '../usage/observation.ts';
import type { DecimalString } from '../units/decimal.ts';
import { asRecord, type JsonRecord, listOf } from '../units/json.ts';
import { addDecimals } from '../units/money.ts';
import { dayMs, monthStartMs, nextMonthStartMs, parseInstantMs } from '../units/time.ts';
import { parseResult } from './parse.ts';
import type { Account } from './account.ts';
import type { Endpoint, ParseResult, RequestSpec } from './provider.ts';

/** An amount with all its decimals, in the unit of its report. */
export interface Cost {
  readonly currency: string;
  readonly amount: DecimalString;
}

/** How a service writes the costs of one day. */
export interface CostForm {
  /** The field with the start of a day. */
  readonly startKey: string;
  /** The currency of a day without costs. */
  readonly currency: string;
  /** Parses one cost of a day; null where it was not understood. Never throws. */
  readonly parseCost: (cost: JsonRecord) => Cost | null;
  /** A sum in the unit of the report as money with its currency's decimals; null where the currency is no code. */
  readonly toMoney: (sum: DecimalString, currency: string) => DecimalString | null;
}

/** The costs of one day in UTC. */
interface Day {
  readonly startMs: number;
  readonly costs: readonly Cost[];
}

/**
 * The endpoint of a cost report, which is asked page by page.
 *
 * @param request The request for the page with this token; null: the first page.
 * @param form How the service writes its costs.
 */
export function costEndpoint(
  request: (account: Account, nowMs: number, page: string | null) => RequestSpec,
  form: CostForm,
): Endpoint {
  return {
    pollInterval: { defaultMs: 900_000, minimumMs: 300_000 },
    request: (account, nowMs) => request(account, nowMs, null),
    furtherRequest: (account, answers, nowMs) => {
      const page = nextPageOf(answers.at(-1));
      return page === null ? null : request(account, nowMs, page);
    },
    parse: (body, asOfMs, { earlier = [] }) => parseCostReport(body, asOfMs, earlier, form),
  };
}

/**
 * Parses the pages of a cost report: `data` lists days, each with its costs in `results`. The result is the sum of this
 * month and the sum of today, both in UTC. A sum with a part that is missing is unknown: a further page, a cost that was
 * not understood, or a second currency. Never throws.
 */
export function parseCostReport(
  body: unknown,
  asOfMs: number,
  earlier: readonly unknown[],
  form: CostForm,
): ParseResult {
  const pages = [...earlier, body].map((page) => parsePage(page, form));
  const unrecognizedPaths = pages.flatMap((page) => page.unrecognizedPaths);
  if (unrecognizedPaths.length > 0) return parseResult(body, asOfMs, { spend: statedUnknown }, unrecognizedPaths);
  const days = pages.flatMap((page) => page.days);
  const [startMs, endMs] = [monthStartMs(asOfMs), nextMonthStartMs(asOfMs)];
  const month = days.filter((day) => day.startMs >= startMs && day.startMs < endMs);
  const isWhole = new Set(days.map((day) => day.startMs)).size === days.length && !hasFurtherPage(body);
  const used = isWhole && month.length > 0 ? sumOf(month, form) : null;
  if (used === null) return parseResult(body, asOfMs, { spend: statedUnknown }, [], true);
  const spend = spendOf(used, 'month', endMs);
  const todayMs = Math.floor(asOfMs / dayMs) * dayMs;
  const today = month.filter((day) => day.startMs === todayMs);
  const usedToday = today.length === 0 ? null : sumOf(today, form);
  const spendLimits = usedToday === null ? [spend] : [spend, spendOf(usedToday, 'today', todayMs + dayMs)];
  return parseResult(body, asOfMs, { spend: statedValue(spend), spendLimits: statedValue(spendLimits) }, []);
}

/** The token of the next page of a cost report; null: there is none, or an address cannot carry it. */
function nextPageOf(body: unknown): string | null {
  const page = asRecord(body);
  const token = page?.['has_more'] === true ? page['next_page'] : null;
  return typeof token === 'string' && /^[\x21-\x7e]{1,2000}$/.test(token) ? token : null;
}

function hasFurtherPage(body: unknown): boolean {
  return asRecord(body)?.['has_more'] === true;
}

interface Page {
  readonly days: readonly Day[];
  readonly unrecognizedPaths: readonly string[];
}

function parsePage(body: unknown, form: CostForm): Page {
  const page = asRecord(body);
  const list = listOf(page?.['data']);
  if (list === null || !list.isWhole) return { days: [], unrecognizedPaths: ['data'] };
  const read = list.items.map(({ value }) => parseDay(value, form));
  const unrecognizedPaths = read.flatMap((day, index) => (day === null ? [`data[${index}]`] : []));
  const isComplete = typeof page?.['has_more'] === 'boolean';
  return {
    days: read.filter((day) => day !== null),
    unrecognizedPaths: isComplete ? unrecognizedPaths : [...unrecognizedPaths, 'has_more'],
  };
}

function parseDay(value: unknown, { startKey, parseCost }: CostForm): Day | null {
  const day = asRecord(value);
  const startMs = parseInstantMs(day?.[startKey]);
  const results = listOf(day?.['results']);
  if (startMs === null || results === null || !results.isWhole) return null;
  const read = results.items.map(({ value: result }) => {
    const cost = asRecord(result);
    return cost === null ? null : parseCost(cost);
  });
  const costs = read.filter((cost) => cost !== null);
  return costs.length === read.length ? { startMs, costs } : null;
}

/** The sum of these days, rounded once; null where there are two currencies, or where more came back than was paid. */
function sumOf(days: readonly Day[], form: CostForm): Money | null {
  const costs = days.flatMap((day) => day.costs);
  const currency = costs[0]?.currency ?? form.currency;
  if (costs.some((cost) => cost.currency !== currency)) return null;
  const total = costs.reduce((sum, { amount }) => addDecimals(sum, amount), '0');
  const amount = form.toMoney(total, currency);
  return amount === null || amount.startsWith('-') ? null : { currency, amount };
}

interface Money {
  readonly currency: string;
  readonly amount: DecimalString;
}

/** Money that was spent. Whether the account has a budget is not part of a cost report. */
export function spendOf({ currency, amount }: Money, scope: 'month' | 'today', resetsAtMs: number): SpendReading {
  return { unit: 'money', currency, used: amount, limit: null, isCapUnknown: true, remaining: null, scope, resetsAtMs };
}

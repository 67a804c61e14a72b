import type { Account } from './account.ts';
import { statedUnknown, statedValue } from '../usage/fact.ts';
import { type DecimalString, parseDecimal } from '../units/decimal.ts';
import { asName, asRecord, type JsonRecord, listOf } from '../units/json.ts';
import { addDecimals, divideDecimals, multiplyMoney, parseCurrency } from '../units/money.ts';
import { dayMs, monthStartMs, nextMonthStartMs, toIso } from '../units/time.ts';
import { type Cost, spendOf } from './cost-report.ts';
import { ignoreHeaders, parseResult } from './parse.ts';
import type { ParseResult, Provider, RequestSpec } from './provider.ts';
import { keyRequest } from './request.ts';

/** Fireworks, polled for the costs of this month. The service has no page with a balance. */
export const fireworksProvider: Provider = {
  id: 'fireworks',
  displayName: 'Fireworks',
  tile: 'Fi',
  shows: ['spending'],
  pages: {
    usage: 'https://app.fireworks.ai/account/usage',
    status: 'https://status.fireworks.ai/',
    billing: 'https://app.fireworks.ai/account/billing',
  },
  signInCommand: null,
  key: { page: 'https://app.fireworks.ai/settings/users/api-keys', defaultBaseUrl: 'https://api.fireworks.ai' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 900_000, minimumMs: 300_000 },
      request: (account) => keyRequest(account, '/v1/accounts?pageSize=200'),
      furtherRequest: (account, answers, nowMs) => {
        const name = answers.length === 1 ? accountNameOf(answers[0], account) : null;
        return name === null ? null : costsRequest(account, name, nowMs);
      },
      parse: parseCosts,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/** The costs of the days from the start of the month to today. The service does not count the day at the end. */
function costsRequest(account: Account, name: string, nowMs: number): RequestSpec {
  const [start, end] = [monthStartMs(nowMs), nowMs + dayMs].map((atMs) => encodeURIComponent(toIso(atMs)));
  return keyRequest(account, `/v1/accounts/${name}/billing/summary?startTime=${start}&endTime=${end}`);
}

/**
 * The name of the account at Fireworks in `GET /v1/accounts`: the one that the user named, else the first. Null: there is
 * none.
 */
function accountNameOf(body: unknown, { organizationId }: Account): string | null {
  const accounts = listOf(asRecord(body)?.['accounts'])?.items ?? [];
  const names = accounts.flatMap(({ value }) => {
    const name = asName(asRecord(value)?.['name'])?.replace(/^accounts\//, '') ?? '';
    return /^[\w-]{1,100}$/.test(name) ? [name] : [];
  });
  const wanted = organizationId?.trim() ?? '';
  return (wanted === '' ? names[0] : names.find((name) => name === wanted)) ?? null;
}

/**
 * Parses `GET /v1/accounts/{account}/billing/summary`, whose lines each have a cost. The sum is unknown where there is no
 * line, a line without a cost that is understood, or a second currency. Never throws.
 */
function parseCosts(
  body: unknown,
  asOfMs: number,
  { account, earlier = [] }: { readonly account: Account; readonly earlier?: readonly unknown[] },
): ParseResult {
  const name = accountNameOf(earlier[0], account);
  const lines = listOf(asRecord(body)?.['lineItems']);
  if (name === null || lines === null) return parseResult(body, asOfMs, {}, ['lineItems']);
  const read = lines.items.map(({ value }) => parseCost(asRecord(asRecord(value)?.['totalCost'])));
  const unrecognizedPaths = read.flatMap((cost, index) => (cost === null ? [`lineItems[${index}].totalCost`] : []));
  const costs = read.filter((cost) => cost !== null);
  const isWhole = unrecognizedPaths.length === 0 && lines.isWhole;
  const used = isWhole ? sumOf(costs) : null;
  if (used === null) {
    return parseResult(body, asOfMs, { spend: statedUnknown }, unrecognizedPaths, unrecognizedPaths.length === 0);
  }
  const spend = spendOf(used, 'month', nextMonthStartMs(asOfMs));
  const facts = { spend: statedValue(spend), spendLimits: statedValue([spend]), workspace: statedValue(name) };
  return parseResult(body, asOfMs, facts, []);
}

const nanosOfUnit = '1000000000';

/** Google's `Money`: whole units as a text and billionths. Its JSON leaves out a part that is 0. */
function parseCost(cost: JsonRecord | null): Cost | null {
  const currency = parseCurrency(cost?.['currencyCode']);
  if (cost === null || currency === null) return null;
  const [units, nanos] = [cost['units'], cost['nanos']];
  if (units === undefined && nanos === undefined) return null;
  const whole = parseDecimal(units ?? 0);
  const part = parseDecimal(nanos ?? 0);
  const fraction = part === null ? null : divideDecimals(part, nanosOfUnit, 9);
  return whole === null || fraction === null ? null : { currency, amount: addDecimals(whole, fraction) };
}

function sumOf(costs: readonly Cost[]): { readonly currency: string; readonly amount: DecimalString } | null {
  const currency = costs[0]?.currency;
  if (currency === undefined || costs.some((cost) => cost.currency !== currency)) return null;
  const total = costs.reduce((sum, { amount }) => addDecimals(sum, amount), '0');
  const amount = multiplyMoney(total, '1', currency);
  return amount === null || amount.startsWith('-') ? null : { currency, amount };
}

import type { Account } from './account.ts';
import { parseDecimal } from '../units/decimal.ts';
import { asRecord } from '../units/json.ts';
import { multiplyMoney, parseCurrency } from '../units/money.ts';
import { monthStartMs, secondMs } from '../units/time.ts';
import { type CostForm, costEndpoint } from './cost-report.ts';
import { ignoreHeaders } from './parse.ts';
import type { Provider, RequestSpec } from './provider.ts';
import { keyRequest } from './request.ts';

/** A cost is `{"amount": {"value": 0.06, "currency": "usd"}}`. The value may also be a text. */
const form: CostForm = {
  startKey: 'start_time',
  currency: 'USD',
  parseCost: (cost) => {
    const stated = asRecord(cost['amount']);
    const currency = parseCurrency(stated?.['currency']);
    const amount = parseDecimal(stated?.['value']);
    return currency === null || amount === null ? null : { currency, amount };
  },
  toMoney: (sum, currency) => multiplyMoney(sum, '1', currency),
};

/** The platform of OpenAI, polled for the costs of an organisation. Only an admin key may see them. */
export const openAiPlatformProvider: Provider = {
  id: 'openai-platform',
  displayName: 'OpenAI platform',
  tile: 'OA',
  shows: ['spending'],
  pages: {
    usage: 'https://platform.openai.com/usage',
    status: 'https://status.openai.com/',
    billing: 'https://platform.openai.com/settings/organization/billing/overview',
  },
  signInCommand: null,
  key: {
    kind: 'admin-key',
    page: 'https://platform.openai.com/settings/organization/admin-keys',
    defaultBaseUrl: 'https://api.openai.com',
  },
  endpoints: {
    usage: costEndpoint(costsRequest, form),
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/** A month has at most 31 days, so one page holds it. The service may send shorter pages all the same. */
const daysOfPage = 31;

function costsRequest(account: Account, nowMs: number, page: string | null): RequestSpec {
  const startTime = monthStartMs(nowMs) / secondMs;
  const further = page === null ? '' : `&page=${encodeURIComponent(page)}`;
  const query = `start_time=${startTime}&bucket_width=1d&limit=${daysOfPage}${further}`;
  return keyRequest(account, `/v1/organization/costs?${query}`);
}

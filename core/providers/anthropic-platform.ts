import type { Account } from './account.ts';
import { parseDecimal } from '../units/decimal.ts';
import { fromMinorUnits, parseCurrency } from '../units/money.ts';
import { monthStartMs, toIso } from '../units/time.ts';
import { type CostForm, costEndpoint } from './cost-report.ts';
import { ignoreHeaders } from './parse.ts';
import type { Provider, RequestSpec } from './provider.ts';
import { keyRequest } from './request.ts';

/** A cost is `{"amount": "123.45", "currency": "USD"}` in minor units, with parts of them: this one is $1.2345. */
const form: CostForm = {
  startKey: 'starting_at',
  currency: 'USD',
  parseCost: (cost) => {
    const currency = parseCurrency(cost['currency']);
    const amount = parseDecimal(cost['amount']);
    return currency === null || amount === null ? null : { currency, amount };
  },
  toMoney: fromMinorUnits,
};

/** The platform of Anthropic, polled for the costs of an organisation. Only an admin key may see them. */
export const anthropicPlatformProvider: Provider = {
  id: 'anthropic-platform',
  displayName: 'Anthropic platform',
  tile: 'An',
  shows: ['spending'],
  pages: {
    usage: 'https://platform.claude.com/usage',
    status: 'https://status.anthropic.com/',
    billing: 'https://platform.claude.com/settings/billing',
  },
  signInCommand: null,
  key: {
    kind: 'admin-key',
    page: 'https://platform.claude.com/settings/admin-keys',
    defaultBaseUrl: 'https://api.anthropic.com',
  },
  endpoints: {
    usage: costEndpoint(costsRequest, form),
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/** The service sends at most 31 days in one page, which is a whole month. It may send shorter pages all the same. */
const daysOfPage = 31;

const headers = { 'x-api-key': '{{secret:accessToken}}', 'anthropic-version': '2023-06-01' };

function costsRequest(account: Account, nowMs: number, page: string | null): RequestSpec {
  const startingAt = encodeURIComponent(toIso(monthStartMs(nowMs)));
  const further = page === null ? '' : `&page=${encodeURIComponent(page)}`;
  const query = `starting_at=${startingAt}&bucket_width=1d&limit=${daysOfPage}${further}`;
  return keyRequest(account, `/v1/organizations/cost_report?${query}`, headers);
}

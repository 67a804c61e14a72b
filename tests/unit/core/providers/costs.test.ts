import { describe, expect, it } from 'vitest';
import { anthropicPlatformProvider } from '../../../../core/providers/anthropic-platform.ts';
import { fireworksProvider } from '../../../../core/providers/fireworks.ts';
import { openAiPlatformProvider } from '../../../../core/providers/openai-platform.ts';
import type { Provider } from '../../../../core/providers/provider.ts';
import type { Observation } from '../../../../core/usage/observation.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';
import { observed, valueOf } from '../../../support/readings.ts';

const asOfMs = Date.parse('2026-11-22T08:00:00Z');
const reset = { month: Date.parse('2026-12-01T00:00:00Z'), today: Date.parse('2026-11-23T00:00:00Z') };

function usageOf(provider: Provider) {
  const usage = provider.endpoints['usage'];
  if (usage === undefined) throw new Error(`${provider.id} has no usage`);
  return usage;
}

function read(provider: Provider, pages: readonly unknown[], organizationId: string | null = null): Observation {
  const account = { ...accountOf(provider.id, 'https://api.test'), organizationId };
  return observed(usageOf(provider).parse(pages.at(-1), asOfMs, { account, status: 200, earlier: pages.slice(0, -1) }));
}

function amounts(observation: Observation): Readonly<Record<string, string | null>> | 'unknown' | undefined {
  const limits = valueOf(observation.spendLimits);
  if (limits === undefined || limits === 'unknown')
    return valueOf(observation.spend) === 'unknown' ? 'unknown' : limits;
  return Object.fromEntries(limits.map(({ scope, currency, used }) => [scope, `${currency} ${used}`]));
}

/** A day of November in either form of a cost report. */
function day(provider: Provider, date: number, ...costs: readonly (readonly [unknown, string])[]) {
  const start = Date.UTC(2026, 10, date);
  return provider === openAiPlatformProvider
    ? { start_time: start / 1000, results: costs.map(([value, currency]) => ({ amount: { value, currency } })) }
    : {
        starting_at: new Date(start).toISOString(),
        results: costs.map(([amount, currency]) => ({ amount, currency })),
      };
}

const page = (...data: readonly unknown[]) => ({ data, has_more: false, next_page: null });
const first = (...data: readonly unknown[]) => ({ data, has_more: true, next_page: 'page_2' });

describe.each([
  ['OpenAI', openAiPlatformProvider, 1],
  ['Anthropic', anthropicPlatformProvider, 100],
] as const)('the costs of %s', (_name, provider, unitsOfDollar) => {
  const usd = (dollars: number): readonly [unknown, string] => [String(dollars * unitsOfDollar), 'usd'];

  it('are the sums of this month and of today', () => {
    const body = page(day(provider, 1, usd(2), usd(0.125)), day(provider, 2), day(provider, 22, usd(0.5)));
    const observation = read(provider, [body]);
    expect(amounts(observation)).toEqual({ month: 'USD 2.62', today: 'USD 0.50' });
    expect(valueOf(observation.spend)).toMatchObject({ limit: null, isCapUnknown: true, resetsAtMs: reset.month });
    expect(valueOf(observation.spendLimits)).toMatchObject([{}, { resetsAtMs: reset.today }]);
  });

  it('are rounded once, not for each day', () => {
    const days = [3, 4, 5, 6].map((date) => day(provider, date, usd(0.0025)));
    expect(amounts(read(provider, [page(...days)]))).toEqual({ month: 'USD 0.01' });
  });

  it('are added up over the pages of one poll', () => {
    const pages = [first(day(provider, 1, usd(4))), first(day(provider, 2, usd(3))), page(day(provider, 3, usd(2)))];
    expect(amounts(read(provider, pages))).toEqual({ month: 'USD 9.00' });
  });

  it('are 0 for days without costs, and say nothing about a day that is missing', () => {
    expect(amounts(read(provider, [page(day(provider, 20), day(provider, 21))]))).toEqual({ month: 'USD 0.00' });
  });

  it('leave out the days of another month', () => {
    const lastMonth = day(provider, 0, usd(50));
    expect(amounts(read(provider, [page(lastMonth, day(provider, 1, usd(4)))]))).toEqual({ month: 'USD 4.00' });
  });

  it.each([
    ['a further page', [first(day(provider, 1, usd(4)))]],
    ['no day at all', [page()]],
    ['two currencies', [page(day(provider, 1, usd(4), ['7', 'EUR']))]],
    ['a day that comes twice', [first(day(provider, 1, usd(4))), page(day(provider, 1, usd(4)))]],
  ])('are unknown with %s', (_case, pages) => {
    expect(amounts(read(provider, pages))).toBe('unknown');
  });

  it.each([
    ['an amount that is no number', page(day(provider, 1, usd(4), ['many', 'usd']))],
    ['a cost without a currency', page(day(provider, 1, ['7', '']))],
    ['no word about further pages', { data: [day(provider, 1, usd(4))] }],
    ['no list', { has_more: false }],
  ])('fail with %s', (_case, body) => {
    const account = accountOf(provider.id, 'https://api.test');
    expect(usageOf(provider).parse(body, asOfMs, { account, status: 200 }).ok).toBe(false);
  });

  it('are asked from the start of the month, page by page, until the last one', () => {
    const account = accountOf(provider.id, provider.key?.defaultBaseUrl ?? '');
    const { request, furtherRequest } = usageOf(provider);
    const url = new URL(request(account, asOfMs).url);
    const start = url.searchParams.get('start_time') ?? url.searchParams.get('starting_at') ?? '';
    expect(new Date(/^\d+$/.test(start) ? Number(start) * 1000 : start).toISOString()).toBe('2026-11-01T00:00:00.000Z');
    expect(url.searchParams.get('limit')).toBe('31');
    const next = furtherRequest?.(account, [{ ...first(), next_page: 'a+b/c=' }], asOfMs);
    expect(new URL(next?.url ?? '').searchParams.get('page')).toBe('a+b/c=');
    expect(furtherRequest?.(account, [first(), page()], asOfMs)).toBeNull();
    expect(furtherRequest?.(account, [{ ...first(), next_page: '\ud800' }], asOfMs)).toBeNull();
  });
});

describe('the key of a platform', () => {
  it('is a bearer token at OpenAI, and a header with a version at Anthropic', () => {
    const headersOf = (provider: Provider) =>
      usageOf(provider).request(accountOf(provider.id, 'https://api.test'), asOfMs).headers;
    expect(headersOf(openAiPlatformProvider)).toMatchObject({ Authorization: 'Bearer {{secret:accessToken}}' });
    expect(headersOf(anthropicPlatformProvider)).toMatchObject({
      'x-api-key': '{{secret:accessToken}}',
      'anthropic-version': '2023-06-01',
    });
    expect(headersOf(anthropicPlatformProvider)).not.toHaveProperty('Authorization');
  });
});

describe('the costs of Fireworks', () => {
  const accounts = (...names: readonly string[]) => ({ accounts: names.map((name) => ({ name: `accounts/${name}` })) });
  const line = (units: unknown, nanos: unknown, currencyCode = 'USD') => ({
    totalCost: { currencyCode, units, nanos },
  });
  const lines = (...lineItems: readonly unknown[]) => ({ lineItems });

  it('are the sum of the lines of this month, with the name of the account', () => {
    const observation = read(fireworksProvider, [
      accounts('acme'),
      lines(line('3', 492_256_016), line('1', 33_292_280)),
    ]);
    expect(amounts(observation)).toEqual({ month: 'USD 4.53' });
    expect(valueOf(observation.workspace)).toBe('acme');
  });

  it('take a part of the amount that is left out as 0, as the form of the service says', () => {
    const body = lines(line(undefined, 250_000_000), line('2', undefined));
    expect(amounts(read(fireworksProvider, [accounts('acme'), body]))).toEqual({ month: 'USD 2.25' });
  });

  it.each([
    ['there is no line', lines()],
    ['there are two currencies', lines(line('1', 0), line('1', 0, 'EUR'))],
  ])('are unknown where %s', (_case, body) => {
    expect(amounts(read(fireworksProvider, [accounts('acme'), body]))).toBe('unknown');
  });

  it('fail where a line has no cost', () => {
    const account = accountOf('fireworks', 'https://api.test');
    const request = { account: { ...account, organizationId: null }, status: 200, earlier: [accounts('acme')] };
    expect(usageOf(fireworksProvider).parse(lines(line('1', 0), {}), asOfMs, request).ok).toBe(false);
  });

  it.each([
    [null, 'acme'],
    ['beta', 'beta'],
    ['gamma', undefined],
  ])('are those of the account that the user named (%s), else of the first', (organizationId, name) => {
    const account = { ...accountOf('fireworks', 'https://api.test'), organizationId };
    const next = usageOf(fireworksProvider).furtherRequest?.(account, [accounts('acme', 'beta')], asOfMs);
    expect(next?.url.match(/accounts\/(\w+)\/billing\/summary/)?.[1]).toBe(name);
  });

  it('include today: the service does not count the day at the end', () => {
    const account = { ...accountOf('fireworks', 'https://api.test'), organizationId: null };
    const next = usageOf(fireworksProvider).furtherRequest?.(account, [accounts('acme')], asOfMs);
    const { searchParams } = new URL(next?.url ?? '');
    expect(searchParams.get('startTime')?.slice(0, 10)).toBe('2026-11-01');
    expect(searchParams.get('endTime')?.slice(0, 10)).toBe('2026-11-23');
  });

  it('are not asked for an account whose name would change the path', () => {
    const account = { ...accountOf('fireworks', 'https://api.test'), organizationId: null };
    expect(usageOf(fireworksProvider).furtherRequest?.(account, [accounts('../secrets')], asOfMs)).toBeNull();
  });
});

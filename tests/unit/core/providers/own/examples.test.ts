import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../../core/providers/account.ts';
import { openAiCompatibleProvider } from '../../../../../core/providers/openai-compatible.ts';
import type { ServiceDefinition } from '../../../../../core/providers/own/definition.ts';
import { ownProvider } from '../../../../../core/providers/own/provider.ts';
import { parseDefinition } from '../../../../../core/providers/own/text.ts';
import type { ParseResult } from '../../../../../core/providers/provider.ts';
import { statedValue } from '../../../../../core/usage/fact.ts';
import { observed, usedById, valueOf } from '../../../../support/readings.ts';

const folder = new URL('../../../../../docs/own-services/', import.meta.url);
const asOfMs = Date.parse('2026-11-22T00:05:00Z');

function example(name: string): ServiceDefinition {
  const reading = parseDefinition(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
  if (reading.kind === 'bad') throw new Error(`${name}: ${JSON.stringify(reading.problems)}`);
  return reading.definition;
}

function accountOf(provider: 'own' | 'openai-compatible', definition?: ServiceDefinition): Account {
  return {
    ...{ id: `${provider}:1`, provider, label: 'Lab', email: null, plan: null, vendorAccountId: null },
    ...{ organizationId: '7', baseUrl: 'https://relay.example' },
    ...(definition === undefined ? {} : { definition }),
  };
}

function byFile(name: string, body: unknown): ParseResult {
  const account = accountOf('own', example(name));
  return ownProvider.endpoints['usage']!.parse(body, asOfMs, { account, status: 200 });
}

function byApp(body: unknown): ParseResult {
  const account = accountOf('openai-compatible');
  return openAiCompatibleProvider.endpoints['usage']!.parse(body, asOfMs, { account, status: 200 });
}

it.each(readdirSync(folder).map((file) => file.replace(/\.json$/, '')))('the example %s is a valid file', (name) => {
  expect(example(name).name).not.toBe('');
});

describe('a relay in a file shows what the app’s own reader of it shows:', () => {
  it.each([
    { success: true, data: { group: 'vip', quota: 1_250_000, used_quota: 381_500 } },
    { success: true, data: { group: 'default', quota: 0, used_quota: '0' } },
  ])('new-api, %j', (body) => {
    const [own, known] = [observed(byFile('new-api', body)), observed(byApp(body))];
    expect(own.prepaid).toEqual(known.prepaid);
    expect(own.spend).toEqual(known.spend);
    // The app's own reader also names the relay.
    expect(known.plan).toEqual(statedValue(`new-api · ${body.data.group}`));
    expect(own.plan).toEqual(statedValue(body.data.group));
  });

  it.each([
    { info: { spend: 4.2, max_budget: 20, budget_reset_at: '2026-12-01T00:00:00Z' } },
    { info: { spend: 4.2, max_budget: null } },
    { info: { spend: '0', max_budget: 0 } },
    { info: { spend: 4.2 } },
  ])('LiteLLM, %j', (body) => {
    expect(observed(byFile('litellm', body)).spend).toEqual(observed(byApp(body)).spend);
  });

  it.each([
    {
      ...{ mode: 'quota_limited', isValid: true, unit: 'USD' },
      quota: { limit: 50, used: 12.5, remaining: 37.5, unit: 'USD' },
      rate_limits: [
        { window: '5h', limit: 10, used: 2.5, reset_at: '2026-11-22T04:00:00Z' },
        { window: '7d', limit: 100, used: 90 },
      ],
    },
    { mode: 'unrestricted', isValid: true, unit: 'USD', balance: 3.2, rate_limits: [] },
    {
      ...{ mode: 'unrestricted', isValid: true, unit: 'USD', balance: 0 },
      subscription: { monthly_usage_usd: 30, monthly_limit_usd: 60, daily_limit_usd: null },
    },
    {
      ...{ mode: 'unrestricted', isValid: true, unit: 'USD', balance: 1 },
      subscription: { monthly_usage_usd: 30, monthly_limit_usd: null },
    },
  ])('sub2api, %j', (body) => {
    const [own, known] = [observed(byFile('sub2api', body)), observed(byApp(body))];
    expect(usedById(own)).toEqual(usedById(known));
    expect(own.windows?.items.map(({ resetsAtMs }) => resetsAtMs)).toEqual(
      known.windows?.items.map(({ resetsAtMs }) => resetsAtMs),
    );
    expect(own.prepaid).toEqual(known.prepaid);
    expect(valueOf(own.spend) ?? null).toEqual(valueOf(known.spend) ?? null);
    expect(own.blocked).toEqual(known.blocked);
  });

  it('sub2api, a key that the service calls invalid is blocked, whatever is left', () => {
    const body = { mode: 'unrestricted', isValid: false, unit: 'USD', balance: 3.2 };
    expect(valueOf(observed(byFile('sub2api', body)).blocked)).toEqual({ code: 'unknown', endsAtMs: null });
  });

  it.each([
    ['new-api', { success: false, message: 'invalid token' }],
    ['litellm', { error: { message: 'Invalid API key', code: 401 } }],
    ['sub2api', { code: 401, message: 'unauthorized' }],
  ])('%s, a refusal inside a good status is a refused key', (name, body) => {
    expect(byFile(name, body)).toMatchObject({ ok: false, failure: { kind: 'unauthorised' } });
  });
});

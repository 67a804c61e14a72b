import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../../core/providers/account.ts';
import { codexProvider } from '../../../../../core/providers/codex/provider.ts';
import {
  isMonthlyUsageWanted,
  monthlyUsageRequest,
  parseMonthlyUsage,
} from '../../../../../core/providers/codex/spend.ts';
import { parseCodexUsage } from '../../../../../core/providers/codex/usage.ts';
import { currentValue, statedValue } from '../../../../../core/usage/fact.ts';
import { type Facts, noFacts } from '../../../../../core/usage/facts.ts';
import { merge } from '../../../../../core/usage/merge.ts';
import type { SpendReading } from '../../../../../core/usage/observation.ts';
import { expectHonest, mutated } from '../../../../support/honest-reading.ts';
import { observed, oddNames, valueOf } from '../../../../support/readings.ts';
import { codexMonthlyUsage } from '../../../../support/upstream/codex-usage.ts';

const asOfMs = 1_795_305_600_000;
const account: Account = {
  id: 'codex:a1',
  provider: 'codex',
  label: 'work',
  email: null,
  plan: null,
  vendorAccountId: 'account-7',
  baseUrl: 'https://chatgpt.com/backend-api/',
};
const body = codexMonthlyUsage({ used: 812.340_000_000_1, limit: 2_500 });
const withLimit = (limit: object, used: unknown = 5): object => ({
  current_month_usage: used,
  effective_monthly_limit: { limit: 100, enforcement_mode: 'HARD_CAP', limit_mode: 'amount_credits', ...limit },
});
const afterUsage = (plan: string | null, rest: object = { spend_control: { individual_limit: null } }): Facts =>
  merge(noFacts, observed(parseCodexUsage({ plan_type: plan, credits: null, ...rest }, asOfMs)));

describe('whether the monthly usage is polled', () => {
  it.each([
    ['team', true],
    ['business', true],
    ['self_serve_business_usage_based', true],
    ['enterprise', true],
    ['enterprise_cbp_usage_based', true],
    ['education', true],
    ['EDU', true],
    ['k12', true],
    ['plus', false],
    ['pro', false],
    ['free', false],
    ['some_new_plan', true],
    ['ent26', true],
    ['edu_plus', true],
    ['edu_pro', true],
    ['sci', true],
    ['sci_plus', true],
    ['self_serve_business_prolite', true],
    ['enterprise_cbp_automation', true],
    ['promax', false],
    ['guest', false],
    ['', false],
  ])('on the plan %j: %s', (plan, wanted) => {
    expect(isMonthlyUsageWanted(account, afterUsage(plan))).toBe(wanted);
  });

  it('uses the plan of the sign-in where no answer states one', () => {
    const facts = afterUsage(null);
    expect(isMonthlyUsageWanted({ ...account, plan: 'team' }, facts)).toBe(true);
    expect(isMonthlyUsageWanted(account, facts)).toBe(false);
  });

  it.each([
    ['a limit is known', { spend_control: { individual_limit: { limit: 5, used: 1 } } }],
    ['the answer does not speak of limits', {}],
    ['the limit was not understood', { spend_control: { individual_limit: 'x' } }],
  ])('is not polled where %s', (_, rest) => {
    expect(isMonthlyUsageWanted(account, afterUsage('team', rest))).toBe(false);
  });

  it.each([[{ vendorAccountId: null }], [{ baseUrl: 'https://gateway.example/openai' }]])(
    'is not polled for an account with %j',
    (rest) => {
      expect(isMonthlyUsageWanted({ ...account, ...rest }, afterUsage('team'))).toBe(false);
    },
  );

  it('is not polled where only essential traffic is allowed', () => {
    expect(codexProvider.endpoints['monthly-usage']?.optional).toBe(true);
  });
});

describe('the request for the monthly usage', () => {
  it('is a GET with a short timeout to the account’s own path', () => {
    expect(monthlyUsageRequest({ ...account, vendorAccountId: 'a/b c' })).toMatchObject({
      method: 'GET',
      url: 'https://chatgpt.com/backend-api/accounts/a%2Fb%20c/spend-controls/current-user/monthly-usage',
      headers: { 'ChatGPT-Account-Id': 'a/b c', 'User-Agent': 'quota-tray/{{version}}' },
      timeoutMs: 4_000,
    });
  });
});

describe('the answer of the monthly usage', () => {
  it('gives an exact limit in credits, without a reset', () => {
    expect(parseMonthlyUsage(body, asOfMs)).toEqual({
      ok: true,
      observation: {
        source: 'poll',
        asOfMs,
        monthlySpend: statedValue({
          unit: 'credits',
          currency: null,
          used: '812.3400000001',
          limit: '2500',
          remaining: '1687.6599999999',
          scope: 'individual',
          resetsAtMs: null,
        }),
        oddPaths: [],
      },
    });
  });

  it.each([[{ enforcement_mode: undefined }], [{ enforcement_mode: 'SOFT_CAP' }], [{ enforcement_mode: 'brand_new' }]])(
    'takes a limit with %j as in force',
    (rest) => {
      expect(valueOf(observed(parseMonthlyUsage(withLimit(rest), asOfMs)).monthlySpend)).toMatchObject({
        limit: '100',
      });
    },
  );

  it.each([
    [withLimit({ enforcement_mode: 'NONE' })],
    [withLimit({ enforcement_mode: 'off' })],
    [withLimit({ enforcement_mode: 'Disabled' })],
    [withLimit({ enforcement_mode: 'no_limit', limit: { amount: 1 } })],
    [withLimit({ limit: 0 })],
    [withLimit({ limit: '-5', enforcement_mode: {} })],
    [{ current_month_usage: 3, effective_monthly_limit: null }],
  ])('gives no limit to show for %j', (answer) => {
    expect(valueOf(observed(parseMonthlyUsage(answer, asOfMs)).monthlySpend)).toBeNull();
  });

  it.each([
    [null, '$'],
    [{}, 'effective_monthly_limit'],
    [{ current_month_usage: 3 }, 'effective_monthly_limit'],
    [withLimit({ limit: { amount: 7 } }), 'effective_monthly_limit.limit'],
    [withLimit({ limit: null }), 'effective_monthly_limit.limit'],
    [withLimit({ limit: 'Infinity' }), 'effective_monthly_limit.limit'],
    [withLimit({}, 'NaN'), 'current_month_usage'],
    [withLimit({}, null), 'current_month_usage'],
    [withLimit({}, -20), 'current_month_usage'],
    [withLimit({ enforcement_mode: { mode: 'HARD_CAP' } }), 'effective_monthly_limit.enforcement_mode'],
    [withLimit({ limit_mode: 'amount_tokens' }), 'effective_monthly_limit.limit_mode'],
  ])('fails for %j, which does not mean "no limit"', (answer, path) => {
    const read = parseMonthlyUsage(answer, asOfMs);
    expect(read.ok ? 'understood' : oddNames(read.paths)).toEqual([path]);
  });

  it('stays where the next usage answer states again that there is no limit', () => {
    const monthly = merge(afterUsage('team'), observed(parseMonthlyUsage(body, asOfMs + 1)));
    const again = { plan_type: 'team', spend_control: { individual_limit: null } };
    const facts = merge(monthly, observed(parseCodexUsage(again, asOfMs + 2)));
    const spend: SpendReading | null = currentValue(facts.monthlySpend);
    expect([spend?.limit, facts.monthlySpend.said?.asOfMs]).toEqual(['2500', asOfMs + 1]);
    expect(isMonthlyUsageWanted(account, facts)).toBe(true);
  });

  it('never throws and never invents a value, for any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), (any) => expectHonest(parseMonthlyUsage(any, asOfMs))));
    fc.assert(fc.property(mutated(body), (any) => expectHonest(parseMonthlyUsage(any, asOfMs))));
  });
});

import { describe, expect, it } from 'vitest';
import {
  cursorProvider,
  parseCreditGrants,
  parsePeriodUsage,
  parsePlanInfo,
} from '../../../../core/providers/cursor.ts';
import type { ParseResult } from '../../../../core/providers/provider.ts';
import { accountOf, fixtureTimeMs as nowMs } from '../../../support/provider-fixtures.ts';
import { observed } from '../../../support/readings.ts';

const end = '1797465600000';
const period = { billingCycleStart: '1794873600000', billingCycleEnd: end };

const windowsOf = (result: ParseResult) =>
  (observed(result).windows?.items ?? []).map(({ id, usedPercent }) => [
    id,
    usedPercent?.is === 'value' ? usedPercent.value : 'unknown',
  ]);
const limitsOf = (result: ParseResult) => {
  const { spendLimits } = observed(result);
  return spendLimits?.is === 'value' ? spendLimits.value : [];
};

describe('the request of Cursor', () => {
  it('is a question with the sign-in as a bearer token, and with no cookie', () => {
    const account = accountOf('cursor', 'https://api2.cursor.sh');
    for (const [id, method] of [
      ['usage', 'GetCurrentPeriodUsage'],
      ['plan', 'GetPlanInfo'],
      ['prepaid', 'GetCreditGrantsBalance'],
    ] as const) {
      expect(cursorProvider.endpoints[id]?.request(account, nowMs)).toMatchObject({
        ...{ method: 'POST', isQuestion: true, body: {} },
        url: `https://api2.cursor.sh/aiserver.v1.DashboardService/${method}`,
        headers: {
          ...{ Authorization: 'Bearer {{secret:accessToken}}', 'Connect-Protocol-Version': '1' },
          'User-Agent': 'quota-tray/{{version}}',
        },
      });
      expect(JSON.stringify(cursorProvider.endpoints[id]?.request(account, nowMs))).not.toMatch(/cookie/i);
    }
  });
});

describe('the usage of the billing cycle', () => {
  it('is two limits by kind of model, with their reset and length, and no limit of the whole plan', () => {
    const planUsage = {
      autoPercentUsed: 12.5,
      apiPercentUsed: '82',
      totalPercentUsed: 21.4,
      limit: 2000,
      remaining: 0,
    };
    const result = parsePeriodUsage({ ...period, planUsage }, nowMs);
    expect(observed(result).windows).toMatchObject({
      complete: true,
      items: [
        {
          ...{ id: 'auto', usedPercent: { value: 12.5 }, resetsAtMs: { value: Number(end) } },
          shape: { name: 'Cursor models', scope: 'own', durationSeconds: 30 * 86_400 },
        },
        { id: 'api', usedPercent: { value: 82 }, shape: { name: 'Other models', scope: 'own' } },
      ],
    });
  });

  it('shows what was spent as dollars without a limit, because the included amount is not one', () => {
    const planUsage = { autoPercentUsed: 1, totalSpend: 325_122, limit: 40_000 };
    expect(limitsOf(parsePeriodUsage({ ...period, planUsage }, nowMs))).toMatchObject([
      { scope: 'billing-cycle', currency: 'USD', used: '3251.22', limit: null, isCapUnknown: true },
    ]);
  });

  it.each<readonly [string, object, unknown]>([
    ['spending and a limit', { totalSpend: 500, limit: 2000 }, [['plan', 25]]],
    ['a rest and a limit', { remaining: '1500', limit: '2000' }, [['plan', 25]]],
    ['only a percentage', { totalPercentUsed: 40 }, [['plan', 40]]],
    ['a limit without a rest, which is not used up', { limit: 2000 }, []],
    ['a limit of 0', { totalSpend: 0, limit: 0 }, []],
    ['a rest above the limit', { remaining: 3000, limit: 2000 }, []],
    ['an amount below 0', { totalSpend: -5, limit: 2000 }, []],
    ['a percentage that the service does not know', { autoPercentUsed: null }, [['auto', 'unknown']]],
  ])('of a plan with %s', (_what, planUsage, windows) => {
    const result = parsePeriodUsage({ ...period, planUsage }, nowMs);
    expect(result.ok || result.observation !== undefined ? windowsOf(result) : []).toEqual(windows);
  });

  it.each<readonly [string, object, object | null]>([
    [
      'an own limit',
      { individualLimit: 5000, individualUsed: 450, individualRemaining: 4550, pooledLimit: 1 },
      { scope: 'on-demand', used: '4.50', limit: '50.00', remaining: '45.50' },
    ],
    ['a rest alone', { individualLimit: 2000, individualRemaining: 1300 }, { used: '7.00', limit: '20.00' }],
    [
      'the limit of a team',
      { individualLimit: 0, pooledLimit: 10_000, pooledUsed: 2500 },
      { scope: 'on-demand-shared', used: '25.00', limit: '100.00', remaining: null },
    ],
    ['a limit of 0', { individualLimit: 0, individualUsed: 0 }, null],
    ['a limit of which nobody says how much is used', { individualLimit: 5000 }, null],
  ])('paid beyond the plan with %s', (_what, spendLimitUsage, limit) => {
    const body = { ...period, planUsage: { autoPercentUsed: 3 }, spendLimitUsage };
    const limits = limitsOf(parsePeriodUsage(body, nowMs));
    expect(limits).toHaveLength(limit === null ? 0 : 1);
    if (limit !== null) expect(limits[0]).toMatchObject({ currency: 'USD', ...limit });
  });

  it('that the service hides is a failure with a reason, and no 0', () => {
    expect(parsePeriodUsage({ enabled: false }, nowMs)).toMatchObject({
      ok: false,
      failure: { kind: 'nothing-shown' },
    });
    expect(parsePeriodUsage({ planUsage: [] }, nowMs)).toMatchObject({ ok: false, paths: ['planUsage: array'] });
  });
});

describe('the plan and the granted credits', () => {
  it.each<readonly [unknown, string | null]>([
    [{ planInfo: { planName: 'Pro' } }, 'Pro'],
    [{ planName: 'Ultra' }, 'Ultra'],
    [{ planInfo: { planName: '' } }, null],
  ])('%j names %j', (body, plan) => {
    const { plan: stated } = observed(parsePlanInfo(body, nowMs));
    expect(stated?.is === 'value' ? stated.value : null).toBe(plan);
  });

  it.each<readonly [object, string | null]>([
    [{ hasCreditGrants: true, creditBalanceCents: '7250', totalCents: '10000' }, '72.50'],
    [{ hasCreditGrants: true, totalCents: 10_000, usedCents: 2750 }, '72.50'],
    [{ hasCreditGrants: true, creditBalanceCents: 0 }, '0.00'],
    [{ hasCreditGrants: false, creditBalanceCents: 500 }, null],
  ])('%j leaves %j', (body, balance) => {
    const { prepaid } = observed(parseCreditGrants(body, nowMs));
    expect(prepaid?.is === 'value' ? prepaid.value.balance : null).toBe(balance);
  });
});

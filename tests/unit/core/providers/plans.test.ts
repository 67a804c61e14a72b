import { describe, expect, it } from 'vitest';
import { alibabaProvider, parsePlan } from '../../../../core/providers/alibaba.ts';
import { parsePlans, volcengineProvider } from '../../../../core/providers/volcengine.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';
import { observed, usedById, valueOf, windowById } from '../../../support/readings.ts';

const asOfMs = Date.parse('2026-11-22T08:00:00Z');
const laterMs = Date.parse('2026-11-22T10:00:00Z');

describe('the coding plan of Alibaba', () => {
  const quota = { per5HourUsedQuota: 300, per5HourTotalQuota: 1200, per5HourQuotaNextRefreshTime: laterMs };
  const instance = { planName: 'Coding Plan Pro', status: 'VALID', codingPlanQuotaInfo: quota };

  it.each([
    ['in the instance', { data: { codingPlanInstanceInfos: [instance] } }],
    [
      'beside the only instance',
      { data: { codingPlanInstanceInfos: [{ planName: 'Coding Plan Pro' }], codingPlanQuotaInfo: quota } },
    ],
    [
      'in a text with JSON',
      { successResponse: { body: JSON.stringify({ data: { codingPlanInstanceInfos: [instance] } }) } },
    ],
    [
      'in the instance that is valid',
      { data: { codingPlanInstanceInfos: [{ ...instance, status: 'EXPIRED', codingPlanQuotaInfo: {} }, instance] } },
    ],
  ])('has its figures %s', (_place, body) => {
    const observation = observed(parsePlan(body, asOfMs));
    expect(usedById(observation)).toEqual({ session: 25 });
    expect(windowById(observation, 'session')).toMatchObject({ resetsAtMs: { is: 'value', value: laterMs } });
    expect(valueOf(observation.plan)).toBe('Coding Plan Pro');
  });

  it('has windows of 5 hours, a week and a month of the bill', () => {
    const whole = {
      ...quota,
      perWeekUsedQuota: '10',
      perWeekTotalQuota: '40',
      perBillMonthUsedQuota: 9,
      perBillMonthTotalQuota: 9,
    };
    const observation = observed(parsePlan({ codingPlanQuotaInfo: whole }, asOfMs));
    expect(usedById(observation)).toEqual({ session: 25, weekly: 25, monthly: 100 });
    expect(windowById(observation, 'monthly').shape.durationSeconds).toBeNull();
    expect(windowById(observation, 'monthly').reached).toEqual({ is: 'value', value: true });
  });

  it('has an unknown percentage without a total', () => {
    const body = { codingPlanQuotaInfo: { per5HourUsedQuota: 300, per5HourTotalQuota: 0 } };
    expect(usedById(observed(parsePlan(body, asOfMs)))).toEqual({ session: 'unknown' });
  });

  it.each([
    [{ code: 'ConsoleNeedLogin', message: 'Please sign in', successResponse: false }],
    [{ data: { code: 'ConsoleNeedLogin', message: '' }, status_code: 0 }],
  ])('is a refused key for %j', (body) => {
    expect(parsePlan(body, asOfMs)).toMatchObject({ ok: false, failure: { kind: 'unauthorised' } });
  });

  it.each([
    ['the account has no plan', []],
    ['all plans have ended', [{ ...instance, status: 'EXPIRED' }]],
  ])('says that %s', (_case, codingPlanInstanceInfos) => {
    expect(parsePlan({ data: { codingPlanInstanceInfos } }, asOfMs)).toMatchObject({ failure: { kind: 'no-plan' } });
  });

  it('takes no quota of another instance', () => {
    const without = { planName: 'A', status: 'VALID' };
    const body = { codingPlanInstanceInfos: [without, { ...instance, status: 'PENDING' }] };
    expect(parsePlan(body, asOfMs).ok).toBe(false);
  });

  it.each([
    ['https://modelstudio.console.alibabacloud.com', 'ap-southeast-1', 'sfm_codingplan_public_intl'],
    ['https://bailian.console.aliyun.com', 'cn-beijing', 'sfm_codingplan_public_cn'],
  ])('is asked at %s for the region %s', (baseUrl, region, commodityCode) => {
    const request = alibabaProvider.endpoints['usage']?.request(accountOf('alibaba', baseUrl), asOfMs);
    expect(request).toMatchObject({
      method: 'POST',
      isQuestion: true,
      body: { queryCodingPlanInstanceInfoRequest: { commodityCode } },
    });
    expect(new URL(request?.url ?? '').searchParams.get('currentRegionId')).toBe(region);
    expect(Object.keys(request?.headers ?? {})).not.toContain('Cookie');
  });
});

describe('the plans of Volcengine', () => {
  const account = accountOf('volcengine', 'https://open.volcengineapi.com');
  const error = (Code: string) => ({ ResponseMetadata: { Error: { Code, Message: 'A sentence' } } });
  const coding = (...quotas: readonly (readonly [string, unknown])[]) => ({
    Result: { QuotaUsage: quotas.map(([Level, Percent]) => ({ Level, Percent, ResetTimestamp: laterMs / 1000 })) },
  });
  const agent = {
    Result: {
      PlanType: 'Small',
      AFPFiveHour: { Quota: 2000, Used: 500, ResetTime: laterMs },
      AFPDaily: { Quota: 1, Used: 1 },
    },
  };
  const none = { Result: {} };
  const parse = (first: unknown, second: unknown) =>
    parsePlans(second, asOfMs, { account, status: 200, earlier: [first] });

  it('reads the percentages of a coding plan as they are, also below 1', () => {
    const observation = observed(parse(coding(['session', 0.116], ['weekly', 24], ['monthly', 100]), none));
    expect(usedById(observation)).toEqual({ session: 0.116, weekly: 24, monthly: 100 });
    expect(windowById(observation, 'session')).toMatchObject({ resetsAtMs: { value: laterMs } });
    expect(valueOf(observation.plan)).toBe('Coding Plan');
  });

  it('takes a reset of -1 as none', () => {
    const body = { Result: { QuotaUsage: [{ Level: 'session', Percent: 0, ResetTimestamp: -1 }] } };
    expect(windowById(observed(parse(body, none)), 'session').resetsAtMs).toBeUndefined();
  });

  it('computes the percentages of an agent plan and leaves out the day', () => {
    const observation = observed(parse(none, agent));
    expect(usedById(observation)).toEqual({ session: 25 });
    expect(valueOf(observation.plan)).toBe('Agent Plan Small');
  });

  it('keeps the limits of two plans apart', () => {
    const observation = observed(parse(coding(['session', 100]), agent));
    expect(usedById(observation)).toEqual({ 'coding:session': 100, 'agent:session': 25 });
    expect(windowById(observation, 'agent:session').shape).toMatchObject({ name: 'Agent Plan Small', scope: 'own' });
  });

  it('keeps the coding plan where the service refuses the question about the agent plan', () => {
    const observation = observed(parse(coding(['session', 3]), error('AccessDenied')));
    expect(usedById(observation)).toEqual({ session: 3 });
    expect(observation.windows?.complete).toBe(false);
  });

  it.each([
    [
      'a refused key',
      error('SignatureDoesNotMatch'),
      error('SignatureDoesNotMatch'),
      { kind: 'unauthorised', status: 401 },
    ],
    ['a limit of requests', error('FlowLimitExceeded'), none, { kind: 'limited', retryAfterMs: null }],
    ['no plan', none, none, { kind: 'no-plan' }],
    ['no plan', none, error('AccessDenied'), { kind: 'no-plan' }],
    ['no plan', none, { Result: { AFPFiveHour: { Quota: 0, Used: 0 } } }, { kind: 'no-plan' }],
  ])('says that there is %s', (_case, first, second, failure) => {
    expect(parse(first, second)).toMatchObject({ ok: false, failure });
  });

  it.each([
    ['an error that is not known', error('Oddity'), none],
    ['a level that is not known', coding(['yearly', 5]), none],
    ['no percentage', coding(['session', undefined]), none],
    ['no used amount', none, { Result: { AFPWeekly: { Quota: 100 } } }],
  ])('fails for %s', (_case, first, second) => {
    expect(parse(first, second)).toMatchObject({ ok: false });
  });

  it('are asked with a signature in place of the key', () => {
    const usage = volcengineProvider.endpoints['usage'];
    const requests = [usage?.request(account, asOfMs), usage?.furtherRequest?.(account, [none], asOfMs)];
    expect(requests.map((request) => new URL(request?.url ?? '').searchParams.get('Action'))).toEqual([
      'GetCodingPlanUsage',
      'GetAFPUsage',
    ]);
    for (const request of requests) {
      expect(request).toMatchObject({ isQuestion: true, signature: { kind: 'volcengine', service: 'ark' } });
      expect(JSON.stringify(request)).not.toContain('secret:');
    }
    expect(usage?.furtherRequest?.(account, [none, none], asOfMs)).toBeNull();
  });
});

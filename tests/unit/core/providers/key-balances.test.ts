import { describe, expect, it } from 'vitest';
import { aihubMixProvider, parseBilling } from '../../../../core/providers/aihubmix.ts';
import { parseBalance as readChutes } from '../../../../core/providers/chutes.ts';
import { crofProvider, parseUsage as readCrof } from '../../../../core/providers/crof.ts';
import { nanoGptProvider, parseBalance as readNanoGpt } from '../../../../core/providers/nanogpt.ts';
import { parseBalance as readNovita } from '../../../../core/providers/novita.ts';
import { parseBalance as readPoe } from '../../../../core/providers/poe.ts';
import type { ParseResult } from '../../../../core/providers/provider.ts';
import { currencyAt as siliconFlowCurrency } from '../../../../core/providers/prepaid.ts';
import { parseBalance as readSiliconFlow } from '../../../../core/providers/siliconflow.ts';
import { currencyAt as stepFunCurrency, parseBalance as readStepFun } from '../../../../core/providers/stepfun.ts';
import { parseBalance as readVenice } from '../../../../core/providers/venice.ts';
import { parseBalance as readZenMux } from '../../../../core/providers/zenmux.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { english, nowMs, stateAfter } from '../../../support/example-states.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';
import { observed, usedById, valueOf, windowById } from '../../../support/readings.ts';

const asOfMs = Date.parse('2026-05-04T10:00:00Z');

function accountAfter(provider: 'venice' | 'poe' | 'zenmux', body: unknown): AccountSnapshot | undefined {
  const state = stateAfter(body, { account: { provider } });
  return buildSnapshot([state], defaultSettings, english, nowMs).accounts[0];
}

describe('a balance of prepaid money', () => {
  it.each<readonly [string, (body: unknown) => ParseResult, unknown, object]>([
    ['Novita', (body) => readNovita(body, asOfMs), { availableBalance: '12345' }, { currency: 'USD', balance: '1.23' }],
    ['Novita', (body) => readNovita(body, asOfMs), { availableBalance: 100 }, { currency: 'USD', balance: '0.01' }],
    [
      'SiliconFlow',
      (body) => readSiliconFlow(body, asOfMs, 'CNY'),
      { code: 20_000, status: true, data: { balance: '1', totalBalance: '13.705' } },
      { currency: 'CNY', balance: '13.70' },
    ],
    ['StepFun', (body) => readStepFun(body, asOfMs, 'CNY'), { balance: -2 }, { currency: 'CNY', balance: '-2.00' }],
    ['Chutes', (body) => readChutes(body, asOfMs), { balance: 7.5 }, { currency: 'USD', balance: '7.50' }],
    ['NanoGPT', (body) => readNanoGpt(body, asOfMs), { usd_balance: '0' }, { currency: 'USD', balance: '0.00' }],
    [
      'ZenMux',
      (body) => readZenMux(body, asOfMs),
      { success: true, data: { currency: 'eur', total_credits: -12.34 } },
      { currency: 'EUR', balance: '-12.34' },
    ],
  ])('of %s is read in its own unit', (_, read, body, prepaid) => {
    expect(valueOf(observed(read(body)).prepaid)).toEqual({ ...prepaid, nextExpiresAtMs: null });
  });

  it.each([
    ['https://api.siliconflow.cn/v1', 'CNY'],
    ['https://api.siliconflow.com', 'USD'],
  ])('at %s of SiliconFlow is in %s', (baseUrl, currency) => {
    expect(siliconFlowCurrency({ baseUrl })).toBe(currency);
  });

  it('of StepFun is read only where its currency is known', () => {
    expect(stepFunCurrency({ baseUrl: 'https://api.stepfun.com/v1' })).toBe('CNY');
    const other = stepFunCurrency({ baseUrl: 'https://api.stepfun.ai' });
    expect(readStepFun({ balance: 5 }, asOfMs, other)).toEqual({ ok: false, paths: ['currency: missing'] });
  });

  it('of ZenMux is not read without its currency', () => {
    expect(readZenMux({ data: { total_credits: 5 } }, asOfMs)).toMatchObject({
      ok: false,
      paths: ['data.currency: missing'],
    });
  });

  it('of NanoGPT is asked for by a question that the service takes as a POST', () => {
    const request = nanoGptProvider.endpoints['balance']?.request(accountOf('nanogpt', 'https://nano-gpt.com'), asOfMs);
    expect(request).toMatchObject({ method: 'POST', isQuestion: true, body: {} });
    expect(request?.headers['Authorization']).toBeUndefined();
  });
});

describe('Crof', () => {
  it('reads dollars and the requests of a plan, and asks at the address with the slash', () => {
    const observation = observed(readCrof({ credits: 9.0441, requests_plan: 1000, usable_requests: 250 }, asOfMs));
    expect(usedById(observation)).toEqual({ requests: 75 });
    expect(valueOf(observation.prepaid)).toMatchObject({ currency: 'USD', balance: '9.04' });
    const { url } = crofProvider.endpoints['usage']?.request(accountOf('crof', 'https://crof.ai/'), asOfMs) ?? {};
    expect(url).toBe('https://crof.ai/usage_api/');
  });

  it.each([
    [{ requests_plan: null, usable_requests: null }, {}, true],
    [{ requests_plan: 100, usable_requests: 101 }, {}, false],
    [{ requests_plan: 0, usable_requests: 0 }, { requests: 'unknown' }, true],
  ])('reads the requests %j without an invented percentage', (requests, used, complete) => {
    const observation = observed(readCrof({ credits: 1, ...requests }, asOfMs));
    expect([usedById(observation), observation.windows?.complete]).toEqual([used, complete]);
  });
});

describe('Venice', () => {
  const body = (diem: unknown, usd: unknown, canConsume: unknown = true, diemEpochAllocation: unknown = 60) => ({
    canConsume,
    consumptionCurrency: 'DIEM',
    balances: { diem, usd },
    diemEpochAllocation,
  });

  it('shows the DIEM of an epoch as a limit, and dollars as prepaid money', () => {
    const observation = observed(readVenice(body(45, '18.5'), asOfMs));
    expect(usedById(observation)).toEqual({ diem: 25 });
    expect(valueOf(observation.prepaid)).toEqual({ currency: 'USD', balance: '18.50', nextExpiresAtMs: null });
    expect(observation.ledger).toBeUndefined();
  });

  it.each([
    ['nothing is used of more DIEM than the allocation', body(90, null), { diem: 0 }],
    ['DIEM below 0 are not understood', body(-1, 3), {}],
    ['DIEM that the answer leaves out are no limit', body(null, 3), {}],
  ])('%s', (_, answer, used) => {
    expect(usedById(observed(readVenice(answer, asOfMs)))).toEqual(used);
  });

  it('shows DIEM without an allocation as credits, which have no currency', () => {
    const observation = observed(readVenice(body('50.5', null, true, 0), asOfMs));
    expect(valueOf(observation.ledger)).toMatchObject({ remaining: 50.5, tier: 'DIEM' });
    expect(observation.prepaid).toBeUndefined();
  });

  it('marks dollars and DIEM as used up where the service lets nothing be consumed', () => {
    const observation = observed(readVenice(body(30, 5, false), asOfMs));
    expect(valueOf(observation.prepaid)).toMatchObject({ balance: '5.00', spent: true });
    expect(valueOf(windowById(observation, 'diem').reached)).toBe(true);
  });

  it.each([
    ['active', 'dollars pay after DIEM are used up', body(0, 25)],
    ['active', 'DIEM are left and dollars are not', body(20, 0)],
    ['active', 'DIEM are credits and dollars are used up', body(20, 0, true, 0)],
    ['exhausted', 'the service lets nothing be consumed', body(30, 25, false)],
    ['exhausted', 'nothing is left', body(0, 0, false)],
  ])('calls an account %s when %s', (use, _, answer) => {
    expect(accountAfter('venice', answer)?.use).toBe(use);
  });
});

describe('Poe', () => {
  it('shows points without a currency, a tier or a value in dollars', () => {
    const state = stateAfter({ current_point_balance: 814_250 }, { account: { provider: 'poe' } });
    const snapshot = buildSnapshot([state], defaultSettings, english, nowMs);
    expect(snapshot.accounts[0]).toMatchObject({ use: 'active', credits: null, prepaid: null });
    const text = terminalView(snapshot, defaultSettings, english, nowMs);
    expect(text).toContain('814,250');
    expect(text).not.toMatch(/tier|\$/);
  });

  it('calls an account without points used up', () => {
    expect(accountAfter('poe', { current_point_balance: 0 })?.use).toBe('exhausted');
  });

  it.each([[null], [-5], ['many'], [1.5]])('does not read %j as points', (current_point_balance) => {
    expect(readPoe({ current_point_balance }, asOfMs)).toMatchObject({ ok: false });
  });
});

describe('ZenMux', () => {
  it('calls a suspended account used up, whatever its percentages are', () => {
    const quota = { usage_percentage: 0.1, resets_at: '2026-05-04T12:00:00.000Z' };
    const data = { account_status: 'suspended', quota_5_hour: quota, quota_7_day: quota };
    expect(accountAfter('zenmux', { success: true, data })?.use).toBe('exhausted');
  });
});

describe('AihubMix', () => {
  const account = accountOf('aihubmix', 'https://aihubmix.com');
  const read = (subscription: unknown, total_usage: unknown = 786.2) =>
    parseBilling({ total_usage }, asOfMs, { account, status: 200, earlier: [subscription] });

  it.each([
    [{ hard_limit_usd: 25.5 }, { limit: '25.50', remaining: '17.64' }],
    [
      { hard_limit_usd: 0, system_hard_limit_usd: 10 },
      { limit: '10.00', remaining: '2.14' },
    ],
    [{ hard_limit_usd: 100_000_000 }, { limit: null, remaining: null }],
    [
      { hard_limit_usd: 0, system_hard_limit_usd: 0 },
      { limit: null, remaining: null, isCapUnknown: true },
    ],
    [{}, { limit: null, remaining: null, isCapUnknown: true }],
  ])('reads cents that are used, of a limit %j in dollars', (subscription, limit) => {
    const spend = { unit: 'money', currency: 'USD', used: '7.86', scope: 'key', resetsAtMs: null, ...limit };
    expect(valueOf(observed(read(subscription)).spend)).toEqual(spend);
  });

  it('asks for the limit first, then for the use, and for nothing after that', () => {
    const { furtherRequest } = aihubMixProvider.endpoints['usage'] ?? {};
    expect(furtherRequest?.(account, [{}], asOfMs)?.url).toBe('https://aihubmix.com/v1/dashboard/billing/usage');
    expect(furtherRequest?.(account, [{}, {}], asOfMs)).toBeNull();
  });

  it.each([[null], [-3], ['']])('reads no use from %j', (total_usage) => {
    expect(read({ hard_limit_usd: 5 }, total_usage)).toEqual({
      ok: false,
      paths: [expect.stringMatching(/^total_usage: /)],
    });
  });
});

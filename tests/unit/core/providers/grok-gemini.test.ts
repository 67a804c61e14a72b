import { describe, expect, it } from 'vitest';
import { geminiProvider, parseQuota } from '../../../../core/providers/gemini.ts';
import { grokProvider, parseBilling, parseSettingsPage } from '../../../../core/providers/grok.ts';
import { accountOf, fixtureTimeMs as nowMs } from '../../../support/provider-fixtures.ts';
import { observed } from '../../../support/readings.ts';

const week = { type: 'USAGE_PERIOD_TYPE_WEEKLY', start: '2026-11-19T08:00:00Z', end: '2026-11-26T08:00:00Z' };

describe('the billing of Grok', () => {
  it('is asked for with the bearer token and our own name alone', () => {
    const account = accountOf('grok', 'https://cli-chat-proxy.grok.com');
    expect(grokProvider.endpoints['usage']?.request(account, nowMs)).toMatchObject({
      url: 'https://cli-chat-proxy.grok.com/v1/billing?format=credits',
      headers: {
        ...{ Authorization: 'Bearer {{secret:accessToken}}', Accept: 'application/json' },
        'User-Agent': 'quota-tray/{{version}}',
      },
    });
  });

  it.each<readonly [string, object, object | null]>([
    [
      'a week with a percentage',
      { currentPeriod: week, creditUsagePercent: 36.5 },
      { id: 'weekly', usedPercent: { value: 36.5 }, resetsAtMs: { value: Date.parse(week.end) } },
    ],
    ['a week without one', { currentPeriod: week }, { id: 'weekly', usedPercent: { is: 'unknown' } }],
    [
      'a month',
      { currentPeriod: { start: '2026-11-10T00:00:00Z', end: '2026-12-10T00:00:00Z' }, creditUsagePercent: 1 },
      { id: '30d' },
    ],
    ['a period without a start', { currentPeriod: { type: week.type, end: week.end } }, { id: 'weekly' }],
    ['a percentage without a period', { creditUsagePercent: 5 }, { id: 'plan', usedPercent: { value: 5 } }],
    ['nothing', { isUnifiedBillingUser: true }, null],
  ])('states %s', (_what, config, window) => {
    const result = parseBilling({ config }, nowMs);
    if (window === null) expect(result).toMatchObject({ ok: false, failure: { kind: 'nothing-shown' } });
    else expect(observed(result).windows).toMatchObject({ complete: true, items: [window] });
  });

  it.each<readonly [object, number | null]>([
    [{ onDemandCap: { val: 2000 }, onDemandUsed: { val: 150 } }, 7.5],
    [{ onDemandCap: { val: 0 }, onDemandUsed: { val: 0 } }, null],
    [{ onDemandCap: { val: 2000 } }, null],
  ])('%j uses %j percent of the on-demand limit', (config, percent) => {
    const items = observed(parseBilling({ config: { currentPeriod: week, ...config } }, nowMs)).windows?.items ?? [];
    const used = items.find(({ id }) => id === 'on-demand')?.usedPercent;
    expect(used?.is === 'value' ? used.value : null).toBe(percent);
  });

  it('names the plan on another page', () => {
    const { plan } = observed(parseSettingsPage({ subscription_tier_display: 'SuperGrok Heavy' }, nowMs));
    expect(plan).toEqual({ is: 'value', value: 'SuperGrok Heavy' });
  });
});

describe('the quota of Gemini Code Assist', () => {
  const account = accountOf('gemini', 'https://cloudcode-pa.googleapis.com');
  const usage = geminiProvider.endpoints['usage'];
  const parsed = (buckets: unknown, earlier: readonly unknown[] = []) =>
    parseQuota({ buckets }, nowMs, { account, status: 200, earlier });

  it.each<readonly [unknown, object]>([
    [{ cloudaicompanionProject: 'p-1' }, { project: 'p-1' }],
    [{ cloudaicompanionProject: { id: 'p-2' } }, { project: 'p-2' }],
    [{}, {}],
    [null, {}],
  ])('is asked for with the project of %j', (answer, body) => {
    expect(usage?.request(account, nowMs)).toMatchObject({
      url: 'https://cloudcode-pa.googleapis.com/v1internal:loadCodeAssist',
      body: { metadata: { ideType: 'IDE_UNSPECIFIED' } },
    });
    const further = usage?.furtherRequest;
    expect(further?.(account, [answer], nowMs)).toMatchObject({
      url: 'https://cloudcode-pa.googleapis.com/v1internal:retrieveUserQuota',
      body,
    });
    expect(further?.(account, [answer, {}], nowMs)).toBeNull();
  });

  it.each<readonly [string, readonly object[], readonly (readonly [string, number | null])[]]>([
    ['what is left', [{ modelId: 'a', remainingFraction: 0.4 }], [['a', 60]]],
    ['nothing left', [{ modelId: 'a', remainingFraction: 0 }], [['a', 100]]],
    ['a share that is left out', [{ modelId: 'a' }], [['a', null]]],
    [
      'two limits of one model',
      [
        { modelId: 'a', remainingFraction: 0.9 },
        { modelId: 'a', remainingFraction: 0.2 },
      ],
      [['a', 80]],
    ],
    [
      'a share above 1',
      [
        { modelId: 'a', remainingFraction: 2 },
        { modelId: 'b', remainingFraction: 1 },
      ],
      [['b', 0]],
    ],
  ])('states %s', (_what, buckets, windows) => {
    const items = observed(parsed(buckets)).windows?.items ?? [];
    expect(items.map(({ id, usedPercent }) => [id, usedPercent?.is === 'value' ? usedPercent.value : null])).toEqual(
      windows,
    );
  });

  it('names the paid plan before the other one', () => {
    const earlier = [{ paidTier: { name: 'AI Pro' }, currentTier: { name: 'Standard' } }];
    expect(observed(parsed([{ modelId: 'a', remainingFraction: 1 }], earlier)).plan).toMatchObject({ value: 'AI Pro' });
  });
});

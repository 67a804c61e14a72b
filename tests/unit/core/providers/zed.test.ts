import { describe, expect, it } from 'vitest';
import { parseUser, zedProvider } from '../../../../core/providers/zed.ts';
import { accountOf, fixtureTimeMs as nowMs } from '../../../support/provider-fixtures.ts';
import { observed } from '../../../support/readings.ts';

const period = { started_at: '2026-11-10T00:00:00Z', ended_at: '2026-12-10T00:00:00Z' };
const userWith = (limit: unknown, changes: object = {}): object => ({
  plan: {
    ...{ plan_v3: 'zed_pro', subscription_period: period, usage: { edit_predictions: { used: 500, limit } } },
    ...changes,
  },
});

describe('the user of Zed', () => {
  it('is asked for with the sign-in alone, without a scheme, and under our own name', () => {
    expect(zedProvider.endpoints['usage']?.request(accountOf('zed', 'https://cloud.zed.dev'), nowMs)).toMatchObject({
      method: 'GET',
      url: 'https://cloud.zed.dev/client/users/me',
      headers: {
        ...{ Authorization: '{{secret:accessToken}}', Accept: 'application/json' },
        'User-Agent': 'quota-tray/{{version}}',
      },
    });
  });

  it.each<readonly [string, unknown, object, object]>([
    [
      'a limit',
      { limited: 2000 },
      {},
      { usedPercent: { value: 25 }, resetsAtMs: { value: Date.parse(period.ended_at) } },
    ],
    ['a limit as a number', 2000, {}, { usedPercent: { value: 25 } }],
    ['no limit', 'unlimited', {}, { usedPercent: { is: 'unknown' } }],
    ['a limit of 0', { limited: 0 }, {}, { usedPercent: { is: 'unknown' } }],
    [
      'a period that is over',
      { limited: 2000 },
      { subscription_period: { ...period, ended_at: '2026-11-20T00:00:00Z' } },
      { usedPercent: { is: 'unknown' } },
    ],
  ])('states %s', (_what, limit, changes, window) => {
    const { windows, plan } = observed(parseUser(userWith(limit, changes), nowMs));
    expect(windows).toMatchObject({ complete: true, items: [{ id: 'edit-predictions', ...window }] });
    expect(plan).toMatchObject({ value: 'zed_pro' });
  });

  it('has a plan of a known name, and keeps the name of another one', () => {
    expect(['zed_pro_trial', 'zed_next'].map(zedProvider.planName)).toEqual(['Pro Trial', 'zed_next']);
  });

  it('with an amount that is no number keeps its plan', () => {
    const result = parseUser(
      userWith({ limited: 2000 }, { usage: { edit_predictions: { used: 'few', limit: 5 } } }),
      nowMs,
    );
    expect(result).toMatchObject({ ok: true, observation: { windows: { complete: false, items: [] } } });
  });
});

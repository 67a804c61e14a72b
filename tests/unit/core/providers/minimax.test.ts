import { describe, expect, it } from 'vitest';
import { miniMaxProvider, parseRemains } from '../../../../core/providers/minimax.ts';
import { statedValue } from '../../../../core/usage/fact.ts';
import { accountOf, fixtureTimeMs } from '../../../support/provider-fixtures.ts';
import { observed, usedById, windowById } from '../../../support/readings.ts';

const startMs = Date.parse('2026-11-22T00:00:00Z');
const hourMs = 3_600_000;
const general = {
  model_name: 'general',
  start_time: startMs,
  end_time: startMs + 5 * hourMs,
  current_interval_remaining_percent: 80,
  current_weekly_remaining_percent: 60,
  weekly_end_time: startMs + 96 * hourMs,
};
const read = (...rows: readonly object[]) =>
  observed(parseRemains({ model_remains: rows, base_resp: { status_code: 0 } }, fixtureTimeMs));

describe('MiniMax', () => {
  it('states what is used, from what is left, with the length and the reset of each window', () => {
    const observation = read(general);
    expect(usedById(observation)).toEqual({ session: 20, weekly: 40 });
    expect(windowById(observation, 'session')).toMatchObject({
      shape: { name: null, scope: 'account', durationSeconds: 18_000 },
      resetsAtMs: statedValue(startMs + 5 * hourMs),
    });
    expect(windowById(observation, 'weekly').resetsAtMs).toEqual(statedValue(startMs + 96 * hourMs));
  });

  it('takes the percentage as the share of a week that is larger by a bonus', () => {
    expect(usedById(read({ ...general, weekly_boost_permille: 1500 }))).toEqual({ session: 20, weekly: 40 });
  });

  it('states no window for a week without a limit, and a full one for a week that is used up', () => {
    expect(usedById(read({ ...general, current_weekly_status: 3 }))).toEqual({ session: 20 });
    expect(usedById(read({ ...general, current_weekly_status: 2 }))).toEqual({ session: 20, weekly: 100 });
  });

  it('takes the usage count as what is left, and only without a percentage', () => {
    const counts = { current_interval_total_count: 600, current_interval_usage_count: 450 };
    expect(usedById(read({ model_name: 'MiniMax-M3', ...counts }))).toEqual({ session: 25 });
    expect(usedById(read({ ...general, ...counts }))).toMatchObject({ session: 20 });
  });

  it('prefers the row of the text models, lists them once, and gives other models their own limits', () => {
    const text = { ...general, model_name: 'MiniMax-M3', current_interval_remaining_percent: 10 };
    const video = { model_name: 'video', current_interval_remaining_percent: 75, current_weekly_status: 3 };
    const observation = read(general, text, { ...text, model_name: 'MiniMax-M2.7' }, video);
    expect(usedById(observation)).toEqual({
      session: 90,
      weekly: 40,
      'general:session': 20,
      'general:weekly': 40,
      'video:session': 25,
    });
    expect(windowById(observation, 'video:session').shape).toMatchObject({ name: 'video', scope: 'own' });
  });

  it('skips a model that the plan does not include', () => {
    const video = { model_name: 'video', current_interval_status: 3, current_weekly_status: 3 };
    expect(usedById(read(general, video))).toEqual({ session: 20, weekly: 40 });
  });

  it.each([[130], [-1], ['x']])('states no percentage for %j percent left', (current_interval_remaining_percent) => {
    const observation = read({ ...general, current_interval_remaining_percent });
    expect(usedById(observation)).toEqual({ weekly: 40 });
    expect(observation.oddPaths).toEqual(['model_remains[0]: object']);
  });

  it.each([
    [{ status_code: 1004, status_msg: 'login fail' }, { kind: 'unauthorised' }],
    [{ status_code: 2062, status_msg: 'no token plan' }, { kind: 'no-plan' }],
    [{ status_code: 1013, status_msg: 'internal' }, undefined],
  ])('takes %j as a failure, whatever else is in the answer', (base_resp, failure) => {
    const result = parseRemains({ model_remains: [general], base_resp }, fixtureTimeMs);
    expect(result.ok).toBe(false);
    expect(result).toMatchObject(failure === undefined ? { paths: ['base_resp.status_code: number'] } : { failure });
  });

  it('asks the older address only where the newer one does not exist', () => {
    const account = accountOf('minimax', 'https://api.minimaxi.com');
    const further = (...answers: readonly unknown[]) =>
      miniMaxProvider.endpoints['usage']?.furtherRequest?.(account, answers, fixtureTimeMs);
    const older = 'https://api.minimaxi.com/v1/api/openplatform/coding_plan/remains';
    expect(further(null)?.url).toBe(older);
    expect(further({ error: 'page not found' })?.url).toBe(older);
    expect(further({ base_resp: { status_code: 1004 } })).toBe(null);
    expect(further({ model_remains: [] })).toBe(null);
    expect(further(null, { model_remains: [] })).toBe(null);
  });
});

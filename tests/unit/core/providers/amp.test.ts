import { describe, expect, it } from 'vitest';
import { ampProvider, parseBalanceInfo } from '../../../../core/providers/amp.ts';
import { statedValue } from '../../../../core/usage/fact.ts';
import { accountOf, fixtureTimeMs } from '../../../support/provider-fixtures.ts';
import { observed, usedById, valueOf, windowById } from '../../../support/readings.ts';

const answer = (...lines: readonly string[]) =>
  parseBalanceInfo({ ok: true, result: { displayText: lines.join('\n') } }, fixtureTimeMs);
const read = (...lines: readonly string[]) => observed(answer(...lines));
const tier =
  'Amp Megawatt Tier: agent usage $18.50 of $20 remaining (93%), orb usage 600h of 750h a1.small orb hours remaining (80%) - period 2026-11-13 to 2026-12-13, resets upon renewal in 21 days';

describe('Amp', () => {
  it('reads the dollars and hours of a plan, not the rounded percentages, and the end of its period', () => {
    const observation = read('Signed in as someone@mail.test (someone)', `**${tier}**`);
    expect(usedById(observation)).toEqual({ monthly: 7.5, 'monthly:orb': 20 });
    expect(valueOf(observation.plan)).toBe('Megawatt');
    expect(windowById(observation, 'monthly').resetsAtMs).toEqual(statedValue(Date.UTC(2026, 11, 13)));
  });

  it.each([
    ['Amp Free: 63% remaining today (resets daily)', 37, 86_400],
    ['**Amp Free:** 0% remaining today (resets daily)', 100, 86_400],
    ['Amp Free: $6.20/$10.00 remaining (replenishes +$0.42/hour) - https://ampcode.com/settings#amp-free', 38, null],
  ])('reads %j as %d percent used', (line, used, durationSeconds) => {
    const window = windowById(read(line), 'amp-free');
    expect(window).toMatchObject({ usedPercent: statedValue(used), shape: { name: 'Amp Free', durationSeconds } });
    expect(window.resetsAtMs).toBeUndefined();
  });

  it.each([
    ['Amp Gigawatt Subscription: 68% other usage and 97% orb usage remaining - resets upon renewal in 5 days'],
    ['Subscription Gigawatt: 68% other usage and 97% orb usage remaining - resets upon renewal in 1 month'],
  ])('reads the older form %j without a reset, because its countdown is rounded', (line) => {
    const observation = read(line);
    expect(usedById(observation)).toEqual({ monthly: 32, 'monthly:orb': 3 });
    expect([valueOf(observation.plan), windowById(observation, 'monthly').resetsAtMs]).toEqual(['Gigawatt', undefined]);
  });

  it('lets an allowance limit the account only where no credits pay on', () => {
    const scopes = (...lines: readonly string[]) =>
      Object.fromEntries(read(...lines).windows?.items.map(({ id, shape }) => [id, shape.scope]) ?? []);
    const [free, credits] = ['Amp Free: 63% remaining today', 'Individual credits: $4.20 remaining'];
    expect(scopes(free)).toEqual({ 'amp-free': 'account' });
    expect(scopes(free, 'Individual credits: $0 remaining')).toEqual({ 'amp-free': 'account' });
    expect(scopes(free, credits)).toEqual({ 'amp-free': 'own' });
    expect(scopes(free, tier)).toEqual({ monthly: 'account', 'monthly:orb': 'own', 'amp-free': 'own' });
    expect(scopes(tier, credits)).toEqual({ monthly: 'own', 'monthly:orb': 'own' });
  });

  it.each([
    [['Individual credits: $1,020.50 remaining (set up auto-reload)'], '1020.50'],
    [['Individual credits: $3 remaining', 'Workspace crew: $7.25 remaining'], '3.00'],
    [['Workspace crew: $7.25 remaining - https://ampcode.com/workspaces/crew'], '7.25'],
    [['Amp Free: 5% remaining', 'Workspace a: $7 remaining', 'Workspace b: $1 remaining'], undefined],
  ])('reads the money of %j and never adds workspaces', (lines, balance) => {
    const said = valueOf(read(...lines).prepaid);
    expect(said).toEqual(balance === undefined ? undefined : { currency: 'USD', balance, nextExpiresAtMs: null });
  });

  it('shows no allowance of 0', () => {
    const observation = read('Amp Megawatt Tier: agent usage $0 of $0 remaining', 'Individual credits: $11 remaining');
    expect(observation.windows).toEqual({ complete: true, items: [] });
  });

  it.each([
    [{ ok: false, error: { code: 'auth-required', message: 'sign in' } }, { failure: { kind: 'unauthorised' } }],
    [{ ok: false, error: { code: 'internal-error' }, result: { displayText: tier } }, {}],
    [{ ok: true, result: { displayText: 'Amp Titan: unlimited' } }, { paths: ['result.displayText: string'] }],
    [{ ok: true }, { paths: ['result.displayText: missing'] }],
  ])('fails for %j', (body, failure) => {
    const result = parseBalanceInfo(body, fixtureTimeMs);
    expect(result.ok).toBe(false);
    expect(result).toMatchObject(failure);
  });

  it('asks with a question that changes nothing', () => {
    expect(
      ampProvider.endpoints['usage']?.request(accountOf('amp', 'https://ampcode.com'), fixtureTimeMs),
    ).toMatchObject({
      method: 'POST',
      isQuestion: true,
      url: 'https://ampcode.com/api/internal?userDisplayBalanceInfo',
      body: { method: 'userDisplayBalanceInfo', params: {} },
    });
  });
});

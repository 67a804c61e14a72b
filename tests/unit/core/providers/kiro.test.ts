import { describe, expect, it } from 'vitest';
import { kiroProvider, parseUsageLimits } from '../../../../core/providers/kiro.ts';
import { parseKiroSignIn } from '../../../../main/node/kept-sign-ins/kiro.ts';
import { accountOf, fixtureTimeMs as nowMs } from '../../../support/provider-fixtures.ts';
import { observed } from '../../../support/readings.ts';

const resetsAt = 1_796_083_200;
const answer = (entry: object, changes: object = {}): object => ({
  nextDateReset: resetsAt,
  usageBreakdownList: [{ resourceType: 'CREDIT', usageLimitWithPrecision: 1000, ...entry }],
  ...changes,
});

describe('the usage limits of Kiro', () => {
  it.each([
    [
      'with its profile',
      'arn:aws:codewhisperer:us-east-1:1:profile/A',
      { profileArn: 'arn:aws:codewhisperer:us-east-1:1:profile/A' },
    ],
    ['without one', null, {}],
  ])('are asked for under our own name, in the type that the service wants, %s', (_what, organizationId, body) => {
    const account = { ...accountOf('kiro', 'https://codewhisperer.us-east-1.amazonaws.com'), organizationId };
    expect(kiroProvider.endpoints['usage']?.request(account, nowMs)).toMatchObject({
      ...{ method: 'POST', isQuestion: true, body, contentType: 'application/x-amz-json-1.0' },
      url: 'https://codewhisperer.us-east-1.amazonaws.com',
      headers: {
        ...{ Authorization: 'Bearer {{secret:accessToken}}', 'User-Agent': 'quota-tray/{{version}}' },
        'X-Amz-Target': 'AmazonCodeWhispererService.GetUsageLimits',
      },
    });
  });

  it.each<readonly [string, object, object]>([
    [
      'what is used',
      answer({ currentUsageWithPrecision: 250 }),
      { usedPercent: { value: 25 }, resetsAtMs: { value: resetsAt * 1000 } },
    ],
    ['whole credits', answer({ currentUsage: 250 }), { usedPercent: { value: 25 } }],
    [
      'more than the plan has',
      answer({ currentUsageWithPrecision: 1500 }),
      { usedPercent: { value: 150 }, reached: { value: true } },
    ],
    [
      'no share without a limit',
      answer({ currentUsage: 5, usageLimitWithPrecision: null }),
      { usedPercent: { is: 'unknown' } },
    ],
    [
      'no share of a month that is over',
      answer({ currentUsage: 5, nextDateReset: 1_790_000_000 }),
      { usedPercent: { is: 'unknown' } },
    ],
  ])('state %s', (_what, body, window) => {
    expect(observed(parseUsageLimits(body, nowMs)).windows).toMatchObject({
      complete: true,
      items: [{ id: 'month', ...window }],
    });
  });

  it.each([
    ['with overages', 'ENABLED', { mode: 'paid-extra-usage', reachedWindowId: 'month' }],
    ['without', 'DISABLED', null],
  ])('that are used up %s', (_what, overageStatus, value) => {
    const body = answer({ currentUsage: 1000 }, { overageConfiguration: { overageStatus } });
    expect(observed(parseUsageLimits(body, nowMs)).beyondLimit).toMatchObject({ is: 'value', value });
  });

  it('without a used amount have no figure, because a missing amount is not 0', () => {
    const result = parseUsageLimits(answer({}), nowMs);
    expect(result).toMatchObject({ ok: false, paths: [expect.stringContaining('usageBreakdownList')] });
  });
});

describe('the sign-in that Kiro keeps', () => {
  const stored = { access_token: 'made-up', refresh_token: 'r', expires_at: '2026-11-29T00:00:00.8835694Z' };
  const profile = '{"arn":"arn:aws:codewhisperer:us-east-1:1:profile/A","profile_name":"Q"}';

  it.each([
    ['its profile', { token: JSON.stringify(stored), profile }, 'arn:aws:codewhisperer:us-east-1:1:profile/A'],
    ['the profile of its token', { token: JSON.stringify({ ...stored, profile_arn: 'arn:own' }), profile }, 'arn:own'],
    ['no profile', { token: JSON.stringify(stored) }, null],
  ])('has %s', (_what, values, organizationId) => {
    expect(parseKiroSignIn(values)).toMatchObject({
      kind: 'signed-in',
      signIn: { token: 'made-up', isRenewable: true, owner: organizationId, organizationId },
    });
  });

  it.each([
    ['no end', JSON.stringify({ access_token: 'made-up' })],
    ['no token', JSON.stringify({ expires_at: stored.expires_at })],
    ['no JSON', '{"access'],
  ])('with %s is not used', (_what, token) => {
    expect(parseKiroSignIn({ token })).toEqual({ kind: 'problem', problem: 'malformed' });
  });
});

import { describe, expect, it } from 'vitest';
import { claudeProvider } from '../../../../../core/providers/claude/provider.ts';
import { planFromCredentials } from '../../../../../core/providers/claude/plan.ts';

describe('the Claude plan', () => {
  it.each([
    ['max', 'default_claude_max_20x', 'max_20x', 'Max 20×'],
    ['max', 'default_claude_max_5x', 'max_5x', 'Max 5×'],
    ['claude_max', 'default_claude_max_5x', 'max_5x', 'Max 5×'],
    ['pro', 'default_claude_ai', 'pro', 'Pro'],
    ['team', 'default_claude_max_5x', 'team_5x', 'Team 5×'],
    ['Enterprise', null, 'enterprise', 'Enterprise'],
    [null, 'default_claude_max_20x', 'max_20x', 'Max 20×'],
    ['brand_new', null, 'brand_new', 'brand_new'],
  ])('is, for %j with tier %j, %s, shown as %s', (subscriptionType, rateLimitTier, plan, name) => {
    expect(planFromCredentials(subscriptionType, rateLimitTier)).toBe(plan);
    expect(claudeProvider.planName(plan)).toBe(name);
  });

  it.each([
    [null, null],
    ['', ' '],
    [null, 'default_claude_ai'],
  ])('is unknown for %j with tier %j', (subscriptionType, rateLimitTier) => {
    expect(planFromCredentials(subscriptionType, rateLimitTier)).toBeNull();
  });

  it.each([['constructor'], ['Some Plan'], ['']])('shows %j unchanged', (plan) => {
    expect(claudeProvider.planName(plan)).toBe(plan);
  });
});

describe('the Claude usage request', () => {
  it('names the app, and holds only a placeholder for the secret', () => {
    const request = claudeProvider.endpoints['usage']?.request(
      {
        id: 'claude:a1',
        provider: 'claude',
        label: 'home',
        email: null,
        plan: null,
        vendorAccountId: 'unused',
        baseUrl: 'http://127.0.0.1:4200/',
      },
      0,
    );
    expect(request).toEqual({
      method: 'GET',
      url: 'http://127.0.0.1:4200/api/oauth/usage',
      headers: {
        Authorization: 'Bearer {{secret:accessToken}}',
        'anthropic-beta': 'oauth-2025-04-20',
        Accept: 'application/json',
        'User-Agent': 'quota-tray/{{version}}',
      },
      timeoutMs: 12_000,
      maximumBytes: 1_048_576,
    });
  });
});

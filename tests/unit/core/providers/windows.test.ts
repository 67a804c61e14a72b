import { describe, expect, it } from 'vitest';
import { providers } from '../../../../core/providers/registry.ts';
import { windowIdentity } from '../../../../core/providers/windows.ts';

describe('windowIdentity (S1-9)', () => {
  it.each([
    [18_000, 'session'],
    [17_999, 'session'],
    [18_300, 'session'],
    [604_800, 'weekly'],
    [600_000, 'weekly'],
    [32_400, '9h'],
    [3_600, '1h'],
    [1_800, '30m'],
    [5_400, '90m'],
    [86_400, '1d'],
    [2_592_000, '30d'],
    [129_600, '36h'],
    [3_601, '61m'],
    [3_599, '1h'],
    [19_800, '330m'],
  ])('S1-9: a window of %d s is %s in either slot', (seconds, id) => {
    expect(windowIdentity(seconds, 'primary')).toEqual({ id, durationSeconds: seconds });
    expect(windowIdentity(seconds, 'secondary')).toEqual({ id, durationSeconds: seconds });
  });

  it.each([[null], [0], [-60]])('S1-9: with a length of %j the slot decides, and no length is made up', (seconds) => {
    expect(windowIdentity(seconds, 'primary')).toEqual({ id: 'session', durationSeconds: null });
    expect(windowIdentity(seconds, 'secondary')).toEqual({ id: 'weekly', durationSeconds: null });
  });
});

describe('the registry of providers', () => {
  it('files each provider under its own id', () => {
    expect(Object.entries(providers).filter(([id, provider]) => id !== provider.id)).toEqual([]);
  });

  it('X-9: no endpoint is asked faster than once a minute, Claude’s never within 15 minutes', () => {
    expect(providers.codex.endpoints['usage']?.pollInterval).toEqual({ defaultMs: 300_000, minimumMs: 60_000 });
    expect(providers.claude.endpoints['usage']?.pollInterval).toEqual({ defaultMs: 900_000, minimumMs: 900_000 });
  });
});

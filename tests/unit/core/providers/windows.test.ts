import { describe, expect, it } from 'vitest';
import { providers } from '../../../../core/providers/registry.ts';
import { windowIdentity } from '../../../../core/providers/windows.ts';

describe('windowIdentity', () => {
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
  ])('names a window of %d s %s in either position', (seconds, id) => {
    expect(windowIdentity(seconds, 'primary')).toEqual({ id, durationSeconds: seconds });
    expect(windowIdentity(seconds, 'secondary')).toEqual({ id, durationSeconds: seconds });
  });

  it.each([[null], [0], [-60]])(
    'names a window with a length of %j by its position, and invents no length',
    (seconds) => {
      expect(windowIdentity(seconds, 'primary')).toEqual({ id: 'session', durationSeconds: null });
      expect(windowIdentity(seconds, 'secondary')).toEqual({ id: 'weekly', durationSeconds: null });
    },
  );
});

describe('the registry of providers', () => {
  it('has each provider under its own id', () => {
    expect(Object.entries(providers).filter(([id, provider]) => id !== provider.id)).toEqual([]);
  });

  it('polls no endpoint more often than once a minute, and Claude’s at most every 15 minutes', () => {
    expect(providers.codex.endpoints['usage']?.pollInterval).toEqual({ defaultMs: 300_000, minimumMs: 60_000 });
    expect(providers.claude.endpoints['usage']?.pollInterval).toEqual({ defaultMs: 900_000, minimumMs: 900_000 });
  });
});

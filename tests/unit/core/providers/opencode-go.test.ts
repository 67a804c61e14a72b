import { describe, expect, it } from 'vitest';
import { openCodeGoProvider, parseUsage } from '../../../../core/providers/opencode-go.ts';
import { accountOf, fixtureTimeMs } from '../../../support/provider-fixtures.ts';
import { observed, usedById, windowById } from '../../../support/readings.ts';

const read = (usage: object) => observed(parseUsage({ usage }, fixtureTimeMs));

describe('OpenCode Go', () => {
  it.each([['https://opencode.ai/zen/go'], ['https://opencode.ai/zen/go/v1'], ['https://opencode.ai/zen/go/v1/']])(
    'is asked at the same page for the base URL %s',
    (base) => {
      const request = openCodeGoProvider.endpoints['usage']?.request(accountOf('opencode-go', base), fixtureTimeMs);
      expect(request?.url).toBe('https://opencode.ai/zen/go/v1/usage');
    },
  );

  it('states three windows, of which a month has no fixed length', () => {
    const ok = { status: 'ok', percent: 12 };
    const observation = read({ rolling: ok, weekly: ok, monthly: ok });
    expect(usedById(observation)).toEqual({ session: 12, weekly: 12, monthly: 12 });
    expect(windowById(observation, 'monthly').shape.durationSeconds).toBe(null);
  });

  it('takes a window that the service limits as used up, whatever its percentage', () => {
    const observation = read({ rolling: { status: 'rate-limited', percent: 3 }, weekly: { status: 'rate-limited' } });
    expect(usedById(observation)).toEqual({ session: 100, weekly: 100 });
  });

  it('takes no share from 0 to 1 for a percentage', () => {
    const observation = read({ rolling: { status: 'ok', percent: 0.42 }, weekly: { status: 'ok', percent: 1 } });
    expect(usedById(observation)).toEqual({ weekly: 1 });
    expect(observation.oddPaths).toEqual(['usage.rolling.percent: number']);
  });

  it.each([[{}], [{ usage: {} }], [{ usage: { rolling: {} } }], [null]])('fails for %j', (body) => {
    expect(parseUsage(body, fixtureTimeMs).ok).toBe(false);
  });
});

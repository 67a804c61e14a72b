import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLogLine } from '../../../../../core/providers/codex/session-log.ts';
import { said } from '../../../../../core/quota/fact.ts';

const nowMs = Date.parse('2026-05-04T10:00:00Z');
const limits = {
  limit_id: 'codex',
  primary: { used_percent: 12.5, window_minutes: 300, resets_at: nowMs / 1000 + 60 },
};

function line(timestamp: unknown, rateLimits: unknown, more: object = {}): string {
  return JSON.stringify({
    timestamp,
    type: 'event_msg',
    payload: { type: 'token_count', rate_limits: rateLimits },
    ...more,
  });
}

describe('a line of a Codex session log (X.2)', () => {
  it('X-1: gives the rate limits as of its own time', () => {
    const read = readLogLine(line('2026-05-04T09:58:30.250Z', limits), nowMs);
    expect(read).toMatchObject({ source: 'log', asOfMs: nowMs - 89_750 });
    expect(read?.windows).toMatchObject({ complete: false, items: [{ id: 'session', usedPercent: said(12.5) }] });
  });

  it.each([
    ['without rate limits', JSON.stringify({ timestamp: '2026-05-04T09:00:00Z', payload: {} })],
    ['whose rate limits are null', line('2026-05-04T09:00:00Z', null)],
    ['of the future', line('2026-05-04T10:00:00.001Z', limits)],
    ['without a time', line(undefined, limits)],
    ['whose time is no time', line('soon', limits)],
    ['that was cut off', line('2026-05-04T09:00:00Z', limits).slice(0, -3)],
    [
      'in which a person talks about them',
      JSON.stringify({ timestamp: '2026-05-04T09:00:00Z', payload: { text: line('2026-05-04T09:00:00Z', limits) } }),
    ],
    [
      'that holds them elsewhere',
      JSON.stringify({
        timestamp: '2026-05-04T09:00:00Z',
        rate_limits: limits,
        payload: { output: { rate_limits: limits } },
      }),
    ],
    ['that is a list', JSON.stringify([{ payload: { rate_limits: limits } }])],
  ])('%s says nothing', (_what, text) => {
    expect(readLogLine(text, nowMs)).toBeNull();
  });

  it('never throws, whatever stands in it', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void readLogLine(line('2026-05-04T09:00:00Z', value), nowMs)));
    fc.assert(fc.property(fc.string(), (text) => readLogLine(`"rate_limits"${text}`, nowMs) === null));
  });
});

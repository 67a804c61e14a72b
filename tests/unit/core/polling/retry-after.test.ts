import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../../../core/polling/failure.ts';

const nowMs = Date.UTC(2026, 10, 22, 0, 0, 0);
const dayMs = 86_400_000;

describe('retryAfterMs', () => {
  it.each([
    ['120', null, 120_000],
    [' 1.5 ', null, 1_500],
    ['Sun, 22 Nov 2026 00:10:00 GMT', null, 600_000],
    ['Sunday, 22-Nov-26 00:10:00 GMT', null, 600_000],
    ['999999', null, dayMs],
    [null, { retry_after: 30 }, 30_000],
    [null, { retry_after: '45' }, 45_000],
    [null, { resets_in_seconds: 90 }, 90_000],
    [null, { error: { resets_in_seconds: 75 } }, 75_000],
    [null, { error: { retry_after: 20 } }, 20_000],
    [null, { error: { resets_at: nowMs / 1000 + 300 } }, 300_000],
    [null, { error: { resets_at: '2026-11-22T00:05:00Z' } }, 300_000],
    [null, { error: { resets_at: nowMs / 1000 + 9_999_999 } }, dayMs],
    ['0', { retry_after: 30 }, 30_000],
    ['60', { retry_after: 3_600 }, 60_000],
  ])('header %j with body %j asks to wait %d ms', (header, body, waitMs) => {
    expect(retryAfterMs(header, body, nowMs)).toBe(waitMs);
  });

  it.each([
    [null, null],
    ['0', null],
    ['-5', null],
    ['soon', null],
    ['', null],
    ['Sun, 22 Nov 2026 00:10:00', null],
    ['Sat, 21 Nov 2026 00:10:00 GMT', null],
    ['Xxx, 99 Foo 2026 GMT', null],
    [null, { retry_after: 0 }],
    [null, { retry_after: null }],
    [null, { error: 'busy' }],
    [null, [1]],
    [null, { error: { resets_at: nowMs / 1000 - 1 } }],
  ])('header %j with body %j is no hint', (header, body) => {
    expect(retryAfterMs(header, body, nowMs)).toBeNull();
  });

  it('whatever comes, the answer is null or 1 ms .. 24 h', () => {
    const keys = fc.constantFrom('retry_after', 'resets_in_seconds', 'error', 'resets_at');
    const body = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue()))),
    );
    fc.assert(
      fc.property(fc.option(fc.string()), body, (header, value) => {
        const waitMs = retryAfterMs(header, value, nowMs);
        expect(waitMs === null || (Number.isInteger(waitMs) && waitMs > 0 && waitMs <= dayMs)).toBe(true);
      }),
    );
  });
});

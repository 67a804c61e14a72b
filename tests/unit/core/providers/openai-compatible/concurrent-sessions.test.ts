import { describe, expect, it } from 'vitest';
import { concurrentSessions } from '../../../../../core/providers/openai-compatible.ts';

const at = (concurrent_sessions: unknown): unknown => ({ usage: { concurrent_sessions } });

describe('the count of concurrent sessions', () => {
  it.each([
    [2.9, 2],
    [0.5, 0],
    [0, 0],
    [7, 7],
    [9_000, 9_000],
  ])('S2-2: %d is %d', (stated, count) => {
    expect(concurrentSessions(at(stated))).toBe(count);
  });

  it('S2-5: a negative zero is 0', () => {
    expect(Object.is(concurrentSessions(at(-0)), 0)).toBe(true);
    expect(Object.is(concurrentSessions(JSON.parse('{"usage":{"concurrent_sessions":-0}}')), 0)).toBe(true);
  });

  it.each([['3'], [null], [-1], [JSON.parse('1e999')], [1e300], [NaN], [true], [[2]], [undefined]])(
    'S2-3: %j is undefined',
    (stated) => {
      expect(concurrentSessions(at(stated))).toBeUndefined();
    },
  );

  it.each([[null], [[]], ['x'], [5], [undefined], [{}], [{ usage: null }], [{ usage: [] }]])(
    'S2-4: a body %j is undefined and throws nothing',
    (body) => {
      expect(concurrentSessions(body)).toBeUndefined();
    },
  );
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { alignedInterval } from '../../../../../main/node/watch/aligned-interval.ts';

const minuteMs = 60_000;

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 0, 5, 40) }));
afterEach(() => void vi.useRealTimers());

test('rings at each whole minute of the clock, whenever it was started', () => {
  const rings: string[] = [];
  alignedInterval(() => rings.push(new Date().toISOString().slice(14, 23)), minuteMs);
  vi.advanceTimersByTime(3 * minuteMs);
  expect(rings).toEqual(['06:00.000', '07:00.000', '08:00.000']);
});

test('several of them ring at the same moments', () => {
  const rings: number[] = [];
  alignedInterval(() => rings.push(Date.now()), minuteMs);
  vi.advanceTimersByTime(7_000);
  alignedInterval(() => rings.push(Date.now()), minuteMs);
  vi.advanceTimersByTime(2 * minuteMs);
  expect(rings).toHaveLength(4);
  expect(new Set(rings).size).toBe(2);
});

test('a timer that rings a moment early does not ring twice', () => {
  let rings = 0;
  alignedInterval(() => (rings += 1), minuteMs);
  vi.setSystemTime(Date.now() - 5);
  vi.advanceTimersByTime(20_000);
  expect(rings).toBe(1);
  vi.advanceTimersByTime(1_000);
  expect(rings).toBe(1);
});

test('ends', () => {
  let rings = 0;
  const end = alignedInterval(() => (rings += 1), minuteMs);
  vi.advanceTimersByTime(minuteMs);
  end();
  vi.advanceTimersByTime(3 * minuteMs);
  expect(rings).toBe(1);
});

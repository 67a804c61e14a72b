import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../../../core/polling/endpoint.ts';
import type { Failure } from '../../../../core/polling/failure.ts';

const seconds = (failure: Failure, attempt: number, random = 0): number => backoffMs(failure, attempt, random) / 1000;
const limited = (retryAfterMs: number | null): Failure => ({ kind: 'limited', retryAfterMs });

describe('the wait after a failure', () => {
  it('doubles from one minute to a cap of fifteen', () => {
    const waits = [1, 2, 3, 4, 5, 6, 50].map((attempt) => seconds({ kind: 'server', status: 503 }, attempt));
    expect(waits).toEqual([60, 120, 240, 480, 900, 900, 900]);
  });

  it('is five minutes for an answer that waiting will hardly mend', () => {
    expect(seconds({ kind: 'schema', paths: [] }, 1)).toBe(300);
    expect(seconds({ kind: 'unexpected-status', status: 404 }, 9)).toBe(300);
  });

  it('honours a longer hint of the service', () => {
    expect(seconds(limited(3_117_000), 1)).toBe(3117);
  });

  it('does not shorten its own wait for a shorter hint', () => {
    expect(seconds(limited(5_000), 3)).toBe(240);
  });

  it('honours a longer wait that a broken service asks for', () => {
    expect(seconds({ kind: 'server', status: 503, retryAfterMs: 600_000 }, 1)).toBe(600);
    expect(seconds({ kind: 'server', status: 503, retryAfterMs: 5_000 }, 1)).toBe(60);
  });

  it('is slow where the way is closed', () => {
    const waits = [1, 2, 3, 9].map((attempt) => seconds({ kind: 'forbidden', status: 403, by: 'edge' }, attempt));
    expect(waits).toEqual([900, 1800, 3600, 3600]);
  });

  it('takes no hint as no hint', () => {
    expect(seconds(limited(null), 1)).toBe(60);
  });

  it('adds at most a tenth of jitter', () => {
    expect(seconds(limited(null), 1, 0.999)).toBeCloseTo(65.99, 1);
  });
});

import { expect, test } from 'vitest';

import { minIntervalMs, waitAfterFailureMs } from '../../../../core/daily-usage/request.ts';
import type { Failure } from '../../../../core/polling/failure.ts';

test.each<readonly [Failure, number]>([
  [{ kind: 'limited', retryAfterMs: 3_600_000 }, 3_600_000],
  [{ kind: 'server', status: 503, retryAfterMs: 3_600_000 }, 3_600_000],
  [{ kind: 'server', status: 503, retryAfterMs: 1_000 }, minIntervalMs],
  [{ kind: 'server', status: 503 }, minIntervalMs],
  [{ kind: 'network', cause: 'dns' }, 60_000],
  [{ kind: 'credential-expired', expiredAtMs: 0 }, 0],
])('after %j the next request waits %i ms', (failure, waitMs) => {
  expect(waitAfterFailureMs(failure)).toBe(waitMs);
});

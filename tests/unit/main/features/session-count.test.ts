import { expect, it } from 'vitest';

import type { AccountState } from '../../../../core/accounts/account-state.ts';
import type { HttpOutcome } from '../../../../core/ports.ts';
import type { Observation } from '../../../../core/usage/observation.ts';
import { type PollStatus, newEndpoint } from '../../../../core/polling/endpoint.ts';
import type { Failure } from '../../../../core/polling/failure.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { canCount, createSessionCount } from '../../../../main/features/session-count.ts';
import { accountTelling, slotStartMs } from '../../../support/slot-world.ts';

const plain = accountTelling('openai-compatible:lab', { current: 1, limit: 4, hardCap: 8 });
const lab: AccountState = {
  ...plain,
  account: { ...plain.account, provider: 'openai-compatible', baseUrl: 'https://lab.example/v1' },
  endpoints: { usage: newEndpoint(slotStartMs) },
};

function service(answer: () => Promise<HttpOutcome>) {
  const heard: Observation[] = [];
  const sent: { readonly url: string; readonly timeoutMs: number }[] = [];
  const count = createSessionCount({
    clock: { nowMs: () => slotStartMs, random: () => 0.5 },
    http: {
      send: (spec) => {
        sent.push(spec);
        return answer();
      },
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    observe: (_, observation) => void heard.push(observation),
  });
  return { count, heard, sent };
}

const body = (value: unknown): Promise<HttpOutcome> =>
  Promise.resolve({ kind: 'body', body: value, fingerprint: null });
const failed = (failure: Failure): Promise<HttpOutcome> =>
  Promise.resolve({ kind: 'failure', failure, fingerprint: null });

it('usage is asked once, by its own reader, and the panel hears the same figure', async () => {
  const { count, heard, sent } = service(() => body({ usage: { concurrent_sessions: 2.9 } }));
  expect(await count(lab)).toEqual({ count: 2, silentMs: null });
  expect(sent).toMatchObject([{ url: 'https://lab.example/v1/usage' }]);
  expect(sent[0]?.timeoutMs).toBeLessThan(10_000);
  expect(heard).toMatchObject([{ source: 'poll', asOfMs: slotStartMs, concurrency: { value: { current: 2 } } }]);
});

it.each([[null], [[]], ['x'], [5], [{}], [{ usage: { concurrent_sessions: -1 } }], [{ usage: null }]])(
  'a body of %j says nothing and breaks nothing',
  async (value) => {
    const { count } = service(() => body(value));
    expect(await count(lab)).toEqual({ count: null, silentMs: null });
  },
);

it.each([
  [{ kind: 'limited', retryAfterMs: 90_000 }, 90_000],
  [{ kind: 'limited', retryAfterMs: null }, 30_000],
  [{ kind: 'unauthorised', status: 401 }, 60_000],
  [{ kind: 'unexpected-status', status: 404 }, 60_000],
  [{ kind: 'server', status: 503 }, null],
  [{ kind: 'server', status: 503, retryAfterMs: 600_000 }, 600_000],
  [{ kind: 'timeout' }, null],
] as const)('after %j the service is left alone as it asked', async (failure, silentMs) => {
  const { count, heard } = service(() => failed(failure));
  expect(await count(lab)).toEqual({ count: null, silentMs });
  expect(heard).toEqual([]);
});

it('a second question while one is under way is not sent, and a broken one is caught', async () => {
  let answer: (outcome: HttpOutcome) => void = () => undefined;
  const { count, sent } = service(() => new Promise((resolve) => (answer = resolve)));
  const first = count(lab);
  expect(await count(lab)).toEqual({ count: null, silentMs: null });
  expect(sent).toHaveLength(1);
  answer(await body({ usage: { concurrent_sessions: 1 } }));
  expect(await first).toEqual({ count: 1, silentMs: null });
  const broken = service(() => Promise.reject(new Error('broken')));
  expect(await broken.count(lab)).toEqual({ count: null, silentMs: null });
});

const under = (link: PollStatus): AccountState => ({
  ...lab,
  endpoints: { usage: { ...newEndpoint(slotStartMs), link } },
});

const failing = {
  kind: 'retrying',
  attempt: 1,
  failure: { kind: 'server', status: 503, retryAfterMs: 600_000 },
} as const;

it.each([
  ['counts sessions', lab, true],
  ['says nothing of sessions', { ...lab, facts: accountTelling('a', null).facts }, false],
  ['asked to wait', under({ kind: 'limited', attempt: 1, untilMs: slotStartMs + 1 }), false],
  ['asked to wait until now', under({ kind: 'limited', attempt: 1, untilMs: slotStartMs }), true],
  ['asked to wait with a 503', under({ ...failing, untilMs: slotStartMs + 1 }), false],
  ['asked to wait with a 503 until now', under({ ...failing, untilMs: slotStartMs }), true],
  [
    'failed without a wait of its own',
    under({ ...failing, failure: { kind: 'server', status: 503 }, untilMs: slotStartMs + 1 }),
    true,
  ],
  [
    'needs a sign-in',
    under({ kind: 'needs-sign-in', failure: { kind: 'unauthorised', status: 401 }, fingerprint: null }),
    false,
  ],
])('a service that %s is asked accordingly', (_, state, is) => {
  expect(canCount(state, defaultSettings, slotStartMs)).toBe(is);
});

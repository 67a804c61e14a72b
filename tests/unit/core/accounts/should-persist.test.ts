import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { persistAgesEveryMs, shouldPersist } from '../../../../core/accounts/should-persist.ts';
import type { Facts } from '../../../../core/usage/facts.ts';
import { type FullState, fullState, fullWindow, known } from '../../../support/account-states.ts';
import { isSameButAges } from '../../../../core/usage/comparison.ts';

const atMs = 1_795_300_000_000;
const laterMs = atMs + 300_000;
const state = fullState('codex:1', atMs);

/** What the next poll with the same answer makes of it; the reset wobbles by two seconds. */
const sameAnswerLater: FullState = {
  ...fullState('codex:1', laterMs),
  facts: {
    ...fullState('codex:1', laterMs).facts,
    windows: [{ ...fullWindow(laterMs), resetsAtMs: known(atMs + 3_602_000, laterMs) }],
    resetCredits: known({ available: 2, nextExpiresAtMs: atMs + 1000 }, laterMs),
    resetCreditList: known({ available: 2, nextExpiresAtMs: atMs + 1000 }, laterMs),
  },
  endpoints: {
    usage: { link: { kind: 'idle' }, fetchedAtMs: laterMs, nextDueAtMs: laterMs + 300_000, sequence: 4 },
    grant: { ...state.endpoints.grant, nextDueAtMs: laterMs, sequence: 2 },
  },
};

function withFacts(change: Partial<Facts>): AccountState {
  return { ...sameAnswerLater, facts: { ...sameAnswerLater.facts, ...change } };
}

test('the same answer again, only newer, is not written', () => {
  expect(isSameButAges(state, sameAnswerLater)).toBe(true);
  expect(shouldPersist(sameAnswerLater, { state, atMs }, laterMs)).toBe(false);
});

test('an unused account is not written, although its service moves the reset with each request', () => {
  const readAt = (readMs: number, usedPercent: number): AccountState => {
    const resetsAtMs = known(readMs + 18_000_000, readMs);
    const shape = known({ name: null, scope: 'account' as const, durationSeconds: 18_000 }, readMs);
    const unused = { ...fullWindow(readMs), shape, usedPercent: known(usedPercent, readMs), resetsAtMs };
    return { ...sameAnswerLater, facts: { ...sameAnswerLater.facts, windows: [unused] } };
  };
  expect(shouldPersist(readAt(laterMs, 0), { state: readAt(atMs, 0), atMs }, laterMs)).toBe(false);
  expect(shouldPersist(readAt(laterMs, 1), { state: readAt(atMs, 1), atMs }, laterMs)).toBe(true);
});

test('the first state a process saves is written, so that a restart loop finds when it last asked', () => {
  expect(shouldPersist(sameAnswerLater, null, laterMs)).toBe(true);
  expect(shouldPersist(sameAnswerLater, { state, atMs: null }, laterMs)).toBe(true);
});

test('ages are written once an hour, and after the clock was set back', () => {
  const written = { state, atMs };
  expect(shouldPersist(sameAnswerLater, written, atMs + persistAgesEveryMs - 1)).toBe(false);
  expect(shouldPersist(sameAnswerLater, written, atMs + persistAgesEveryMs)).toBe(true);
  expect(shouldPersist(sameAnswerLater, written, atMs - 1)).toBe(true);
});

const window = { ...fullWindow(laterMs), resetsAtMs: known(atMs + 3_600_000, laterMs) };

test.each<readonly [string, AccountState]>([
  ['another percentage', withFacts({ windows: [{ ...window, usedPercent: known(43, laterMs) }] })],
  [
    'a reset more than a minute away',
    withFacts({ windows: [{ ...window, resetsAtMs: known(atMs + 3_661_000, laterMs) }] }),
  ],
  ['a window less', withFacts({ windows: [] })],
  ['another balance', withFacts({ balance: known('0', laterMs, atMs) })],
  ['a balance that was withdrawn', withFacts({ balance: known('247.5', atMs, laterMs) })],
  ['a plan that is no longer known', withFacts({ plan: { said: null, unknownSinceMs: laterMs } })],
  [
    'another source',
    withFacts({ plan: { said: { value: 'pro', asOfMs: laterMs, source: 'log' }, unknownSinceMs: null } }),
  ],
  ['another name', { ...sameAnswerLater, account: { ...sameAnswerLater.account, label: 'home' } }],
  [
    'another end of a backoff',
    {
      ...sameAnswerLater,
      endpoints: {
        ...sameAnswerLater.endpoints,
        grant: { ...sameAnswerLater.endpoints.grant, link: { kind: 'limited', attempt: 2, untilMs: laterMs } },
      },
    },
  ],
  ['an endpoint less', { ...sameAnswerLater, endpoints: { usage: sameAnswerLater.endpoints.usage } }],
])('%s is written at once', (_name, changed) => {
  expect(isSameButAges(state, changed)).toBe(false);
  expect(shouldPersist(changed, { state, atMs }, atMs + 1)).toBe(true);
});

test('a first answer is new even if it brought nothing', () => {
  const never = { ...state, endpoints: { usage: { ...state.endpoints.usage, fetchedAtMs: null } } };
  const once = { ...state, endpoints: { usage: state.endpoints.usage } };
  expect(isSameButAges(never, once)).toBe(false);
});

test('"unknown" said again is no news', () => {
  const first = withFacts({ balance: known('247.5', atMs, atMs + 1) });
  const again = withFacts({ balance: known('247.5', atMs, laterMs) });
  expect(isSameButAges(first, again)).toBe(true);
});

test('comparing is symmetric, and a state says the same as itself', () => {
  const anyState = fc
    .record({ used: fc.integer({ min: 0, max: 3 }), reset: fc.integer({ min: 0, max: 200_000 }) })
    .map(({ used, reset }) =>
      withFacts({ windows: [{ ...window, usedPercent: known(used, atMs), resetsAtMs: known(reset, atMs) }] }),
    );
  fc.assert(
    fc.property(anyState, anyState, (left, right) => {
      expect(isSameButAges(left, left)).toBe(true);
      expect(isSameButAges(left, right)).toBe(isSameButAges(right, left));
    }),
  );
});

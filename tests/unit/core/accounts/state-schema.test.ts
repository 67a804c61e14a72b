import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { accountStateSchema } from '../../../../core/accounts/state-schema.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import type { Failure } from '../../../../core/polling/failure.ts';
import type { PollStatus, SettledPollStatus } from '../../../../core/polling/endpoint.ts';
import { fullState } from '../../../support/account-states.ts';

const atMs = 1_795_300_000_000;
const state = fullState('codex:1', atMs);

function withLink(link: PollStatus): AccountState {
  return { ...state, endpoints: { usage: { link, fetchedAtMs: null, nextDueAtMs: atMs, sequence: 1 } } };
}

function read(value: unknown): AccountState | null {
  const result = v.safeParse(accountStateSchema, JSON.parse(JSON.stringify(value)));
  return result.success ? result.output : null;
}

const failures: readonly Failure[] = [
  { kind: 'credential', problem: 'open-to-others' },
  { kind: 'credential-expired', expiredAtMs: atMs },
  { kind: 'unauthorised', status: 401 },
  { kind: 'limited', retryAfterMs: null },
  { kind: 'server', status: 503 },
  { kind: 'server', status: 503, retryAfterMs: 600_000 },
  { kind: 'forbidden', status: 403, by: 'region' },
  { kind: 'forbidden', status: 403, by: 'edge' },
  { kind: 'network', cause: 'proxy-unsupported' },
  { kind: 'network', cause: 'proxy-sign-in' },
  { kind: 'unexpected-status', status: 418 },
  { kind: 'network', cause: 'dns' },
  { kind: 'timeout' },
  { kind: 'redirect-refused' },
  { kind: 'too-large' },
  { kind: 'not-json' },
  { kind: 'schema', paths: ['rate_limit.primary'] },
];

const settled: readonly SettledPollStatus[] = [
  { kind: 'idle' },
  { kind: 'limited', attempt: 1, untilMs: atMs },
  ...failures.map((failure): SettledPollStatus => ({ kind: 'retrying', attempt: 2, untilMs: atMs, failure })),
  { kind: 'needs-sign-in', failure: { kind: 'unauthorised', status: 403 }, fingerprint: null },
  { kind: 'needs-sign-in', failure: { kind: 'credential', problem: 'missing' }, fingerprint: 'f1' },
];

test('a stored state reads back as it was, with every kind of fact', () => {
  expect(read(state)).toEqual(state);
  expect(read({ ...state, facts: noFacts })).toEqual({ ...state, facts: noFacts });
});

// Found by `npm run fuzz`: such a time was loaded, and the first view of the account then threw.
test('a stored time that no calendar has is refused, wherever it is', () => {
  const links = settled.map(withLink);
  const places = [state, ...links].flatMap((each) => placesOfTimes(each, []).map((path) => [each, path] as const));
  expect(places.length).toBeGreaterThan(40);
  for (const [each, path] of places) {
    for (const time of [1e308, -1e308, 8.64e15 + 2]) {
      expect({ path, isRefused: read(withTime(each, path, time)) === null }).toEqual({ path, isRefused: true });
    }
  }
});

// Found by `npm run fuzz`: the amount could not be shown.
test('a stored spend limit in a currency that is none is refused', () => {
  const spend = state.facts.spend.said;
  const inCurrency = (currency: string): unknown => ({
    ...state,
    facts: {
      ...state.facts,
      spend: { ...state.facts.spend, said: { ...spend, value: { ...spend?.value, currency } } },
    },
  });
  expect(read(inCurrency('EUR'))).not.toBeNull();
  for (const currency of ['', 'eur', ' EUR', 'E€R', 'EURO']) expect(read(inCurrency(currency))).toBeNull();
});

function placesOfTimes(value: unknown, path: readonly string[]): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    typeof each === 'number' && /(?<!retryAfter)Ms$/.test(key) ? [[...path, key]] : placesOfTimes(each, [...path, key]),
  );
}

function withTime(value: unknown, [key, ...rest]: readonly string[], time: number): unknown {
  if (key === undefined) return time;
  const copy: Record<string, unknown> = structuredClone(value) as Record<string, unknown>;
  return Object.assign(copy, { [key]: withTime(copy[key], rest, time) });
}

test.each(settled)('a link that is settled reads back as it was: $kind', (link) => {
  expect(read(withLink(link))).toEqual(withLink(link));
});

test.each(settled)('a request that was under way is what the link was before: $kind', (before) => {
  const fetching = withLink({ kind: 'fetching', sequence: 4, startedAtMs: atMs, before });
  expect(read(fetching)).toEqual(withLink(before));
});

test('an unknown stays unknown, and a zero stays a zero', () => {
  const facts = { ...noFacts, balance: { said: null, unknownSinceMs: atMs } };
  expect(read({ ...state, facts })?.facts.balance).toEqual({ said: null, unknownSinceMs: atMs });
  const zero = { ...noFacts, balance: { said: { value: '0', asOfMs: atMs, source: 'poll' }, unknownSinceMs: null } };
  expect(read({ ...state, facts: zero })?.facts.balance.said?.value).toBe('0');
});

test('a fact that an older version did not store is one nobody spoke about', () => {
  const { resetCredits: _, ...older } = state.facts;
  expect(read({ ...state, facts: older })?.facts.resetCredits).toEqual({ said: null, unknownSinceMs: null });
});

test('a key that this version does not know is left out and spoils nothing', () => {
  const newer = { ...state, mood: 'good', account: { ...state.account, colour: 'red' } };
  expect(read(newer)).toEqual(state);
});

const balance = (value: unknown) => ({
  ...state.facts,
  balance: { said: { value, asOfMs: 1, source: 'poll' }, unknownSinceMs: null },
});
const { endpoints: _endpoints, ...withoutEndpoints } = state;

test.each([
  ['no account', { ...state, account: undefined }],
  ['an empty id', { ...state, account: { ...state.account, id: '' } }],
  ['another provider', { ...state, account: { ...state.account, provider: 'acme' } }],
  ['a missing e-mail, which is not the same as none', { ...state, account: { ...state.account, email: undefined } }],
  ['an amount as a number', { ...state, facts: balance(247.5) }],
  ['an amount with trailing zeros', { ...state, facts: balance('247.50') }],
  ['an amount with an exponent', { ...state, facts: balance('1e3') }],
  ['a negative zero', { ...state, facts: balance('-0') }],
  [
    'a source of another name',
    {
      ...state,
      facts: { ...noFacts, plan: { said: { value: 'a', asOfMs: 1, source: 'guess' }, unknownSinceMs: null } },
    },
  ],
  ['windows that are no list', { ...state, facts: { ...noFacts, windows: {} } }],
  ['no endpoints', withoutEndpoints],
  [
    'a link of another kind',
    { ...state, endpoints: { usage: { ...state.endpoints.usage, link: { kind: 'resting' } } } },
  ],
  [
    'a request inside a request',
    {
      ...state,
      endpoints: {
        usage: {
          ...state.endpoints.usage,
          link: {
            kind: 'fetching',
            sequence: 1,
            startedAtMs: 1,
            before: { kind: 'fetching', sequence: 1, startedAtMs: 1, before: { kind: 'idle' } },
          },
        },
      },
    },
  ],
  ['nothing', null],
])('a stored state with %s is refused', (_name, value) => {
  expect(read(value)).toBeNull();
});

test('a number beyond all bounds, as JSON can write it, is refused', () => {
  const written = JSON.stringify(state).replace('"value":42.5', '"value":1e999');
  expect(v.safeParse(accountStateSchema, JSON.parse(written)).success).toBe(false);
});

test('no JSON value makes the schema throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => typeof v.safeParse(accountStateSchema, value).success === 'boolean'),
  );
});

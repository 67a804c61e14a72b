import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { isFull, judge, type Judgement } from '../../../../core/accounts/judgement.ts';
import type { ProviderId } from '../../../../core/providers/provider-id.ts';
import { statedValue, statedUnknown } from '../../../../core/usage/fact.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { merge } from '../../../../core/usage/merge.ts';
import type {
  MeteredReading,
  Observation,
  PrepaidReading,
  SpendReading,
  WindowReading,
} from '../../../../core/usage/observation.ts';
import { type EndpointState, type PollStatus, newEndpoint } from '../../../../core/polling/endpoint.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';

const nowMs = 1_795_300_000_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const lifeMs = 10 * minuteMs;

interface Given extends Partial<Observation> {
  readonly provider?: ProviderId;
  readonly agoMs?: number;
  readonly link?: PollStatus;
  /** When the usage endpoint last answered. */
  readonly answeredAgoMs?: number | null;
}

function stateWith({ provider = 'codex', agoMs = 0, link, answeredAgoMs, ...parts }: Given): AccountState {
  const usage: EndpointState = {
    ...newEndpoint(nowMs),
    ...(link === undefined ? {} : { link }),
    fetchedAtMs: answeredAgoMs === null ? null : nowMs - (answeredAgoMs ?? agoMs),
  };
  const observation: Observation = { source: 'poll', asOfMs: nowMs - agoMs, oddPaths: [], ...parts };
  const account = accountOf(provider, 'https://service.example');
  return { account, facts: merge(noFacts, observation), oddPaths: [], endpoints: { usage } };
}

const judged = (given: Given): Judgement => judge(stateWith(given), defaultSettings, nowMs);
/** The use, what a block is caused by, and when it ends from now on. */
const standing = (given: Given): readonly unknown[] => {
  const { use, block } = judged(given);
  return block === null ? [use] : [use, block.cause.kind, block.endsAtMs === null ? null : block.endsAtMs - nowMs];
};

const window = (id: string, used: number | null, more: Partial<WindowReading> = {}): WindowReading => ({
  id,
  shape: { name: null, scope: 'account', durationSeconds: id === 'weekly' ? 604_800 : 18_000 },
  ...(used === null ? {} : { usedPercent: statedValue(used) }),
  resetsAtMs: statedValue(nowMs + hourMs),
  ...more,
});
const part = (id: string, used: number | null, more: Partial<WindowReading> = {}): WindowReading =>
  window(id, used, { shape: { name: id, scope: 'part', durationSeconds: 604_800 }, ...more });
const own = (id: string, used: number): WindowReading =>
  window(id, used, { shape: { name: id, scope: 'own', durationSeconds: 18_000 } });
const windows = (...items: readonly WindowReading[]) => ({ windows: { complete: true, items } });
const spend = (used: string | null, limit: string | null, resetsAtMs: number | null = null) =>
  statedValue<SpendReading>({
    ...{ unit: 'money', currency: 'EUR', used, limit, remaining: null, scope: 'individual' },
    resetsAtMs,
  });
const prepaid = (balance: string, more: Partial<PrepaidReading> = {}) =>
  statedValue<PrepaidReading>({ currency: 'EUR', balance, nextExpiresAtMs: null, ...more });
const ledger = (remaining: number | null, resetsAtMs: number | null = null) =>
  statedValue<MeteredReading>({
    ...{ remaining, tier: 'pro', capped: 'monthly', geminiRemaining: null, lastCharge: null },
    resetsAtMs,
  });
const flags = (hasCredits: boolean | null, unlimited = false) =>
  statedValue({ hasCredits, unlimited, overageLimitReached: null });
const sessions = (current: number | null, limit: number | null, hardCap: number | null = null) =>
  statedValue({ current, limit, hardCap });
const key = { provider: 'deepseek' } as const;

describe('what an account can do by its figures', () => {
  it.each<readonly [string, Given, readonly unknown[]]>([
    ['nothing known', {}, ['unknown']],
    ['room in its windows', windows(window('session', 40)), ['active']],
    ['a window without a figure', windows(window('session', null)), ['unknown']],
    ['a figure that awaits its reset', windows(window('session', 40, { resetsAtMs: statedValue(nowMs) })), ['unknown']],
    ['a used-up window', windows(window('session', 100)), ['exhausted', 'window', hourMs]],
    [
      'two used-up windows, of which the later counts',
      windows(window('session', 100), window('weekly', 100, { resetsAtMs: statedValue(nowMs + 2 * hourMs) })),
      ['exhausted', 'window', 2 * hourMs],
    ],
    [
      'two used-up windows, of which one has no known end, so the other one counts',
      windows(window('session', 100, { resetsAtMs: statedUnknown }), window('30d', 100)),
      ['exhausted', 'window', hourMs],
    ],
    [
      'a used-up week and a session that ends later, of which the week counts',
      windows(window('session', 100, { resetsAtMs: statedValue(nowMs + 2 * hourMs) }), window('weekly', 100)),
      ['exhausted', 'window', hourMs],
    ],
    [
      'a hit by one of several windows',
      windows(window('session', 40, { reached: statedValue('one-of-several') })),
      ['exhausted', 'stated', null],
    ],
    ['a model used up beside room', windows(window('session', 40), part('opus', 100)), ['active']],
    ['a used-up model alone', windows(part('opus', 100)), ['exhausted', 'features', hourMs]],
    [
      'all models used up, of which the first one back counts',
      windows(part('opus', 100), part('fable', 100, { resetsAtMs: statedValue(nowMs + 2 * hourMs) })),
      ['exhausted', 'features', hourMs],
    ],
    [
      'all models used up without an end',
      windows(part('opus', 100, { resetsAtMs: statedUnknown })),
      ['exhausted', 'features', null],
    ],
    ['one model of two', windows(part('opus', 100), part('fable', 99)), ['active']],
    [
      'a model that has not begun',
      windows(part('opus', 100), part('fable', 0, { resetsAtMs: statedUnknown })),
      ['active'],
    ],
    ['a model without a figure', windows(part('opus', 100), part('fable', null)), ['unknown']],
    ['a pool of its own alone', windows(own('spark', 5)), ['active']],
    ['a used-up allowance', { ledger: ledger(0, nowMs + hourMs) }, ['exhausted', 'ledger', hourMs]],
    ['a used-up allowance that began again', { ledger: ledger(0, nowMs) }, ['exhausted', 'ledger', null]],
    ['an allowance', { ledger: ledger(1) }, ['active']],
    ['an allowance without limit', { ledger: ledger(null) }, ['active']],
    ['unlimited credits', { credits: flags(true, true) }, ['active']],
    ['as many sessions as the service allows', { concurrency: sessions(4, 4) }, ['exhausted', 'sessions', null]],
    ['fewer sessions', { concurrency: sessions(3, 4) }, ['active']],
    ['sessions over the soft limit and under the hard one', { concurrency: sessions(5, 4, 6) }, ['active']],
    ['unknown sessions', { concurrency: sessions(null, 4) }, ['unknown']],
    ['sessions without a limit', { concurrency: sessions(5, null) }, ['active']],
    ['credits', { credits: flags(true), balance: statedValue('3') }, ['active']],
    ['credits that are used up', { credits: flags(true), balance: statedValue('0') }, ['unknown']],
    ['credits that it does not have', { credits: flags(false), balance: statedValue('3') }, ['unknown']],
    ['credits of an unknown number', { credits: flags(true), balance: statedUnknown }, ['unknown']],
    ['a spend limit that is reached', { spend: spend('5', '5', nowMs + hourMs) }, ['exhausted', 'spend', hourMs]],
    ['a spend limit with room', { spend: spend('4.99', '5') }, ['active']],
    ['no spend limit', { spend: spend('4.99', null) }, ['active']],
    ['a spend of an unknown sum', { spend: spend(null, '5') }, ['unknown']],
    ['a spend limit that began again', { spend: spend('5', '5', nowMs) }, ['unknown']],
    [
      'a spend limit that the service says stops nothing',
      { spend: spend('5', '5'), blocked: statedValue(null) },
      ['active'],
    ],
    [
      'a monthly limit where no other is named',
      { spend: statedValue(null), monthlySpend: spend('5', '5') },
      ['exhausted', 'spend', null],
    ],
    ['a monthly limit beside one in force', { spend: spend('1', '5'), monthlySpend: spend('5', '5') }, ['active']],
    [
      'no limit in force and no monthly one',
      { spend: statedValue(null), monthlySpend: statedValue(null) },
      ['unknown'],
    ],
    ['money of a plan', { prepaid: prepaid('0.00') }, ['unknown']],
    ['money of a key', { ...key, prepaid: prepaid('0.01') }, ['active']],
    ['no money of a key', { ...key, prepaid: prepaid('0.00') }, ['exhausted', 'prepaid', null]],
    ['debts of a key', { ...key, prepaid: prepaid('-1.00') }, ['exhausted', 'prepaid', null]],
    [
      'money of a key in another currency',
      { ...key, prepaid: prepaid('0.00', { further: [{ currency: 'USD', balance: '1.00' }] }) },
      ['active'],
    ],
    [
      'money of a key that cannot pay',
      { ...key, prepaid: prepaid('5.00', { spent: true }) },
      ['exhausted', 'prepaid', null],
    ],
  ])('%s', (_what, given, expected) => {
    expect(standing(given)).toEqual(expected);
  });

  it.each([
    [null, 1, null, false],
    [1, null, null, false],
    [1, 1, null, true],
    [1, 2, null, false],
    [2, 1, 3, false],
    [3, 1, 3, true],
    [4, null, 3, true],
  ])('%j sessions of %j, at most %j: full %j', (current, limit, hardCap, expected) => {
    expect(isFull({ current, limit, hardCap })).toBe(expected);
  });
});

describe('figures that are old', () => {
  it.each<readonly [string, Given, readonly unknown[]]>([
    ['a window', windows(window('session', 40)), ['unknown']],
    ['a used-up window, until its reset', windows(window('session', 100)), ['exhausted', 'window', hourMs]],
    [
      'a used-up window without a known reset',
      windows(window('session', 100, { resetsAtMs: statedUnknown })),
      ['unknown'],
    ],
    ['a used-up model, until its reset', windows(part('opus', 100)), ['exhausted', 'features', hourMs]],
    ['a model with room', windows(part('opus', 4)), ['unknown']],
    ['a used-up allowance', { ledger: ledger(0, nowMs + hourMs) }, ['unknown']],
    ['a spend limit that was reached', { spend: spend('5', '5') }, ['unknown']],
    ['money', { ...key, prepaid: prepaid('0.00') }, ['unknown']],
    ['sessions', { concurrency: sessions(4, 4) }, ['unknown']],
    ['a block without an end', { blocked: statedValue({ code: 'spend-cap', endsAtMs: null }) }, ['unknown']],
    [
      'a block until later',
      { blocked: statedValue({ code: 'spend-cap', endsAtMs: nowMs + 1 }) },
      ['exhausted', 'stated', 1],
    ],
    ['a block that is over', { blocked: statedValue({ code: 'spend-cap', endsAtMs: nowMs }) }, ['unknown']],
  ])('%s', (_what, given, expected) => {
    expect(standing({ ...given, agoMs: 5 * hourMs })).toEqual(expected);
  });

  it('are so from twice the interval on, and from the future beyond a minute', () => {
    const staleAt = (agoMs: number) =>
      judged({ ...windows(window('session', 40)), agoMs, answeredAgoMs: null }).windows[0]?.isStale;
    expect([lifeMs - 1, lifeMs, -minuteMs, -minuteMs - 1].map(staleAt)).toEqual([false, true, false, true]);
  });

  it('count by the life of their own endpoint', () => {
    const monthly = (agoMs: number) =>
      standing({ spend: statedValue(null), monthlySpend: spend('5', '5'), agoMs, answeredAgoMs: 0 });
    expect([monthly(30 * minuteMs - 1)[0], monthly(30 * minuteMs)[0]]).toEqual(['exhausted', 'unknown']);
  });

  it('are so where the newest answer left them out by more than a second', () => {
    const staleAt = (agoMs: number, answeredAgoMs: number | null, item = window('session', 40)) =>
      judged({ ...windows(item), agoMs, answeredAgoMs }).windows[0]?.isStale;
    expect([staleAt(1000, 0), staleAt(1001, 0), staleAt(1001, null)]).toEqual([false, true, false]);
    expect(staleAt(5000, -1)).toBe(false);
    expect(staleAt(5000, 0, part('opus', 40))).toBe(false);
  });
});

describe('what the service says outright', () => {
  const blocked = (code: 'unknown' | 'spend-cap', windowId?: string) => ({
    blocked: statedValue({ code, endsAtMs: nowMs + hourMs, ...(windowId === undefined ? {} : { windowId }) }),
  });
  const statesOf = (given: Given) => Object.fromEntries(judged(given).windows.map(({ id, state }) => [id, state]));

  it('blocks all windows with something left, and no pool of its own', () => {
    const given = {
      ...windows(
        window('session', 40),
        window('weekly', 0, { resetsAtMs: statedUnknown }),
        part('opus', 5),
        own('spark', 5),
      ),
      ...blocked('spend-cap'),
    };
    expect(standing(given)).toEqual(['exhausted', 'stated', hourMs]);
    expect(statesOf(given)).toEqual({ session: 'blocked', weekly: 'blocked', opus: 'blocked', spark: 'open' });
  });

  it('of one limit that is known blocks its windows and not the account', () => {
    const given = {
      ...windows(window('session', 40), own('spark', 5), own('spark:weekly', 5), own('sparkle', 5)),
      ...blocked('spend-cap', 'spark'),
    };
    expect(standing(given)).toEqual(['active']);
    expect(statesOf(given)).toEqual({ session: 'open', spark: 'blocked', 'spark:weekly': 'blocked', sparkle: 'open' });
  });

  it('of a limit that is not known blocks the account', () => {
    expect(standing({ ...windows(window('session', 40)), ...blocked('spend-cap', 'spark') })[0]).toBe('exhausted');
  });

  it('yields to a window that is used up, whatever its own reason is', () => {
    const used = windows(window('session', 40), window('weekly', 100, { resetsAtMs: statedValue(nowMs + 2 * hourMs) }));
    expect(standing({ ...used, ...blocked('unknown') })).toEqual(['exhausted', 'window', 2 * hourMs]);
    expect(standing({ ...used, ...blocked('spend-cap') })).toEqual(['exhausted', 'window', 2 * hourMs]);
    expect(standing({ ...windows(window('session', 40)), ...blocked('unknown') })).toEqual([
      'exhausted',
      'stated',
      hourMs,
    ]);
  });
});

describe('the state of an account', () => {
  const wait = { attempt: 1, untilMs: nowMs + hourMs };
  const figure = windows(window('session', 40));

  it.each<readonly [string, Given, string, string]>([
    ['with an answer of now', figure, 'fresh', 'active'],
    ['with an old answer', { ...figure, agoMs: lifeMs }, 'stale', 'unknown'],
    ['that was never asked', { answeredAgoMs: null }, 'not-measured', 'unknown'],
    ['told to wait', { ...figure, link: { kind: 'limited', ...wait } }, 'rate-limited', 'active'],
    [
      'without a network',
      { ...figure, link: { kind: 'retrying', ...wait, failure: { kind: 'network', cause: 'dns' } } },
      'offline',
      'active',
    ],
    [
      'without an answer',
      { ...figure, link: { kind: 'retrying', ...wait, failure: { kind: 'timeout' } } },
      'offline',
      'active',
    ],
    [
      'with a fault',
      { ...figure, link: { kind: 'retrying', ...wait, failure: { kind: 'not-json' } } },
      'error',
      'active',
    ],
    [
      'with a refused sign-in',
      { ...figure, link: { kind: 'needs-sign-in', failure: { kind: 'unauthorised', status: 401 }, fingerprint: null } },
      'signed-out',
      'unknown',
    ],
    [
      'with a sign-in of nobody yet',
      {
        ...figure,
        link: { kind: 'needs-sign-in', failure: { kind: 'credential', problem: 'unidentified' }, fingerprint: null },
      },
      'error',
      'active',
    ],
  ])('%s', (_what, given, state, use) => {
    expect([judged(given).state, judged(given).use]).toEqual([state, use]);
  });

  it('has its next try, and none without a sign-in or a wish to ask', () => {
    const nextOf = (given: Given) => judged(given).nextRefreshAtMs;
    expect(nextOf(figure)).toBe(nowMs);
    expect(nextOf({ ...figure, link: { kind: 'limited', ...wait } })).toBe(wait.untilMs);
    expect(nextOf({ ...figure, link: { kind: 'retrying', ...wait, failure: { kind: 'timeout' } } })).toBe(wait.untilMs);
    const failure = { kind: 'unauthorised', status: 401 } as const;
    expect(nextOf({ ...figure, link: { kind: 'needs-sign-in', failure, fingerprint: null } })).toBeNull();
  });

  it('is being asked while a request is under way', () => {
    const link: PollStatus = { kind: 'fetching', sequence: 1, startedAtMs: nowMs, before: { kind: 'idle' } };
    expect([judged(figure).fetching, judged({ ...figure, link }).fetching]).toEqual([false, true]);
  });
});

import { describe, expect, it, test } from 'vitest';
import { judgeGuard } from '../../../../core/guard/guard.ts';
import type { BlockedReason } from '../../../../core/snapshot/block-schema.ts';
import type { AccountSnapshot, WindowSnapshot } from '../../../../core/snapshot/schema.ts';
import { english, nowMs } from '../../../support/example-states.ts';
import { exampleSnapshot } from '../../../support/example-snapshot.ts';

const later = new Date(nowMs + 3_600_000).toISOString();
const before = new Date(nowMs - 60_000).toISOString();

function window(change: Partial<WindowSnapshot> = {}): WindowSnapshot {
  return {
    ...{ id: 'session', label: '5h', name: null, usedPercent: 42, durationSeconds: 18_000, resetsAt: later },
    ...{ state: 'open', warning: null, blockedBy: null, pace: null, source: 'poll', asOf: before, stale: false },
    ...change,
  };
}

const weekly = (change: Partial<WindowSnapshot> = {}): WindowSnapshot =>
  window({ id: 'weekly', label: 'Week', durationSeconds: 604_800, ...change });
const model = (change: Partial<WindowSnapshot> = {}): WindowSnapshot =>
  weekly({ id: 'weekly-opus', name: 'Opus', ...change });
const account = (windows: readonly WindowSnapshot[], change: Partial<AccountSnapshot> = {}): AccountSnapshot =>
  exampleSnapshot({ windows, ...change });

const asked = { minLeftPercent: null, any: false } as const;
const exhausted = { usedPercent: 100, state: 'exhausted' } as const;

describe('guard', () => {
  test.each<[string, readonly WindowSnapshot[], string]>([
    ['much left in every window is enough', [window(), weekly()], 'enough'],
    ['5 % left of five hours is not enough', [window({ usedPercent: 95 }), weekly()], 'not-enough'],
    ['a little more than 5 % of them is', [window({ usedPercent: 94.9 }), weekly()], 'enough'],
    ['10 % left of a week is not enough', [window(), weekly({ usedPercent: 90 })], 'not-enough'],
    ['a little more than 10 % of it is', [window(), weekly({ usedPercent: 89.9 })], 'enough'],
    ['a week without a stated length is a week', [weekly({ usedPercent: 90, durationSeconds: null })], 'not-enough'],
    ['a limit of one model stops only when it is used up', [window(), model({ usedPercent: 99 })], 'enough'],
    ['and then it does', [window(), model(exhausted)], 'not-enough'],
    ['a used-up reserve stops nothing', [window(), model({ ...exhausted, isReserve: true })], 'enough'],
    ['a used up window stops', [window(exhausted), weekly()], 'not-enough'],
    ['a blocked one too', [window({ state: 'blocked', blockedBy: 'weekly' }), weekly(exhausted)], 'not-enough'],
    ['one that has not begun is whole', [window({ usedPercent: 0, resetsAt: null, state: 'not-started' })], 'enough'],
    ['an unknown figure is unknown', [window({ usedPercent: null }), weekly()], 'unknown'],
    ['but all windows are looked at first', [window({ usedPercent: null }), weekly(exhausted)], 'not-enough'],
    [
      'a reset that nobody confirmed is unknown',
      [window({ usedPercent: 0, state: 'reset-pending', resetsAt: before })],
      'unknown',
    ],
  ])('%s', (_name, windows, verdict) => {
    expect(judgeGuard({ accounts: [account(windows)] }, asked, english, nowMs).verdict).toBe(verdict);
  });

  const old = { stale: true };
  const blockedReason = { code: 'window-used-up', until: later, text: 'The 5-hour limit is used up.' } as const;
  test.each<[AccountSnapshot['state'], readonly WindowSnapshot[], string]>([
    ['fresh', [window(old)], 'unknown'],
    ['fresh', [window(), weekly(old)], 'unknown'],
    ['fresh', [window(), model(old)], 'enough'],
    ['fresh', [model(old)], 'unknown'],
    ['stale', [window({ ...old, ...exhausted, resetsAt: null })], 'unknown'],
    ['stale', [window({ ...old, usedPercent: 99 })], 'unknown'],
    ['rate-limited', [window(), weekly()], 'enough'],
    ['rate-limited', [window({ usedPercent: 96 })], 'not-enough'],
    ['offline', [window()], 'enough'],
    ['error', [window()], 'enough'],
    ['error', [window(old)], 'unknown'],
    ['signed-out', [window()], 'unknown'],
    ['not-measured', [], 'unknown'],
  ])('a figure counts by its own age, not by the state %s of the link', (state, windows, verdict) => {
    expect(judgeGuard({ accounts: [account(windows, { state, use: 'unknown' })] }, asked, english, nowMs).verdict).toBe(
      verdict,
    );
  });

  test.each<[AccountSnapshot['state'], readonly WindowSnapshot[], string | null]>([
    ['fresh', [window(exhausted), weekly()], 'session'],
    ['offline', [window({ ...old, ...exhausted }), weekly(old)], 'session'],
    ['signed-out', [window({ ...old, ...exhausted })], 'window-used-up'],
    ['fresh', [window(), weekly()], 'window-used-up'],
    ['fresh', [], 'window-used-up'],
  ])('an account that is blocked has not enough (%s)', (state, windows, by) => {
    const answer = judgeGuard(
      { accounts: [account(windows, { state, blockedReason, use: 'exhausted' })] },
      asked,
      english,
      nowMs,
    );
    expect(answer).toMatchObject({ verdict: 'not-enough', reason: blockedReason });
    expect(answer.accounts[0]).toMatchObject({ by: state === 'signed-out' ? 'session' : by, reason: blockedReason });
  });

  test('the room of a reserve is no room of the account', () => {
    const reserve = model({ usedPercent: 5, isReserve: true });
    const reason = { code: 'reserve', until: null, text: 'It runs on a reserve.' } as const;
    const beyond = account([reserve], { use: 'exhausted', blockedReason: reason });
    const { verdict, accounts } = judgeGuard({ accounts: [beyond] }, asked, english, nowMs);
    expect([verdict, accounts[0]?.by, accounts[0]?.reason]).toEqual(['not-enough', 'reserve', reason]);
  });

  const paid = { mode: 'paid-extra-usage', until: null } as const;
  test.each<[string, Partial<BlockedReason>, boolean, string]>([
    ['costs extra money', { code: 'paid-extra-usage', beyondLimit: paid }, false, 'not-enough'],
    ['costs extra money, which is allowed', { code: 'paid-extra-usage', beyondLimit: paid }, true, 'enough'],
    ['costs extra money after a week, which is allowed', { code: 'weekly-used-up', beyondLimit: paid }, true, 'enough'],
    ['reached its spend cap', { code: 'spend-cap', beyondLimit: paid }, true, 'not-enough'],
    ['has no money', { code: 'unknown', figure: 'prepaid', beyondLimit: paid }, true, 'not-enough'],
    ['is blocked', { code: 'unknown' }, true, 'not-enough'],
    ['runs on a reserve', { code: 'reserve', beyondLimit: { mode: 'reserve', until: null } }, true, 'not-enough'],
  ])('money is spent only where it is allowed: an account that %s', (_what, change, allowPaid, verdict) => {
    const beyond = account([window(), weekly(exhausted)], {
      use: 'exhausted',
      blockedReason: { ...blockedReason, ...change },
    });
    const answer = judgeGuard({ accounts: [beyond] }, { ...asked, allowPaid }, english, nowMs);
    expect([answer.verdict, answer.reason]).toEqual([verdict, beyond.blockedReason]);
  });

  test.each([
    [0, 99.9, 'enough'],
    [0, 100, 'not-enough'],
    [20, 79, 'enough'],
    [20, 80, 'not-enough'],
    [100, 0, 'not-enough'],
  ])('--min-left %d holds for every window: %d %% used is %s', (minLeftPercent, usedPercent, verdict) => {
    for (const each of [window({ usedPercent }), weekly({ usedPercent }), model({ usedPercent })]) {
      expect(judgeGuard({ accounts: [account([each])] }, { ...asked, minLeftPercent }, english, nowMs).verdict).toBe(
        verdict,
      );
    }
  });

  const unknown = account([], { use: 'unknown' });
  const [good, bad] = [account([window()]), account([window(exhausted)])];
  test.each([
    ['all must have enough', [good, good], false, 'enough'],
    ['one without stops', [good, bad, unknown], false, 'not-enough'],
    ['one that is not known is not known', [good, unknown], false, 'unknown'],
    ['with --any one is enough', [bad, unknown, good], true, 'enough'],
    ['with --any an unknown one may have enough', [bad, unknown], true, 'unknown'],
    ['with --any none is not enough', [bad, bad], true, 'not-enough'],
    ['of no account nothing is known', [], false, 'unknown'],
    ['also with --any', [], true, 'unknown'],
  ] as const)('of several accounts: %s', (_name, accounts, any, verdict) => {
    expect(judgeGuard({ accounts }, { ...asked, any }, english, nowMs).verdict).toBe(verdict);
  });

  it.each([
    ['is used up', exhausted, { code: 'model-unavailable', until: later, text: expect.stringContaining('Opus') }],
    ['is used up without an end', { ...exhausted, resetsAt: null }, { code: 'model-unavailable', until: null }],
    ['is refused by the service', { state: 'blocked' }, { code: 'model-unavailable', until: later }],
  ] as const)('the limit of one model that %s is the reason', (_name, change, reason) => {
    const answer = judgeGuard({ accounts: [account([window(), model(change)])] }, asked, english, nowMs);
    expect(answer).toMatchObject({ verdict: 'not-enough', reason, accounts: [{ by: 'weekly-opus', reason }] });
  });

  it('a limit that only leaves too little is no reason that blocks', () => {
    const accounts = [account([window(), model({ usedPercent: 85 })])];
    const answer = judgeGuard({ accounts }, { ...asked, minLeftPercent: 20 }, english, nowMs);
    expect(answer).toMatchObject({ verdict: 'not-enough', reason: null, accounts: [{ by: 'weekly-opus' }] });
  });

  it('of several reasons that of an account which decided is told', () => {
    const network = { code: 'network', until: null, text: 'The service could not be reached.' } as const;
    const away = account([], { use: 'unknown', blockedReason: network });
    const stopped = account([window(exhausted)], { use: 'exhausted', blockedReason });
    const judged = (any: boolean) => judgeGuard({ accounts: [away, stopped] }, { ...asked, any }, english, nowMs);
    expect([judged(false).verdict, judged(false).reason]).toEqual(['not-enough', blockedReason]);
    expect([judged(true).verdict, judged(true).reason]).toEqual(['unknown', network]);
  });

  it('says which window decided, and what it would need', () => {
    const [reason] = judgeGuard(
      { accounts: [account([window(), weekly({ usedPercent: 93 })])] },
      asked,
      english,
      nowMs,
    ).accounts;
    expect(reason).toMatchObject({ by: 'weekly', leftPercent: 7, needsMoreThanPercent: 10, resetsAt: later });
  });

  it.each<readonly [string, readonly WindowSnapshot[], string]>([
    ['the one with the least left', [weekly({ usedPercent: 40 }), window({ usedPercent: 55 })], 'session'],
    ['the same in another order', [window({ usedPercent: 55 }), weekly({ usedPercent: 40 })], 'session'],
    [
      'one with nothing left before one that leaves too little',
      [window({ usedPercent: 96 }), weekly(exhausted)],
      'weekly',
    ],
    ['one that is not enough before an unknown one', [window({ usedPercent: null }), weekly(exhausted)], 'weekly'],
    ['an unknown one before one with enough', [window(), weekly({ usedPercent: null })], 'weekly'],
  ])('of several windows the worst decides: %s', (_what, windows, by) => {
    expect(judgeGuard({ accounts: [account(windows)] }, asked, english, nowMs).accounts[0]?.by).toBe(by);
  });

  it('of a blocked account the window is told that gives the reason, not another one that is used up', () => {
    const until = new Date(nowMs + 2 * 3_600_000).toISOString();
    const windows = [
      window(exhausted),
      weekly({ ...exhausted, resetsAt: until }),
      model({ ...exhausted, resetsAt: until }),
    ];
    const blocked = account(windows, { blockedReason: { ...blockedReason, until }, use: 'exhausted' });
    expect(judgeGuard({ accounts: [blocked] }, asked, english, nowMs).accounts[0]?.by).toBe('weekly');
  });

  it.each<readonly [Partial<WindowSnapshot>, number]>([
    [{ durationSeconds: 86_400 }, 10],
    [{ durationSeconds: 86_399 }, 5],
    [{ durationSeconds: null }, 5],
    [{ id: 'weekly', durationSeconds: null }, 10],
    [{ name: 'Opus' }, 0],
  ])('a window with %j needs more than %d percent', (change, percent) => {
    const [judged] = judgeGuard({ accounts: [account([window(change)])] }, asked, english, nowMs).accounts;
    expect(judged?.needsMoreThanPercent).toBe(percent);
  });

  it.each<readonly [string | null, Parameters<typeof withMoney>[0]]>([
    [null, {}],
    ['sessions', { concurrency: {} }],
    ['credits', { concurrency: {}, credits: { unlimited: false } }],
    ['spend', { concurrency: {}, credits: { unlimited: false }, spend: {} }],
    ['prepaid', { credits: { unlimited: false }, spend: {}, prepaid: {} }],
    ['credits', { credits: { unlimited: true }, spend: {}, prepaid: {} }],
    ['ledger', { credits: { unlimited: true }, spend: {}, prepaid: {}, ledger: {} }],
  ])('an account without windows is judged by %j with %j', (by, figures) => {
    expect(judgeGuard({ accounts: [withMoney(figures)] }, asked, english, nowMs).accounts[0]?.by).toBe(by);
  });

  it('a figure beside the windows of one model is told, one beside those of the account is not', () => {
    const use = { use: 'exhausted', blockedReason: { code: 'unknown', until: null, text: 'No.' } } as const;
    const figures = { prepaid: {} };
    const byOf = (windows: readonly WindowSnapshot[]) =>
      judgeGuard({ accounts: [{ ...withMoney(figures), ...use, windows }] }, asked, english, nowMs).accounts[0]?.by;
    expect([byOf([model()]), byOf([window()])]).toEqual(['prepaid', 'unknown']);
  });

  /** An account without windows, of whose figures only which there are matters. */
  function withMoney(figures: {
    readonly [name in 'concurrency' | 'credits' | 'spend' | 'prepaid' | 'ledger']?: object;
  }): AccountSnapshot {
    const none = { concurrency: null, credits: null, spend: null, prepaid: null, ledger: null };
    return account([], { use: 'active', ...none, ...(figures as Partial<AccountSnapshot>) });
  }

  test.each([
    ['active', 'enough'],
    ['exhausted', 'not-enough'],
    ['unknown', 'unknown'],
  ] as const)('an account without windows that is %s: %s', (use, verdict) => {
    expect(judgeGuard({ accounts: [account([], { use })] }, asked, english, nowMs).verdict).toBe(verdict);
  });
});

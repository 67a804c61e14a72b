import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { withSourceAnswer, withToolFailure } from '../../../../core/accounts/source-reports.ts';
import type { SignInTerm } from '../../../../core/accounts/sign-in.ts';
import {
  decideWarmup,
  type WarmupDecision,
  type WarmupSituation,
  verdictOf,
} from '../../../../core/warm-ups/decide.ts';
import type { Failure } from '../../../../core/polling/failure.ts';
import { codexBody, nowMs, stateAfter } from '../../../support/example-states.ts';

const minuteMs = 60_000;
const run: WarmupDecision = { kind: 'run' };
const skip = (reason: string): unknown => ({ kind: 'skip', reason });
const unstarted = { session: { used: 0, resetsInMinutes: 300 }, weekly: { used: 20, resetsInMinutes: 4000 } };

function decide(more: Partial<WarmupSituation> = {}): WarmupDecision {
  return decideWarmup({
    ...{ slotAtMs: nowMs, graceMs: 30 * minuteMs, state: stateAfter(codexBody(unstarted)), isAsked: true },
    ...{ signedInAtMs: 0, knownForMs: 3 * minuteMs, canRefresh: true, asksTool: false, nowMs },
    ...more,
  });
}

const needsSignIn = (failure: Failure) => ({ kind: 'needs-sign-in', failure, fingerprint: null }) as const;
const withSignIn = (state: AccountState, signIn: SignInTerm): AccountState => ({ ...state, signIn });
const asleep: SignInTerm = { expiresAtMs: nowMs - minuteMs, renewableUntilMs: null };

describe('the decision at a scheduled time', () => {
  it.each([
    ['runs if the window has not started', {}, run],
    ['is too late after its grace', { slotAtMs: nowMs - 31 * minuteMs }, skip('too-late')],
    ['is skipped for an unknown account', { state: undefined }, skip('no-account')],
    ['is skipped if requests to the service are turned off', { isAsked: false }, skip('turned-off')],
    ['is skipped just after a sign-in', { signedInAtMs: nowMs - 14 * minuteMs }, skip('just-signed-in')],
    ['runs a quarter of an hour after a sign-in', { signedInAtMs: nowMs - 15 * minuteMs }, run],
  ] as const)('%s', (_name, more, expected) => {
    expect(decide(more)).toEqual(expected);
  });

  it.each([
    [
      'open',
      { session: { used: 4, resetsInMinutes: 60 } },
      { kind: 'already-open', resetsAtMs: nowMs + 60 * minuteMs },
    ],
    [
      'used up',
      { session: { used: 100, resetsInMinutes: 9 } },
      { kind: 'already-open', resetsAtMs: nowMs + 9 * minuteMs },
    ],
    ['open until an unknown time', { session: { used: 4 } }, { kind: 'already-open', resetsAtMs: null }],
    ['unknown', { session: { used: null } }, skip('not-known')],
    ['not there at all', { weekly: { used: 3, resetsInMinutes: 99 } }, skip('no-window')],
    ['over', { session: { used: 80, resetsInMinutes: -1 } }, run],
    ['under a used up week', { ...unstarted, weekly: { used: 100, resetsInMinutes: 99 } }, skip('weekly-used-up')],
  ] as const)('follows the window that is %s', (_name, body, expected) => {
    expect(decide({ state: stateAfter(codexBody(body)) })).toEqual(expected);
  });

  it('polls usage first if the known figures are old, and skips if that is impossible', () => {
    const state = stateAfter(codexBody(unstarted), { agoMinutes: 40 });
    expect(decide({ state })).toEqual({ kind: 'refresh' });
    expect(decide({ state, canRefresh: false })).toEqual(skip('not-known'));
  });

  it('needs no newer figure for a window that is still open', () => {
    const state = stateAfter(codexBody({ session: { used: 30, resetsInMinutes: 60 } }), { agoMinutes: 90 });
    expect(decide({ state })).toMatchObject({ kind: 'already-open' });
  });

  it('respects a wait that the service asked for, and runs after it', () => {
    const limited = (untilMs: number) =>
      stateAfter(codexBody(unstarted), { link: { kind: 'limited', attempt: 1, untilMs } });
    expect(decide({ state: limited(nowMs + 1) })).toEqual(skip('rate-limited'));
    expect(decide({ state: limited(nowMs) })).toEqual(run);
  });

  it('does not run without a sign-in, but lets the tool renew one that is asleep', () => {
    const refused = needsSignIn({ kind: 'unauthorised', status: 401 });
    expect(decide({ state: stateAfter(codexBody(unstarted), { link: refused }) })).toEqual(skip('signed-out'));
    const reset = stateAfter(codexBody({ session: { used: 7, resetsInMinutes: -400 } }), { agoMinutes: 500 });
    const empty = stateAfter(codexBody({}), { agoMinutes: 500 });
    expect(decide({ state: withSignIn(reset, asleep) })).toEqual(run);
    expect(decide({ state: withSignIn(empty, asleep) })).toEqual(skip('not-known'));
    expect(decide({ state: withSignIn(reset, { expiresAtMs: nowMs - minuteMs }) })).toEqual(skip('signed-out'));
  });

  it('asks the tool first while the sign-in is asleep, unless the tool had no figures when it was asked last', () => {
    const before = stateAfter(codexBody({ session: { used: 7, resetsInMinutes: -400 } }), { agoMinutes: 500 });
    const state = withSignIn(before, asleep);
    expect(decide({ state, asksTool: true })).toEqual({ kind: 'refresh' });
    expect(decide({ state, asksTool: true, canRefresh: false })).toEqual(run);
    const failed = withToolFailure(state, 'app-server', 'no-answer', nowMs - 60 * minuteMs);
    expect(decide({ state: failed, asksTool: true })).toEqual(run);
    const answered = withSourceAnswer(failed, 'app-server', nowMs - 30 * minuteMs);
    expect(decide({ state: answered, asksTool: true })).toEqual({ kind: 'refresh' });
  });
});

describe('the verdict about a run', () => {
  const endedAtMs = nowMs - 2 * minuteMs;
  const startedAtMs = endedAtMs - 10_000;
  const verdict = (session: Parameters<typeof codexBody>[0]['session'], agoMinutes = 0): unknown =>
    verdictOf(
      stateAfter(codexBody(session === undefined ? {} : { session }), { agoMinutes }).facts,
      startedAtMs,
      endedAtMs,
      nowMs,
    );

  it.each([
    ['started a window that ends five hours after it', { used: 1, resetsInMinutes: 298 }, 0, 'started'],
    ['started one that the service lets begin at the full hour', { used: 1, resetsInMinutes: 250 }, 0, 'started'],
    ['came into a window that was open', { used: 1, resetsInMinutes: 60 }, 0, 'already-open'],
    [
      'did not start one: its reset is pinned at now and its length',
      { used: 0, resetsInMinutes: 300 },
      0,
      'not-started',
    ],
    ['is unknown with an older figure', { used: 0, resetsInMinutes: 295 }, 5, 'unknown'],
    ['is unknown without a figure', undefined, 0, 'unknown'],
  ] as const)('%s', (_name, session, agoMinutes, kind) => {
    expect(verdict(session, agoMinutes)).toMatchObject({ kind });
  });
});

import { describe, expect, it } from 'vitest';
import { parseToolConsumeAnswer } from '../../../../core/providers/codex/reset-credits.ts';
import type { Failure } from '../../../../core/polling/failure.ts';
import { judgeConsumeAnswer, judgeToolAnswer } from '../../../../core/reset-credits/redemption.ts';

const body = (value: unknown) => ({ kind: 'body', body: value, fingerprint: null }) as const;
const failed = (failure: Failure) => ({ kind: 'failure', failure, fingerprint: null }) as const;

const words: readonly (readonly [unknown, string])[] = [
  [{ code: 'reset', windows_reset: 2 }, 'redeemed'],
  [{ code: 'already_redeemed' }, 'redeemed'],
  [{ code: 'nothing_to_reset' }, 'nothing-to-reset'],
  [{ code: 'no_credit' }, 'no-credit'],
  [{ code: 'something_new' }, 'not-known'],
  [{ windows_reset: 2 }, 'not-known'],
  [{}, 'not-known'],
  [null, 'not-known'],
  [[], 'not-known'],
  ['reset', 'not-known'],
];

const failures: readonly (readonly [Failure, string, string])[] = [
  [{ kind: 'timeout' }, 'not-known', 'answer'],
  [{ kind: 'network', cause: 'reset' }, 'not-known', 'answer'],
  [{ kind: 'network', cause: 'other' }, 'not-known', 'answer'],
  [{ kind: 'network', cause: 'dns' }, 'refused', 'not-sent'],
  [{ kind: 'network', cause: 'refused' }, 'refused', 'not-sent'],
  [{ kind: 'network', cause: 'tls' }, 'refused', 'not-sent'],
  [{ kind: 'network', cause: 'proxy' }, 'refused', 'not-sent'],
  [{ kind: 'server', status: 502 }, 'not-known', 'answer'],
  [{ kind: 'not-json' }, 'not-known', 'answer'],
  [{ kind: 'too-large' }, 'not-known', 'answer'],
  [{ kind: 'redirect-refused' }, 'not-known', 'answer'],
  [{ kind: 'unexpected-status', status: 302 }, 'not-known', 'answer'],
  [{ kind: 'unexpected-status', status: 408 }, 'not-known', 'answer'],
  [{ kind: 'unexpected-status', status: 409 }, 'not-known', 'answer'],
  [{ kind: 'unexpected-status', status: 404 }, 'refused', 'turned-away'],
  [{ kind: 'limited', retryAfterMs: null }, 'refused', 'limited'],
  [{ kind: 'unauthorised', status: 401 }, 'refused', 'sign-in'],
  [{ kind: 'credential', problem: 'missing' }, 'refused', 'sign-in'],
];

describe('what the answer to a redemption means', () => {
  it.each(words)('S1: %j is %s', (value, state) => {
    expect(judgeConsumeAnswer(body(value), false).state).toBe(state);
  });

  it.each(failures)('S1: %j is %s, because of %s', (failure, state, because) => {
    expect(judgeConsumeAnswer(failed(failure), false)).toEqual({ state, because });
  });

  it.each(failures)('after an attempt that was never confirmed %j settles nothing', (failure) => {
    expect(judgeConsumeAnswer(failed(failure), true).state).toBe('not-known');
  });

  it('after an attempt that was never confirmed a reset that is gone is settled', () => {
    expect(judgeConsumeAnswer(body({ code: 'no_credit' }), true).state).toBe('settled');
  });
});

describe('the answer of the account’s own tool', () => {
  it.each([
    [{ outcome: 'reset' }, 'redeemed'],
    [{ outcome: 'alreadyRedeemed' }, 'redeemed'],
    [{ outcome: 'nothingToReset' }, 'nothing-to-reset'],
    [{ outcome: 'noCredit' }, 'no-credit'],
    [{ outcome: 'Reset' }, 'not-known'],
    [{ outcome: 'constructor' }, 'not-known'],
    [{ code: 'reset' }, 'not-known'],
    [{}, 'not-known'],
    [null, 'not-known'],
  ])('%j means %s', (result, state) => {
    const value = parseToolConsumeAnswer(result);
    const judged = judgeToolAnswer(value === null ? { kind: 'no-answer' } : { kind: 'answer', value }, false);
    expect(judged?.state).toBe(state);
  });

  it('settles an earlier attempt if the reset is gone', () => {
    expect(judgeToolAnswer({ kind: 'answer', value: 'no-credit' }, true)?.state).toBe('settled');
  });

  it('says nothing if the tool was not asked', () => {
    expect(judgeToolAnswer({ kind: 'not-asked' }, false)).toBeNull();
  });
});

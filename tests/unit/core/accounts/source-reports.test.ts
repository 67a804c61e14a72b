import { describe, expect, it } from 'vitest';
import { reconcileSourceReports, withSourceAnswer, withToolFailure } from '../../../../core/accounts/source-reports.ts';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { exampleAccount } from '../../../support/engine-world.ts';

const state: AccountState = { account: exampleAccount('ada'), facts: noFacts, oddPaths: [], endpoints: {} };

describe('the reports of the sources', () => {
  it('keep the newest answer, whatever the order of the answers', () => {
    const newer = withSourceAnswer(withSourceAnswer(state, 'poll', 10), 'log', 5);
    expect(newer.sources).toEqual({ poll: { asOfMs: 10 }, log: { asOfMs: 5 } });
    expect(withSourceAnswer(newer, 'poll', 9)).toBe(newer);
    expect(withSourceAnswer(newer, 'poll', 11).sources?.poll).toEqual({ asOfMs: 11 });
  });

  it('keep the last figures beside a failure, and drop the failure with the next figures', () => {
    const failed = withToolFailure(withSourceAnswer(state, 'tool', 10), 'tool', 'no-answer', 20);
    expect(failed.sources?.tool).toEqual({ asOfMs: 10, failure: { why: 'no-answer', asOfMs: 20 } });
    expect(withSourceAnswer(failed, 'tool', 30).sources?.tool).toEqual({ asOfMs: 30 });
  });

  it('of two processes are joined source by source, and the newer report counts', () => {
    const failure = { why: 'not-installed', asOfMs: 30 } as const;
    expect(
      reconcileSourceReports({ poll: { asOfMs: 10 }, tool: { asOfMs: 20 } }, { tool: { asOfMs: null, failure } }),
    ).toEqual({ poll: { asOfMs: 10 }, tool: { asOfMs: null, failure } });
    expect(reconcileSourceReports({ log: { asOfMs: 7 } }, { log: { asOfMs: 6 }, poll: { asOfMs: 1 } })).toEqual({
      poll: { asOfMs: 1 },
      log: { asOfMs: 7 },
    });
  });
});

import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { accountStateSchema } from '../../../../core/accounts/state-schema.ts';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import type { ParseResult } from '../../../../core/providers/provider.ts';
import { readClaudeUsage } from '../../../../core/providers/claude/usage.ts';
import { parseCodexUsage } from '../../../../core/providers/codex/usage.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { merge } from '../../../../core/usage/merge.ts';
import { fullState } from '../../../support/account-states.ts';

const atMs = Date.UTC(2026, 2, 2, 9);
const window = { used_percent: 5, limit_window_seconds: 18_000, reset_at: atMs / 1000 + 600 };
const feature = (index: number) => ({ metered_feature: `a${index}`, rate_limit: { primary_window: window } });

function stateAfter(read: ParseResult): AccountState {
  if (!read.ok) throw new Error(`Not understood: ${read.paths.join()}`);
  return { ...fullState('codex:one', atMs), facts: merge(noFacts, read.observation) };
}

/** As it is after a restart; throws where the file would be set aside. */
function readBack(state: AccountState): AccountState {
  return v.parse(accountStateSchema, JSON.parse(JSON.stringify(state)));
}

describe('whatever a service answers, the account is read back after a restart', () => {
  it('with ten thousand limits, of which those of the whole account stay', () => {
    const additional = Array.from({ length: 10_000 }, (_, index) => feature(index));
    const state = stateAfter(
      parseCodexUsage({ rate_limit: { primary_window: window }, additional_rate_limits: additional }, atMs),
    );
    const { windows } = readBack(state).facts;
    expect(windows.length).toBeLessThanOrEqual(1000);
    expect(windows.map(({ id }) => id)).toContain('session');
  });

  it.each([
    ['many small decimals', `1.${'3'.repeat(90)}e-40`],
    ['many decimals', `-1.${'3'.repeat(95)}`],
    ['as many digits as are read', '9'.repeat(41)],
    ['a very small figure', '1e-40'],
    ['a very large figure', '5e40'],
    ['five thousand digits', '9'.repeat(5000)],
  ])('with an amount of %s', (_what, amount) => {
    const credits = { has_credits: true, unlimited: false, balance: amount };
    const used = amount.replace('-', '');
    const individual = { limit: '1e40', used, remaining: null };
    const state = stateAfter(parseCodexUsage({ credits, spend_control: { individual_limit: individual } }, atMs));
    expect(readBack(state).facts).toEqual(state.facts);
  });

  it('with more banked resets than can be counted exactly, which is no count', () => {
    const grants = [1, 2].map(() => ({ resets_left: Number.MAX_SAFE_INTEGER }));
    const state = stateAfter(
      readClaudeUsage({ five_hour: { utilization: 1 }, cedar_ember: { eligible: true, grants } }, atMs),
    );
    expect(state.facts.resetCredits.said).toBeNull();
  });
});

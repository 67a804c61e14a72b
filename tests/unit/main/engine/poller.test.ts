import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { providers } from '../../../../core/providers/registry.ts';
import { statedUnknown, statedValue } from '../../../../core/usage/fact.ts';
import type { Observation } from '../../../../core/usage/observation.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { merge } from '../../../../core/usage/merge.ts';
import { newEndpoint, started } from '../../../../core/polling/endpoint.ts';
import { applyResponse } from '../../../../main/engine/poller.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';
import { observed } from '../../../support/readings.ts';

const atMs = Date.UTC(2026, 10, 22);
const moment = { nowMs: atMs, random: 0, refreshMinutes: 5 };

/** An account of which a first answer told figures, after a second answer. */
function after(provider: 'codex' | 'zai', first: object, second: object): AccountState {
  const account = accountOf(provider, 'https://service.example');
  const read = providers[provider].endpoints['usage']?.parse(first, atMs - 60_000, { account, status: 200 });
  if (read === undefined) throw new Error('The provider has no usage');
  const facts = merge(noFacts, observed(read));
  const usage = started(newEndpoint(atMs), atMs);
  const state: AccountState = { account, facts, endpoints: { usage }, oddPaths: [], offer: null };
  const outcome = { kind: 'body', body: second, fingerprint: 'f00d' } as const;
  const next = applyResponse(state, 'usage', usage.sequence, outcome, moment);
  if (next === null) throw new Error('The answer was late');
  return next;
}

describe('an answer with a good status of which nothing can be shown', () => {
  const limits = [{ type: 'TOKENS_LIMIT', unit: 3, number: 5, percentage: 12 }];

  it.each([
    [{ code: 401, success: false, msg: 'token expired' }, 'needs-sign-in'],
    [{ code: 1302, success: false, msg: 'slow down' }, 'limited'],
    [{ success: true, data: { limits: [] } }, 'retrying'],
  ])('%j is a failed refresh and erases nothing', (body, kind) => {
    const state = after('zai', { data: { limits } }, body);
    expect(state.endpoints['usage']?.link.kind).toBe(kind);
    expect(state.facts.windows[0]?.usedPercent.said?.value).toBe(12);
  });

  it('a balance that the service no longer knows is called unknown, and its windows stay', () => {
    const primary_window = { used_percent: 63, limit_window_seconds: 18_000 };
    const first = { rate_limit: { primary_window }, credits: { has_credits: true, balance: '1006.94' } };
    const state = after('codex', first, { rate_limit: { primary_window: null }, credits: null });
    expect(state.endpoints['usage']?.link).toMatchObject({ kind: 'retrying', failure: { kind: 'nothing-shown' } });
    expect(state.facts.balance.unknownSinceMs).toBe(atMs);
    expect(state.facts.windows[0]?.usedPercent.said?.value).toBe(63);
  });
});

it('an answer of a tool that states no figure is no good answer of that source', () => {
  const account = accountOf('claude', 'https://service.example');
  const usage = started(newEndpoint(atMs), atMs);
  const state: AccountState = { account, facts: noFacts, endpoints: { usage }, oddPaths: [], offer: null };
  const answered = (more: Partial<Observation>): AccountState | null => {
    const observation: Observation = { source: 'tool', asOfMs: atMs, oddPaths: [], ...more };
    const outcome = { kind: 'observation', observation, fingerprint: null } as const;
    return applyResponse(state, 'usage', usage.sequence, outcome, moment);
  };
  expect(answered({ spend: statedUnknown })?.sources?.tool).toBeUndefined();
  expect(answered({ plan: statedValue('max') })?.sources?.tool).toEqual({ asOfMs: atMs });
});

import { describe, expect, it } from 'vitest';
import { type AccountState, mergeUnrecognizedFields } from '../../../../core/accounts/account-state.ts';
import { reconcileStates } from '../../../../core/accounts/reconcile.ts';
import { lastMeasuredAtMs } from '../../../../core/usage/freshness.ts';
import type { EndpointState } from '../../../../core/polling/endpoint.ts';
import { noFact } from '../../../../core/usage/fact.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { fullState, fullWindow, known } from '../../../support/account-states.ts';

const atMs = 1_795_300_000_000;
const laterMs = atMs + 60_000;
const before: AccountState = fullState('claude:1', atMs);
const { usage } = fullState('claude:1', atMs).endpoints;
const withEndpoint = (changed: EndpointState): AccountState => ({
  ...before,
  endpoints: { ...before.endpoints, usage: changed },
});
const offer = { key: '3500 USD', impressions: 9, visited: true, dismissed: false };

function withFacts(state: AccountState, facts: Partial<AccountState['facts']>): AccountState {
  return { ...state, facts: { ...state.facts, ...facts } };
}

describe('one account that two processes write', () => {
  it('keeps what the other wrote and this one did not touch', () => {
    const theirs = withFacts(
      { ...before, offer },
      { balance: known('3', laterMs), windows: [{ ...fullWindow(laterMs), usedPercent: known(77, laterMs) }] },
    );
    const mine = withFacts(before, { plan: known('max', laterMs) });
    const joined = reconcileStates(mine, before, theirs);
    expect(joined.facts).toEqual({ ...theirs.facts, plan: known('max', laterMs) });
    expect(joined.offer).toEqual(offer);
  });

  it('of what both changed the newer counts, and an "unknown" of either stays said', () => {
    const newer = withFacts(before, { balance: known('3', laterMs) });
    const older = withFacts(before, { balance: known('4', atMs + 1, laterMs + 5) });
    const expected = known('3', laterMs, laterMs + 5);
    expect(reconcileStates(newer, before, older).facts.balance).toEqual(expected);
    expect(reconcileStates(older, before, newer).facts.balance).toEqual(expected);
  });

  it('what this one dropped stays dropped; what it never knew is taken over', () => {
    const dropped = withFacts(before, { grant: noFact });
    expect(reconcileStates(dropped, before, before).facts.grant).toEqual(noFact);
    expect(reconcileStates(dropped, null, before).facts.grant).toEqual(before.facts.grant);
  });

  it('a sign-in that is gone here does not undo the newer answer that the other had', () => {
    const failure = { kind: 'credential', problem: 'missing' } as const;
    const lost = withEndpoint({ ...usage, link: { kind: 'needs-sign-in', failure, fingerprint: null } });
    const answered = withEndpoint({ ...usage, fetchedAtMs: laterMs });
    expect(reconcileStates(lost, before, answered).endpoints['usage']).toEqual(answered.endpoints['usage']);
    expect(reconcileStates(lost, before, before).endpoints['usage']).toEqual(lost.endpoints['usage']);
  });

  it('a wait that the service told the other of holds here too, unless this one was answered since', () => {
    const limited = withEndpoint({ ...usage, link: { kind: 'limited', attempt: 1, untilMs: laterMs } });
    expect(reconcileStates(before, before, limited).endpoints).toEqual(limited.endpoints);
    const answered = withEndpoint({ ...usage, fetchedAtMs: laterMs });
    expect(reconcileStates(answered, before, limited).endpoints).toEqual(answered.endpoints);
    expect(reconcileStates(answered, null, before).endpoints).toEqual(answered.endpoints);
  });

  it('an endpoint that only one of them knows is kept', () => {
    const { grant: _grant, ...others } = before.endpoints;
    const fewer: AccountState = { ...before, endpoints: others };
    expect(reconcileStates(fewer, fewer, before).endpoints).toEqual(before.endpoints);
    expect(reconcileStates(before, before, fewer).endpoints).toEqual(before.endpoints);
  });

  it('what was done about an offer, and the places of a sign-in, are of whoever changed them', () => {
    const places = [{ folder: '/home/someone/.codex', sinceMs: atMs, fingerprint: 'f' }];
    const changed: AccountState = { ...before, offer, signInPlaces: places };
    const told = ({ offer: seen, signInPlaces }: AccountState) => [seen, signInPlaces];
    for (const earlier of [before, null]) {
      expect(told(reconcileStates(changed, earlier, { ...before, signInPlaces: [] }))).toEqual([offer, places]);
    }
    expect(told(reconcileStates(before, before, changed))).toEqual([offer, places]);
    expect(told(reconcileStates({ ...before, offer: null }, null, changed))).toEqual([offer, places]);
    expect(reconcileStates(changed, before, before).signInPlaces).toEqual(places);
  });
});

describe('what was not understood', () => {
  it('is kept for each endpoint apart', () => {
    const first = mergeUnrecognizedFields([], 'usage', ['rate_limit.primary: text']);
    const second = mergeUnrecognizedFields(first, 'grant', ['currency: number']);
    expect(second).toEqual(['rate_limit.primary: text', 'grant/currency: number']);
    expect(mergeUnrecognizedFields(second, 'usage', [])).toEqual(['grant/currency: number']);
    expect(mergeUnrecognizedFields(second, 'grant', [])).toEqual(['rate_limit.primary: text']);
  });
});

describe('the age of an account', () => {
  it('is that of its usage: what an endpoint beside it told does not make it younger', () => {
    const spend = known(null, laterMs);
    const resets = known({ available: 1, nextExpiresAtMs: null }, laterMs);
    const facts = { ...before.facts, spend, resetCredits: resets, resetCreditList: resets };
    expect(lastMeasuredAtMs(facts)).toBe(atMs);
    const heard = {
      ...noFacts,
      spend: { said: { value: null, asOfMs: laterMs, source: 'log' as const }, unknownSinceMs: null },
    };
    expect(lastMeasuredAtMs(heard)).toBe(laterMs);
  });
});

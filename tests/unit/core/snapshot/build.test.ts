import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { statedValue, statedUnknown } from '../../../../core/usage/fact.ts';
import { merge } from '../../../../core/usage/merge.ts';
import type { Failure } from '../../../../core/polling/failure.ts';
import type { SettledPollStatus } from '../../../../core/polling/endpoint.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

const body = codexBody({ session: { used: 40, resetsInMinutes: 62 }, weekly: { used: 59, resetsInMinutes: 4000 } });

function snapshotOf(state: AccountState, laterMinutes = 0): AccountSnapshot {
  const { accounts } = buildSnapshot([state], defaultSettings, english, nowMs + laterMinutes * 60_000);
  const [account] = accounts;
  if (account === undefined) throw new Error('One account was given');
  return account;
}

const retrying = (failure: Failure): AccountState['endpoints'][string]['link'] => ({
  kind: 'retrying',
  attempt: 1,
  untilMs: nowMs + 60_000,
  failure,
});

describe('the public snapshot', () => {
  it('has the shape of schema version 1', () => {
    expect(buildSnapshot([stateAfter(body)], defaultSettings, english, nowMs)).toMatchObject({
      schemaVersion: 1,
      generatedAt: '2026-03-02T13:00:00.000Z',
      accounts: [
        {
          id: 'codex:work',
          provider: 'codex',
          label: 'work',
          plan: 'pro',
          state: 'fresh',
          message: null,
          fetchedAt: '2026-03-02T13:00:00.000Z',
          nextRefreshAt: '2026-03-02T13:05:00.000Z',
          windows: [
            {
              id: 'session',
              label: '5h',
              name: null,
              usedPercent: 40,
              durationSeconds: 18_000,
              resetsAt: '2026-03-02T14:02:00.000Z',
              state: 'open',
              blockedBy: null,
              pace: null,
              source: 'poll',
              asOf: '2026-03-02T13:00:00.000Z',
            },
            { id: 'weekly', usedPercent: 59 },
          ],
          grant: null,
          concurrency: null,
          ledger: null,
          service: null,
        },
      ],
    });
  });

  it('turns stale at twice the interval, and keeps its figures', () => {
    const account = snapshotOf(stateAfter(body), 10);
    expect([account.state, account.windows[0]?.usedPercent]).toEqual(['stale', 40]);
    expect(account.message).toBe('Last read 10 min ago. Next try at 13:05.');
  });

  it('does not call a figure from before a clock change fresh', () => {
    expect(snapshotOf(stateAfter(body), -60).state).toBe('stale');
  });

  it('a withdrawn balance keeps its last value and age, marked stale', () => {
    const state = stateAfter(
      codexBody({ session: { used: 1 }, credits: { has_credits: true, unlimited: false, balance: '1006.94' } }),
    );
    const observation = {
      source: 'poll',
      asOfMs: nowMs + 60_000,
      oddPaths: [],
      balance: statedUnknown,
      credits: statedValue({ hasCredits: true, unlimited: false, overageLimitReached: null }),
    } as const;
    const later = { ...state, facts: merge(state.facts, observation) };
    expect(snapshotOf(later, 1).credits).toMatchObject({
      balance: '1006.94',
      asOf: '2026-03-02T13:00:00.000Z',
      stale: true,
    });
  });

  it('keeps the flags where the balance is unknown', () => {
    const state = stateAfter(
      codexBody({ session: { used: 1 }, credits: { has_credits: true, unlimited: false, balance: null } }),
    );
    expect(snapshotOf(state).credits).toMatchObject({ hasCredits: true, balance: null, usd: null });
  });

  it.each<[Failure, AccountSnapshot['state'], RegExp]>([
    [{ kind: 'network', cause: 'dns' }, 'offline', /address of Codex could not be found/],
    [{ kind: 'network', cause: 'tls' }, 'offline', /is not trusted/],
    [{ kind: 'timeout' }, 'offline', /did not answer in time/],
    [{ kind: 'server', status: 503 }, 'error', /HTTP 503/],
    [{ kind: 'unexpected-status', status: 404 }, 'error', /HTTP 404/],
    [{ kind: 'network', cause: 'proxy-unsupported' }, 'offline', /SOCKS/],
    [{ kind: 'network', cause: 'proxy-sign-in' }, 'offline', /user name and a password.*Data and privacy › Network/],
    [{ kind: 'forbidden', status: 403, by: 'region' }, 'error', /country or region .*The sign-in is fine/],
    [{ kind: 'forbidden', status: 403, by: 'edge' }, 'error', /A block page answered .*The sign-in is fine/],
    [{ kind: 'forbidden', status: 403, by: 'service' }, 'error', /other than the sign-in/],
    [{ kind: 'redirect-refused' }, 'error', /did not send the sign-in/],
    [{ kind: 'too-large' }, 'error', /too large/],
    [{ kind: 'not-json' }, 'error', /a web page instead of data/],
    [{ kind: 'schema', paths: ['rate_limit'] }, 'error', /an unknown format/],
  ])('says what to do after %j and keeps the figures', (failure, state, sentence) => {
    const account = snapshotOf(stateAfter(body, { link: retrying(failure), agoMinutes: 7 }));
    expect(account.state).toBe(state);
    expect(account.message).toMatch(sentence);
    expect(account.message).toMatch(/Next try at 13:01\. The figures are from 12:53\.$/);
    expect(account.windows.map(({ usedPercent }) => usedPercent)).toEqual([40, 59]);
  });

  it('tells the wait that the service named apart from its own', () => {
    const own = { kind: 'limited', attempt: 1, untilMs: nowMs + 4_800_000 } as const;
    const ofService = { ...own, serviceUntilMs: nowMs + 120_000 };
    const messageOf = (link: SettledPollStatus) => snapshotOf(stateAfter(body, { link, agoMinutes: 3 })).message;
    expect(messageOf(own)).toMatch(/named no time\. Next try at 14:20\./);
    expect(messageOf(ofService)).toMatch(/^The service limits requests until 13:02\. Next try at 14:20\./);
    expect(messageOf({ ...ofService, serviceUntilMs: nowMs })).toMatch(/named no time\. Next try at 14:20\./);
  });

  it('says when the service wants to be asked again', () => {
    const link = {
      kind: 'limited',
      attempt: 1,
      untilMs: nowMs + 4_800_000,
      serviceUntilMs: nowMs + 4_800_000,
    } as const;
    const account = snapshotOf(stateAfter(body, { link, agoMinutes: 3 }));
    expect(account).toMatchObject({
      state: 'rate-limited',
      message: 'The service limits requests until 14:20. Next try at 14:20. The figures are from 12:57.',
      nextRefreshAt: '2026-03-02T14:20:00.000Z',
    });
  });

  it('names the command that signs in again', () => {
    const account = snapshotOf({ ...stateAfter(body), signIn: { expiresAtMs: nowMs } });
    expect(account.state).toBe('signed-out');
    expect(account.message).toMatch(/has expired\. Run `codex login`/);
    expect(account.nextRefreshAt).toBeNull();
  });

  it('lets a sign-in sleep that its tool renews, and keeps the figures with their age', () => {
    const signIn = { expiresAtMs: nowMs, renewableUntilMs: nowMs + 60_000 };
    const old = snapshotOf({ ...stateAfter(body, { agoMinutes: 40 }), signIn });
    expect(old).toMatchObject({ state: 'stale', nextRefreshAt: null });
    expect(old.message).toMatch(/^The sign-in has expired. `codex` renews it/);
    expect(snapshotOf({ ...stateAfter(body, { agoMinutes: 1 }), signIn })).toMatchObject({ state: 'fresh' });
    const ended = { ...signIn, renewableUntilMs: nowMs };
    expect(snapshotOf({ ...stateAfter(body), signIn: ended }).state).toBe('signed-out');
    expect(snapshotOf({ ...stateAfter(body), signIn: { expiresAtMs: nowMs + 1 } }).state).toBe('fresh');
  });

  it('says in one sentence that a longer limit blocks what is left', () => {
    const blocked = codexBody({
      session: { used: 1, resetsInMinutes: 100 },
      weekly: { used: 100, resetsInMinutes: 60 * 68 },
    });
    expect(snapshotOf(stateAfter(blocked)).message).toBe('The weekly limit is used up until Thu 09:00.');
  });
});

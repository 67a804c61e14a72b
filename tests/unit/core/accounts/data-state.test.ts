import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { type DataStateJudgement, judgeDataState } from '../../../../core/accounts/data-state.ts';
import { newEndpoint, type PollStatus } from '../../../../core/polling/endpoint.ts';
import type { ProviderId } from '../../../../core/providers/provider-id.ts';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';

const minuteMs = 60_000;
const nowMs = Date.UTC(2026, 10, 22);
const soonMs = nowMs + 5 * minuteMs;

interface Given {
  readonly provider?: ProviderId;
  readonly settings?: Partial<Settings>;
  readonly link?: PollStatus;
  readonly nextDueAtMs?: number;
  readonly fetchedAtMs?: number;
}

/** An account whose token expired and that its tool can renew. */
function asleep({ provider = 'claude', settings = {}, link, ...times }: Given = {}): DataStateJudgement {
  const usage = {
    ...newEndpoint(nowMs),
    ...{ fetchedAtMs: nowMs - minuteMs, nextDueAtMs: soonMs },
    ...(link === undefined ? {} : { link }),
    ...times,
  };
  const state: AccountState = {
    ...{ account: accountOf(provider, 'https://service.example'), facts: noFacts, oddPaths: [], endpoints: { usage } },
    signIn: { expiresAtMs: nowMs - minuteMs, renewableUntilMs: null },
  };
  return judgeDataState(state, 10 * minuteMs, { ...defaultSettings, ...settings }, nowMs);
}

const limited: PollStatus = {
  kind: 'limited',
  attempt: 1,
  untilMs: nowMs + minuteMs,
  serviceUntilMs: nowMs + minuteMs,
};
const offline = (untilMs: number): PollStatus => ({
  ...{ kind: 'retrying', attempt: 1, untilMs, failure: { kind: 'timeout' } },
});

describe('an account whose sign-in is asleep', () => {
  it.each<readonly [string, Given, number | null]>([
    ['the next question to its tool', {}, soonMs],
    ['the next question to the other tool', { provider: 'codex' }, soonMs],
    ['the end of a wait', { link: limited }, nowMs + minuteMs],
    ['no time that has passed', { nextDueAtMs: nowMs }, null],
    ['no time if the tool may not be asked', { settings: { askClaudeTool: false } }, null],
    ['no time if the other tool may not be asked', { provider: 'codex', settings: { askCodexTool: false } }, null],
    ['no time if only essential traffic is wanted', { settings: { essentialTrafficOnly: true } }, null],
    [
      'the next question to a tool that sends nothing more, also for essential traffic',
      { provider: 'codex', settings: { essentialTrafficOnly: true } },
      soonMs,
    ],
    ['no time if the service is not asked at all', { settings: { askClaude: false } }, null],
  ])('names as its next refresh %s', (_what, given, nextRefreshAtMs) => {
    expect(asleep(given)).toMatchObject({ nextRefreshAtMs, signInAsleep: true });
  });

  it('shows a wait to come while its tool is asked, and an older failure not', () => {
    expect(asleep({ link: limited })).toMatchObject({
      ...{ state: 'rate-limited', serviceWaitUntilMs: nowMs + minuteMs },
    });
    expect(asleep({ link: offline(soonMs) }).state).toBe('offline');
    expect(asleep({ link: offline(nowMs) })).toMatchObject({ state: 'fresh', failure: null });
    expect(asleep({ link: limited, settings: { askClaudeTool: false } })).toMatchObject({
      ...{ state: 'fresh', serviceWaitUntilMs: null },
    });
  });
});

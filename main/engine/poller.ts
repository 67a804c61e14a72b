import { type AccountState, mergeUnrecognizedFields, withClockAhead } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/providers/account.ts';
import { type PollPreferences, toolQuestion } from '../../core/accounts/scheduled-polls.ts';
import { signInState } from '../../core/accounts/sign-in.ts';
import { withSourceAnswer, withToolFailure } from '../../core/accounts/source-reports.ts';
import { schemaDrift } from '../../core/usage/schema-drift.ts';
import type { RequestOutcome, Tally } from '../../core/metrics/tally.ts';
import type { AskTool, Clock, Finding, Http, HttpOutcome, Log } from '../../core/ports.ts';
import type { Endpoint, UsageQuestion } from '../../core/providers/provider.ts';
import { serviceOf } from '../../core/providers/service.ts';
import { mergePartial, fillOmittedLedgerFields, merge } from '../../core/usage/merge.ts';
import { withoutRepeatedGrant } from '../../core/usage/grant.ts';
import { hasKnownValue, type Observation } from '../../core/usage/observation.ts';
import {
  intervalMs,
  nextDueAtMs,
  defaultPowerState,
  plannedIntervalMs,
  regularDueAtMs,
  type DevicePowerState,
} from '../../core/polling/interval.ts';
import {
  askingToolAgain,
  credentialChanged,
  failed,
  isCurrentFlight,
  isToolAskedAgain,
  type PollStatus,
  restored,
  started,
  startedBy,
  succeeded,
  usageEndpointId,
} from '../../core/polling/endpoint.ts';
import type { Failure } from '../../core/polling/failure.ts';
import { unchangedStreak } from '../../core/usage/freshness.ts';
import { clockOffsetMs, onLocalClock } from '../../core/usage/observation-times.ts';
import type { Settings } from '../../core/settings/settings.ts';
import type { Accounts } from './accounts.ts';
import { folderOf } from './observations.ts';
import { answeredRequest, sendPoll } from './poll-requests.ts';
import { minuteMs } from '../../core/units/time.ts';

/** Why the tool of an account is asked at the next poll. `person`: a person asks for new figures. */
export type ToolOccasion = 'person' | 'event';

interface PollerDependencies {
  readonly clock: Clock;
  readonly http: Http;
  readonly askTool?: AskTool;
  readonly log: Log;
  readonly settings: () => Settings;
  readonly preferences: () => PollPreferences;
  /** Takes the occasion to ask the tool of an account at its next poll; null: there is none. */
  readonly takeToolOccasion: (accountId: string) => ToolOccasion | null;
  /** True: this process ends after its first answers, so a tool is asked only where nothing else can answer. */
  readonly runsOnce: () => boolean;
  readonly accounts: Accounts;
  readonly findings: () => readonly Finding[];
  readonly devicePower: () => DevicePowerState;
  /** Counts every request that ended. */
  readonly tally?: Tally;
}

/** Sends requests: at most one in flight per endpoint of an account, even if the account is forgotten meanwhile. */
export interface Poller {
  readonly isInFlight: (accountId: string, endpointId: string) => boolean;
  /** How many requests are in flight. */
  readonly inFlightCount: () => number;
  /** Sends one request and stores the result. Resolves when the result is stored. Null: no request was sent. */
  readonly start: (accountId: string, endpointId: string) => Promise<void> | null;
}

/** Makes a poller that has no request in flight. */
export function createPoller(dependencies: PollerDependencies): Poller {
  const { accounts, clock, http, log } = dependencies;
  const inFlight = new Set<string>();
  const keyOf = (accountId: string, endpointId: string): string => `${endpointId} ${accountId}`;

  function start(accountId: string, endpointId: string): Promise<void> | null {
    const state = accounts.get(accountId);
    const endpoint = state === undefined ? undefined : serviceOf(state.account).endpoints[endpointId];
    const before = state?.endpoints[endpointId];
    const key = keyOf(accountId, endpointId);
    if (state === undefined || endpoint === undefined || before === undefined || inFlight.has(key)) return null;
    const fetching = started(before, clock.nowMs());
    const fingerprint = fingerprintOf(accountId);
    inFlight.add(key);
    accounts.setEndpoint(accountId, endpointId, fetching);
    return ask(state, endpointId, endpoint).then((response) => {
      inFlight.delete(key);
      finish(accountId, endpointId, fetching.sequence, response);
      if (response.fingerprint === fingerprint) retryWithNewSignIn(accountId, endpointId, fingerprint);
    });
  }

  /**
   * Polls again with a new sign-in. A sign-in that changed while a request was in flight came before the
   * refusal of the old one, so nothing else notices the change.
   */
  function retryWithNewSignIn(accountId: string, endpointId: string, usedFingerprint: string | null): void {
    const fingerprint = fingerprintOf(accountId);
    const endpoint = accounts.get(accountId)?.endpoints[endpointId];
    if (endpoint === undefined || fingerprint === null || fingerprint === usedFingerprint) return;
    accounts.setEndpoint(accountId, endpointId, credentialChanged(endpoint, fingerprint, clock.nowMs()));
  }

  function fingerprintOf(accountId: string): string | null {
    const outcomes = dependencies.findings().map(({ outcome }) => outcome);
    const found = outcomes.find((outcome) => outcome.kind === 'account' && outcome.account.id === accountId);
    return found?.kind === 'account' ? found.fingerprint : null;
  }

  function finish(accountId: string, endpointId: string, sequence: number, response: PollResponse): void {
    const state = accounts.get(accountId);
    const next =
      state === undefined
        ? null
        : applyResponse(state, endpointId, sequence, response, {
            nowMs: clock.nowMs(),
            random: clock.random(),
            refreshMinutes: dependencies.settings().refreshMinutes,
            devicePower: dependencies.devicePower(),
          });
    dependencies.tally?.requestEnded(accountId, endpointId, outcomeOf(response, next?.endpoints[endpointId]?.link));
    if (next === null) return;
    if (response.kind === 'failure') log.warn(`${accountId} ${endpointId}: ${response.failure.kind}`);
    accounts.set(next);
  }

  /** Asks the service, or the account's own tool, which answers for usage only. */
  async function ask(state: AccountState, endpointId: string, endpoint: Endpoint): Promise<PollResponse> {
    const { account, signIn, endpoints } = state;
    const question = endpointId === usageEndpointId ? toolQuestion(account.provider, dependencies.preferences()) : null;
    const occasion = question === null ? null : dependencies.takeToolOccasion(account.id);
    const isAsleep = signInState(signIn, clock.nowMs()) === 'asleep';
    const link = endpoints[endpointId]?.link;
    if (link?.kind === 'needs-sign-in' && isToolAskedAgain(link) && link.isRetried !== true) {
      const answer = await (question === null ? null : askToolOf(account, question, occasion === 'person'));
      const { failure, fingerprint } = link;
      return answer ?? { kind: 'failure', failure, fingerprint, mayToolRenew: question !== null };
    }
    const isEveryPoll = question?.when === 'every-poll' && !dependencies.runsOnce();
    const isToolFirst = question !== null && (isEveryPoll || occasion !== null || isAsleep);
    const first = await (isToolFirst ? askToolOf(account, question, occasion === 'person') : null);
    if (first !== null) return first;
    // A tool that did not answer may have renewed its sign-in nevertheless.
    const response = await sendPoll(http, endpoint, account, clock.nowMs());
    if (question === null || !isSignInRefused(response)) return response;
    const renewed = isToolFirst ? null : await askToolOf(account, question, false);
    return renewed ?? { ...response, mayToolRenew: true };
  }

  /** Null: there is no tool, or it has no figures. Why it has none is stored for the report of `doctor`. */
  async function askToolOf(
    account: Account,
    { source }: UsageQuestion,
    isUrgent: boolean,
  ): Promise<PollResponse | null> {
    const folder = folderOf(dependencies.findings(), account.id);
    const answer = folder === null ? undefined : await dependencies.askTool?.(account, folder, { isUrgent });
    if (answer?.kind === 'figures') {
      return { kind: 'observation', observation: answer.observation, fingerprint: null };
    }
    const state = accounts.get(account.id);
    if (answer?.kind === 'failed' && state !== undefined) {
      accounts.set(withToolFailure(state, source, answer.why, clock.nowMs()));
    }
    return null;
  }

  return {
    start,
    isInFlight: (accountId, endpointId) => inFlight.has(keyOf(accountId, endpointId)),
    inFlightCount: () => inFlight.size,
  };
}

/** Returns true if the token was refused or has expired. The account's own tool may renew it. */
function isSignInRefused(response: HttpOutcome): response is Extract<HttpOutcome, { kind: 'failure' }> {
  if (response.kind !== 'failure') return false;
  return response.failure.kind === 'unauthorised' || response.failure.kind === 'credential-expired';
}

/** Returns the outcome for the counters. A response that could not be parsed counts as its failure. */
function outcomeOf(response: PollResponse, link: PollStatus | undefined): RequestOutcome {
  if (response.kind === 'failure') return response.failure.kind;
  if (link === undefined) return 'late';
  if (link.kind === 'retrying' || link.kind === 'needs-sign-in') return link.failure.kind;
  return link.kind === 'limited' ? 'limited' : 'ok';
}

/** The response of the service, or the observation of the account's own tool. */
type PollResponse =
  | HttpOutcome
  /** `mayToolRenew`: the account's own tool was asked too, had no answer now, and may have one later. */
  | (Extract<HttpOutcome, { kind: 'failure' }> & { readonly mayToolRenew: boolean })
  | { readonly kind: 'observation'; readonly observation: Observation; readonly fingerprint: null };

const expiredRetryMs = minuteMs;

/** The time, the chance and the settings at which a response is applied. */
interface PollContext {
  readonly nowMs: number;
  readonly random: number;
  readonly refreshMinutes: number;
  /** Left out: on mains power with the screen unlocked. */
  readonly devicePower?: DevicePowerState;
}

/**
 * Returns the account after a response. Figures are merged; a failure only changes the poll status, so the
 * last known figures stay visible. Null: the response belongs to a request that is no longer the current one.
 */
export function applyResponse(
  account: AccountState,
  endpointId: string,
  sequence: number,
  response: PollResponse,
  { nowMs, random, refreshMinutes, devicePower = defaultPowerState }: PollContext,
): AccountState | null {
  const serverMs = response.kind === 'body' ? response.serverMs : undefined;
  const offsetMs = clockOffsetMs(serverMs, nowMs, account.clockAheadMs);
  const state = withClockAhead(account, offsetMs);
  const endpoint = serviceOf(state.account).endpoints[endpointId];
  const before = state.endpoints[endpointId];
  if (endpoint === undefined || before === undefined || !isCurrentFlight(before, sequence)) return null;
  const current = startedBy(before, nowMs);
  const { minimumMs, isFixed } = endpoint.pollInterval;
  const withEndpoint = (next: typeof current): AccountState => ({
    ...state,
    endpoints: { ...state.endpoints, [endpointId]: next },
  });
  const baseMs = intervalMs(endpoint, refreshMinutes);
  const fail = (failure: Failure): AccountState => {
    const next = failed(current, failure, response.fingerprint, nowMs, random, minimumMs);
    const mayToolRenew = 'mayToolRenew' in response && response.mayToolRenew;
    return withEndpoint(mayToolRenew ? askingToolAgain(next, nowMs + baseMs) : next);
  };
  if (response.kind === 'failure' && response.failure.kind === 'credential-expired') {
    // No request was sent. The sign-in may still be valid on a corrected clock, so only its end is stored.
    const signIn = { ...state.signIn, expiresAtMs: response.failure.expiredAtMs };
    const isKnown = signInState(state.signIn, nowMs) !== 'valid';
    const retryMs = isKnown ? baseMs : expiredRetryMs;
    return { ...withEndpoint({ ...restored(current), nextDueAtMs: nowMs + retryMs }), signIn };
  }
  if (response.kind === 'failure') return fail(response.failure);
  const askedAtMs = current.link.kind === 'fetching' ? current.link.startedAtMs : nowMs;
  const writtenMs = response.kind === 'body' ? response.writtenMs : undefined;
  const parsed =
    response.kind === 'body'
      ? endpoint.parse(response.body, writtenMs ?? askedAtMs + offsetMs, answeredRequest(state.account, response))
      : { ok: true as const, observation: response.observation };
  const withOdd = (paths: readonly string[]) => mergeUnrecognizedFields(state.oddPaths, endpointId, paths);
  if (!parsed.ok) {
    // A response without figures counts as a failure and removes no window. Figures stated as unknown are kept as unknown.
    const { windows: _none, ...unknowns } = parsed.observation ?? emptyObservation(askedAtMs + offsetMs);
    const known = merge(state.facts, onLocalClock(unknowns, offsetMs), nowMs);
    const failure = parsed.failure ?? { kind: 'schema' as const, paths: parsed.paths };
    return { ...fail(failure), facts: known, oddPaths: withOdd(parsed.failure === undefined ? parsed.paths : []) };
  }
  // The tool reports fewer fields than the endpoint. Fields that it cannot report are kept.
  const mergeInto = response.kind === 'body' ? merge : mergePartial;
  // A tool notes the time of its figures by this computer's clock. Their resets are times of the service.
  const localObservation = onLocalClock(parsed.observation, offsetMs, response.kind === 'observation');
  const observation = fillOmittedLedgerFields(state.facts, withoutRepeatedGrant(state.facts, localObservation, nowMs));
  const facts = mergeInto(state.facts, observation, nowMs);
  const answered = (next: AccountState): AccountState =>
    hasKnownValue(observation) ? withSourceAnswer(next, observation.source, observation.asOfMs) : next;
  if (isFixed === true) {
    const next = succeeded(current, regularDueAtMs(baseMs, nowMs, random), 0, writtenMs);
    return answered({ ...withEndpoint(next), facts, oddPaths: withOdd(observation.oddPaths) });
  }
  const streak = unchangedStreak(current.unchangedAnswers ?? 0, state.facts, facts, nowMs);
  const plannedMs = plannedIntervalMs({ ...devicePower, baseMs, minimumMs, unchangedAnswers: streak });
  const next = succeeded(current, nextDueAtMs(facts, plannedMs, minimumMs, nowMs, random), streak, writtenMs);
  const odd =
    endpointId === usageEndpointId ? schemaDrift(state, observation, current.fetchedAtMs) : observation.oddPaths;
  return answered({ ...withEndpoint(next), facts, oddPaths: withOdd(odd) });
}

/** An observation that states nothing. */
function emptyObservation(asOfMs: number): Observation {
  return { source: 'poll', asOfMs, oddPaths: [] };
}

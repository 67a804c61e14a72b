import { type AccountState, mergeUnrecognizedFields } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/accounts/account.ts';
import { schemaDrift } from '../../core/usage/schema-drift.ts';
import type { RequestOutcome, Tally } from '../../core/metrics/tally.ts';
import type { AskTool, Clock, Finding, Http, HttpOutcome, Log } from '../../core/ports.ts';
import type { RequestSpec } from '../../core/providers/provider.ts';
import { providers } from '../../core/providers/registry.ts';
import { mergePartial, fillOmittedLedgerFields, merge } from '../../core/usage/merge.ts';
import { withoutRepeatedGrant } from '../../core/usage/grant.ts';
import type { Observation } from '../../core/usage/observation.ts';
import {
  intervalMs,
  nextDueAtMs,
  defaultPowerState,
  plannedIntervalMs,
  regularDueAtMs,
  type DevicePowerState,
} from '../../core/polling/interval.ts';
import {
  credentialChanged,
  failed,
  isCurrentFlight,
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
import { signedInFolders } from './observations.ts';

interface PollerDependencies {
  readonly clock: Clock;
  readonly http: Http;
  readonly askTool?: AskTool;
  readonly log: Log;
  readonly settings: () => Settings;
  readonly accounts: Accounts;
  readonly findings: () => readonly Finding[];
  readonly devicePower: () => DevicePowerState;
  /** Told of every request that ended. */
  readonly tally?: Tally;
  /** By account: how far the clock of its service is ahead of ours, as its last answer showed. */
  readonly clockOffsetsMs: Map<string, number>;
}

/** Requests under way: at most one for each endpoint of each account, whatever happens to the account meanwhile. */
export interface Poller {
  readonly isInFlight: (accountId: string, endpointId: string) => boolean;
  /** Asks once and keeps the answer. Resolves when the account has been told; null: it could not take off. */
  readonly start: (accountId: string, endpointId: string) => Promise<void> | null;
}

export function createPoller(parts: PollerDependencies): Poller {
  const { accounts, clock, http, log } = parts;
  const aloft = new Set<string>();
  const keyOf = (accountId: string, endpointId: string): string => `${endpointId} ${accountId}`;

  function launch(accountId: string, endpointId: string): Promise<void> | null {
    const state = accounts.get(accountId);
    const endpoint = state === undefined ? undefined : providers[state.account.provider].endpoints[endpointId];
    const before = state?.endpoints[endpointId];
    const key = keyOf(accountId, endpointId);
    if (state === undefined || endpoint === undefined || before === undefined || aloft.has(key)) return null;
    const flight = started(before, clock.nowMs());
    const fingerprint = fingerprintOf(accountId);
    aloft.add(key);
    accounts.setEndpoint(accountId, endpointId, flight);
    return ask(state.account, endpointId, endpoint.request(state.account)).then((answer) => {
      aloft.delete(key);
      land(accountId, endpointId, flight.sequence, answer);
      if (answer.fingerprint === fingerprint) noticeNewSignIn(accountId, endpointId, fingerprint);
    });
  }

  /** A sign-in that changed while the old one was under way was not noticed as a change of a refused one. */
  function noticeNewSignIn(accountId: string, endpointId: string, usedFingerprint: string | null): void {
    const fingerprint = fingerprintOf(accountId);
    const endpoint = accounts.get(accountId)?.endpoints[endpointId];
    if (endpoint === undefined || fingerprint === null || fingerprint === usedFingerprint) return;
    accounts.setEndpoint(accountId, endpointId, credentialChanged(endpoint, fingerprint, clock.nowMs()));
  }

  function fingerprintOf(accountId: string): string | null {
    const outcomes = parts.findings().map(({ outcome }) => outcome);
    const found = outcomes.find((outcome) => outcome.kind === 'account' && outcome.account.id === accountId);
    return found?.kind === 'account' ? found.fingerprint : null;
  }

  function land(accountId: string, endpointId: string, sequence: number, answer: PollResponse): void {
    const state = accounts.get(accountId);
    if (answer.kind === 'body') parts.clockOffsetsMs.set(accountId, clockOffsetMs(answer.serverMs, clock.nowMs()));
    const next =
      state === undefined
        ? null
        : applyResponse(state, endpointId, sequence, answer, {
            nowMs: clock.nowMs(),
            random: clock.random(),
            refreshMinutes: parts.settings().refreshMinutes,
            devicePower: parts.devicePower(),
          });
    parts.tally?.requestEnded(accountId, endpointId, outcomeOf(answer, next?.endpoints[endpointId]?.link));
    if (next === null) return;
    if (answer.kind === 'failure') log.warn(`${accountId} ${endpointId}: ${answer.failure.kind}`);
    accounts.set(next);
  }

  async function ask(account: Account, endpointId: string, request: RequestSpec): Promise<PollResponse> {
    const observation = endpointId === usageEndpointId ? await askToolOf(account) : null;
    return observation === null ? http.send(request, account) : { kind: 'observation', observation, fingerprint: null };
  }

  /** The tool only knows what usage is about. */
  async function askToolOf(account: Account): Promise<Observation | null> {
    const folder = signedInFolders(parts.findings(), accounts.all()).find(
      ({ accountId }) => accountId === account.id,
    )?.folder;
    return folder === undefined ? null : ((await parts.askTool?.(account, folder)) ?? null);
  }

  return { start: launch, isInFlight: (accountId, endpointId) => aloft.has(keyOf(accountId, endpointId)) };
}

/** An answer that was not understood, or is a refusal, ends as its failure; one that came too late was not read. */
function outcomeOf(answer: PollResponse, link: PollStatus | undefined): RequestOutcome {
  if (answer.kind === 'failure') return answer.failure.kind;
  if (link === undefined) return 'late';
  if (link.kind === 'retrying' || link.kind === 'needs-sign-in') return link.failure.kind;
  return link.kind === 'limited' ? 'limited' : 'ok';
}

/** What came back: an answer of the service, or what the account's own tool said. */
type PollResponse =
  | HttpOutcome
  | { readonly kind: 'observation'; readonly observation: Observation; readonly fingerprint: null };

const goodStatus = 200;
const lookAgainMs = 60_000;

interface PollContext {
  readonly nowMs: number;
  readonly random: number;
  readonly refreshMinutes: number;
  /** Left out: mains power, screen unlocked. */
  readonly devicePower?: DevicePowerState;
}

/**
 * The account after an answer: a reading is merged, a failure only changes the link (S4-24).
 * Null for a late answer of a flight that is no longer the current one.
 */
export function applyResponse(
  state: AccountState,
  endpointId: string,
  sequence: number,
  outcome: PollResponse,
  { nowMs, random, refreshMinutes, devicePower: surroundings = defaultPowerState }: PollContext,
): AccountState | null {
  const endpoint = providers[state.account.provider].endpoints[endpointId];
  const launched = state.endpoints[endpointId];
  if (endpoint === undefined || launched === undefined || !isCurrentFlight(launched, sequence)) return null;
  const flight = startedBy(launched, nowMs);
  const { minimumMs, isFixed: ownLife } = endpoint.pollInterval;
  const withEndpoint = (next: typeof flight): AccountState => ({
    ...state,
    endpoints: { ...state.endpoints, [endpointId]: next },
  });
  const fail = (failure: Failure): AccountState =>
    withEndpoint(failed(flight, failure, outcome.fingerprint, nowMs, random, minimumMs));
  if (outcome.kind === 'failure' && outcome.failure.kind === 'credential-expired') {
    // Nothing was sent. Whether it has ended depends on the clock, so only the end itself is kept.
    const signIn = { ...state.signIn, expiresAtMs: outcome.failure.expiredAtMs };
    return { ...withEndpoint({ ...restored(flight), nextDueAtMs: nowMs + lookAgainMs }), signIn };
  }
  if (outcome.kind === 'failure') return fail(outcome.failure);
  const askedAtMs = flight.link.kind === 'fetching' ? flight.link.startedAtMs : nowMs;
  const offsetMs = outcome.kind === 'body' ? clockOffsetMs(outcome.serverMs, nowMs) : 0;
  const read =
    outcome.kind === 'body'
      ? endpoint.parse(outcome.body, askedAtMs + offsetMs, {
          account: state.account,
          status: outcome.status ?? goodStatus,
        })
      : { ok: true as const, observation: outcome.observation };
  const withOdd = (paths: readonly string[]) => mergeUnrecognizedFields(state.oddPaths, endpointId, paths);
  if (!read.ok) {
    // Nothing to show is a failed refresh, which erases no window; that a figure was called unknown stays said.
    const { windows: _none, ...unknowns } = read.observation ?? emptyObservation(askedAtMs + offsetMs);
    const known = merge(state.facts, onLocalClock(unknowns, offsetMs), nowMs);
    const failure = read.failure ?? { kind: 'schema' as const, paths: read.paths };
    return { ...fail(failure), facts: known, oddPaths: withOdd(read.failure === undefined ? read.paths : []) };
  }
  // The tool's own answer leaves things out that the endpoint tells.
  const join = outcome.kind === 'body' ? merge : mergePartial;
  const told = onLocalClock(read.observation, offsetMs);
  const observation = fillOmittedLedgerFields(state.facts, withoutRepeatedGrant(state.facts, told, nowMs));
  const facts = join(state.facts, observation, nowMs);
  const baseMs = intervalMs(endpoint, refreshMinutes);
  if (ownLife === true) {
    const next = succeeded(flight, regularDueAtMs(baseMs, nowMs, random));
    return { ...withEndpoint(next), facts, oddPaths: withOdd(observation.oddPaths) };
  }
  const unchanged = unchangedStreak(flight.unchangedAnswers ?? 0, state.facts, facts, nowMs);
  const plannedMs = plannedIntervalMs({ ...surroundings, baseMs, minimumMs, unchangedAnswers: unchanged });
  const next = succeeded(flight, nextDueAtMs(facts, plannedMs, minimumMs, nowMs, random), unchanged);
  const odd =
    endpointId === usageEndpointId ? schemaDrift(state, observation, flight.fetchedAtMs) : observation.oddPaths;
  return { ...withEndpoint(next), facts, oddPaths: withOdd(odd) };
}

function emptyObservation(asOfMs: number): Observation {
  return { source: 'poll', asOfMs, oddPaths: [] };
}

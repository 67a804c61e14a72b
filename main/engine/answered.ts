import type { AccountState } from '../../core/accounts/account-state.ts';
import { oddPathsAfter } from '../../core/accounts/odd-paths.ts';
import type { HttpOutcome } from '../../core/ports.ts';
import { providers } from '../../core/providers/registry.ts';
import type { Observation } from '../../core/quota/observation.ts';
import { hear } from '../../core/quota/hear.ts';
import { keepFreshGrant } from '../../core/quota/keep-fresh-grant.ts';
import { keepLedger } from '../../core/quota/keep-ledger.ts';
import { merge } from '../../core/quota/merge.ts';
import { drift } from '../../core/quota/drift.ts';
import { usageEndpointId } from '../../core/refresh/asked.ts';
import { intervalMs, nextDueAtMs, plannedIntervalMs, regularDueAtMs } from '../../core/refresh/cadence.ts';
import { failed, isCurrentFlight, restored, startedBy, succeeded } from '../../core/refresh/endpoint-machine.ts';
import type { Failure } from '../../core/refresh/failure.ts';
import { unchangedAnswers } from '../../core/refresh/quietness.ts';
import { clockOffsetMs, onLocalClock } from '../../core/refresh/service-clock.ts';
import { ordinarySurroundings, type Surroundings } from '../../core/refresh/surroundings.ts';

/** What came back: an answer of the service, or what the account's own tool said. */
export type Answer =
  | HttpOutcome
  | { readonly kind: 'observation'; readonly observation: Observation; readonly fingerprint: null };

const goodStatus = 200;
const lookAgainMs = 60_000;

interface Moment {
  readonly nowMs: number;
  readonly random: number;
  readonly refreshMinutes: number;
  /** Left out: mains power, screen unlocked. */
  readonly surroundings?: Surroundings;
}

/**
 * The account after an answer: a reading is merged, a failure only changes the link (S4-24).
 * Null for a late answer of a flight that is no longer the current one.
 */
export function answered(
  state: AccountState,
  endpointId: string,
  sequence: number,
  outcome: Answer,
  { nowMs, random, refreshMinutes, surroundings = ordinarySurroundings }: Moment,
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
  const withOdd = (paths: readonly string[]) => oddPathsAfter(state.oddPaths, endpointId, paths);
  if (!read.ok) {
    // Nothing to show is a failed refresh, which erases no window; that a figure was called unknown stays said.
    const { windows: _none, ...unknowns } = read.observation ?? nothingSaid(askedAtMs + offsetMs);
    const known = merge(state.facts, onLocalClock(unknowns, offsetMs), nowMs);
    const failure = read.failure ?? { kind: 'schema' as const, paths: read.paths };
    return { ...fail(failure), facts: known, oddPaths: withOdd(read.failure === undefined ? read.paths : []) };
  }
  // The tool's own answer leaves things out that the endpoint tells.
  const join = outcome.kind === 'body' ? merge : hear;
  const told = onLocalClock(read.observation, offsetMs);
  const observation = keepLedger(state.facts, keepFreshGrant(state.facts, told, nowMs));
  const facts = join(state.facts, observation, nowMs);
  const baseMs = intervalMs(endpoint, refreshMinutes);
  if (ownLife === true) {
    const next = succeeded(flight, regularDueAtMs(baseMs, nowMs, random));
    return { ...withEndpoint(next), facts, oddPaths: withOdd(observation.oddPaths) };
  }
  const unchanged = unchangedAnswers(flight.unchangedAnswers ?? 0, state.facts, facts, nowMs);
  const plannedMs = plannedIntervalMs({ ...surroundings, baseMs, minimumMs, unchangedAnswers: unchanged });
  const next = succeeded(flight, nextDueAtMs(facts, plannedMs, minimumMs, nowMs, random), unchanged);
  const odd = endpointId === usageEndpointId ? drift(state, observation, flight.fetchedAtMs) : observation.oddPaths;
  return { ...withEndpoint(next), facts, oddPaths: withOdd(odd) };
}

function nothingSaid(asOfMs: number): Observation {
  return { source: 'poll', asOfMs, oddPaths: [] };
}

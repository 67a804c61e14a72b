import type { AccountState } from '../../core/accounts/account-state.ts';
import type { HttpOutcome } from '../../core/ports.ts';
import { providers } from '../../core/providers/registry.ts';
import type { Observation } from '../../core/quota/observation.ts';
import { hear } from '../../core/quota/hear.ts';
import { merge } from '../../core/quota/merge.ts';
import { drift } from '../../core/quota/drift.ts';
import { intervalMs, nextDueAtMs, plannedIntervalMs } from '../../core/refresh/cadence.ts';
import { failed, isCurrentFlight, succeeded } from '../../core/refresh/endpoint-machine.ts';
import type { Failure } from '../../core/refresh/failure.ts';
import { unchangedAnswers } from '../../core/refresh/quietness.ts';
import { ordinarySurroundings, type Surroundings } from '../../core/refresh/surroundings.ts';

/** What came back: an answer of the service, or what the account's own tool said. */
export type Answer =
  | HttpOutcome
  | { readonly kind: 'observation'; readonly observation: Observation; readonly fingerprint: null };

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
  const flight = state.endpoints[endpointId];
  if (endpoint === undefined || flight === undefined || !isCurrentFlight(flight, sequence)) return null;
  const { minimumMs } = endpoint.cadence;
  const withEndpoint = (next: typeof flight): AccountState => ({
    ...state,
    endpoints: { ...state.endpoints, [endpointId]: next },
  });
  const fail = (failure: Failure): AccountState =>
    withEndpoint(failed(flight, failure, outcome.fingerprint, nowMs, random, minimumMs));
  if (outcome.kind === 'failure') return fail(outcome.failure);
  const askedAtMs = flight.link.kind === 'fetching' ? flight.link.startedAtMs : nowMs;
  const read =
    outcome.kind === 'body'
      ? endpoint.read(outcome.body, askedAtMs)
      : { ok: true as const, observation: outcome.observation };
  if (!read.ok) return { ...fail({ kind: 'schema', paths: read.paths }), oddPaths: read.paths };
  // The tool's own answer leaves things out that the endpoint tells.
  const join = outcome.kind === 'body' ? merge : hear;
  const facts = join(state.facts, read.observation);
  const unchanged = unchangedAnswers(flight.unchangedAnswers ?? 0, state.facts, facts, nowMs);
  const baseMs = intervalMs(endpoint, refreshMinutes);
  const plannedMs = plannedIntervalMs({ ...surroundings, baseMs, minimumMs, unchangedAnswers: unchanged });
  const next = succeeded(flight, nextDueAtMs(facts, plannedMs, minimumMs, nowMs, random), unchanged);
  return { ...withEndpoint(next), facts, oddPaths: drift(state, read.observation, flight.fetchedAtMs) };
}

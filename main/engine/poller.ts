import type { Account } from '../../core/accounts/account.ts';
import type { AskTool, Clock, Finding, Http, Log } from '../../core/ports.ts';
import type { RequestSpec } from '../../core/providers/provider.ts';
import type { RequestOutcome, Tally } from '../../core/metrics/tally.ts';
import { providers } from '../../core/providers/registry.ts';
import type { Observation } from '../../core/quota/observation.ts';
import { usageEndpointId } from '../../core/refresh/asked.ts';
import { credentialChanged, started } from '../../core/refresh/endpoint-machine.ts';
import type { Link } from '../../core/refresh/link.ts';
import { clockOffsetMs } from '../../core/refresh/service-clock.ts';
import type { Surroundings } from '../../core/refresh/surroundings.ts';
import type { Settings } from '../../core/settings/settings.ts';
import type { Accounts } from './accounts.ts';
import { type Answer, answered } from './answered.ts';
import { signedInFolders } from './signed-in-folders.ts';

export interface FlightParts {
  readonly clock: Clock;
  readonly http: Http;
  readonly askTool?: AskTool;
  readonly log: Log;
  readonly settings: () => Settings;
  readonly accounts: Accounts;
  readonly findings: () => readonly Finding[];
  readonly surroundings: () => Surroundings;
  /** Told of every request that ended. */
  readonly tally?: Tally;
  /** By account: how far the clock of its service is ahead of ours, as its last answer showed. */
  readonly clockOffsetsMs: Map<string, number>;
}

/** Requests under way: at most one for each endpoint of each account, whatever happens to the account meanwhile. */
export interface Flights {
  readonly isAloft: (accountId: string, endpointId: string) => boolean;
  /** Asks once and keeps the answer. Resolves when the account has been told; null: it could not take off. */
  readonly launch: (accountId: string, endpointId: string) => Promise<void> | null;
}

export function createFlights(parts: FlightParts): Flights {
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

  function land(accountId: string, endpointId: string, sequence: number, answer: Answer): void {
    const state = accounts.get(accountId);
    if (answer.kind === 'body') parts.clockOffsetsMs.set(accountId, clockOffsetMs(answer.serverMs, clock.nowMs()));
    const next =
      state === undefined
        ? null
        : answered(state, endpointId, sequence, answer, {
            nowMs: clock.nowMs(),
            random: clock.random(),
            refreshMinutes: parts.settings().refreshMinutes,
            surroundings: parts.surroundings(),
          });
    parts.tally?.requestEnded(accountId, endpointId, outcomeOf(answer, next?.endpoints[endpointId]?.link));
    if (next === null) return;
    if (answer.kind === 'failure') log.warn(`${accountId} ${endpointId}: ${answer.failure.kind}`);
    accounts.set(next);
  }

  async function ask(account: Account, endpointId: string, request: RequestSpec): Promise<Answer> {
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

  return { launch, isAloft: (accountId, endpointId) => aloft.has(keyOf(accountId, endpointId)) };
}

/** An answer that was not understood, or is a refusal, ends as its failure; one that came too late was not read. */
function outcomeOf(answer: Answer, link: Link | undefined): RequestOutcome {
  if (answer.kind === 'failure') return answer.failure.kind;
  if (link === undefined) return 'late';
  if (link.kind === 'retrying' || link.kind === 'needs-sign-in') return link.failure.kind;
  return link.kind === 'limited' ? 'limited' : 'ok';
}

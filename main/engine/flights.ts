import type { Account } from '../../core/accounts/account.ts';
import type { AskTool, Clock, Finding, Http, Log } from '../../core/ports.ts';
import type { Endpoint } from '../../core/providers/provider.ts';
import { providers } from '../../core/providers/registry.ts';
import { credentialChanged, started } from '../../core/refresh/endpoint-machine.ts';
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
    return ask(state.account, endpoint).then((answer) => {
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
    if (state === undefined) return;
    const next = answered(state, endpointId, sequence, answer, {
      nowMs: clock.nowMs(),
      random: clock.random(),
      refreshMinutes: parts.settings().refreshMinutes,
      surroundings: parts.surroundings(),
    });
    if (next === null) return;
    if (answer.kind === 'failure') log.warn(`${accountId} ${endpointId}: ${answer.failure.kind}`);
    accounts.set(next);
  }

  async function ask(account: Account, endpoint: Endpoint): Promise<Answer> {
    const folder = signedInFolders(parts.findings()).find(({ accountId }) => accountId === account.id)?.folder;
    const observation = folder === undefined ? null : ((await parts.askTool?.(account, folder)) ?? null);
    return observation === null
      ? http.send(endpoint.request(account), account)
      : { kind: 'observation', observation, fingerprint: null };
  }

  return { launch, isAloft: (accountId, endpointId) => aloft.has(keyOf(accountId, endpointId)) };
}

import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Finding, SignedInFolder } from '../../core/ports.ts';
import { providers } from '../../core/providers/registry.ts';
import { mergePartial, fillOmittedLedgerFields } from '../../core/usage/merge.ts';
import { withoutUndatedGrant, withoutOldGrant } from '../../core/usage/grant.ts';
import type { Observation } from '../../core/usage/observation.ts';
import { intervalMs } from '../../core/polling/interval.ts';
import { postponeAfterObservation, isCountTrigger } from '../../core/polling/due.ts';
import { dueNoLaterThan, usageEndpointId } from '../../core/polling/endpoint.ts';
import type { Settings } from '../../core/settings/settings.ts';

/** The account after a local source spoke. */
type ApplyObservation = (
  state: AccountState,
  observation: Observation,
  settings: Settings,
  nowMs: number,
) => AccountState;

/**
 * Merges what local sources say, by age, and judges the next turn anew: later, because the figures are
 * known anyway, or now, when the user wants to ask after every so many requests and one more was seen
 * (S4-11). Requests are counted by their headers, for each account, since the start; neither a backoff
 * nor the endpoint's shortest interval is broken.
 */
export function createApplyObservation(): ApplyObservation {
  const requests = new Map<string, number>();
  /** The flight after which usage was wanted; until the next one takes off nothing postpones it. */
  const wantedAfter = new Map<string, number>();

  function isWanted(accountId: string, { source }: Observation, everyRequests: number, sequence: number): boolean {
    if (source === 'headers') {
      const count = (requests.get(accountId) ?? 0) + 1;
      requests.set(accountId, count);
      if (isCountTrigger(count, everyRequests)) wantedAfter.set(accountId, sequence);
    }
    return wantedAfter.get(accountId) === sequence;
  }

  return (state, observation, settings, nowMs) => {
    const facts = withoutOldGrant(
      mergePartial(
        state.facts,
        withoutUndatedGrant(state.facts, fillOmittedLedgerFields(state.facts, observation)),
        nowMs,
      ),
      nowMs,
    );
    const usage = state.endpoints[usageEndpointId];
    const endpoint = providers[state.account.provider].endpoints[usageEndpointId];
    if (usage === undefined || endpoint === undefined) return { ...state, facts };
    const next = isWanted(state.account.id, observation, settings.refreshEveryRequests, usage.sequence)
      ? dueNoLaterThan(usage, Math.max(nowMs, (usage.fetchedAtMs ?? 0) + endpoint.pollInterval.minimumMs))
      : postponeAfterObservation(usage, observation, intervalMs(endpoint, settings.refreshMinutes), nowMs);
    return { ...state, facts, endpoints: { ...state.endpoints, usage: next } };
  };
}

/** The folders in which an account was found and since when, for the sources that follow them. */
export function signedInFolders(
  findings: readonly Finding[],
  accounts: readonly AccountState[],
): readonly SignedInFolder[] {
  return findings.flatMap(({ provider, outcome }) => {
    if (outcome.kind !== 'account' || outcome.folder === null) return [];
    const { account, folder } = outcome;
    const signInPlaces = accounts.find((state) => state.account.id === account.id)?.signInPlaces ?? [];
    // Nothing that was written without a name is believed until the sign-in is remembered.
    const sinceMs = signInPlaces.find((each) => each.folder === folder)?.sinceMs ?? Number.POSITIVE_INFINITY;
    return [{ provider, accountId: account.id, folder, sinceMs }];
  });
}

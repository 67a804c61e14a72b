import type { AccountState } from '../../core/accounts/account-state.ts';
import { withSourceAnswer } from '../../core/accounts/source-reports.ts';
import type { Finding, SignedInFolder } from '../../core/ports.ts';
import { serviceOf } from '../../core/providers/service.ts';
import { mergePartial, fillOmittedLedgerFields } from '../../core/usage/merge.ts';
import { withoutUndatedGrant, withoutOldGrant } from '../../core/usage/grant.ts';
import { hasKnownValue, type Observation } from '../../core/usage/observation.ts';
import { intervalMs } from '../../core/polling/interval.ts';
import { postponeAfterObservation, isCountTrigger } from '../../core/polling/due.ts';
import { dueNoLaterThan, usageEndpointId } from '../../core/polling/endpoint.ts';
import type { Settings } from '../../core/settings/settings.ts';

/** Returns the account with an observation of a local source merged in. */
type ApplyObservation = (
  state: AccountState,
  observation: Observation,
  settings: Settings,
  nowMs: number,
) => AccountState;

/**
 * Makes the function that merges observations of local sources and moves the next poll of usage. The poll
 * is postponed, because the observation already told the figures. It is due now when the user's setting
 * "poll after every n requests" is reached; requests are counted per account by their headers. A backoff
 * and the endpoint's minimum interval are always kept.
 */
export function createApplyObservation(): ApplyObservation {
  const requests = new Map<string, number>();
  /** By account: the number of the last request when a poll became due. Until the next request nothing postpones it. */
  const dueAfterSequence = new Map<string, number>();

  function isDueByCount(accountId: string, { source }: Observation, everyRequests: number, sequence: number): boolean {
    if (source === 'headers') {
      const count = (requests.get(accountId) ?? 0) + 1;
      requests.set(accountId, count);
      if (isCountTrigger(count, everyRequests)) dueAfterSequence.set(accountId, sequence);
    }
    return dueAfterSequence.get(accountId) === sequence;
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
    const endpoint = serviceOf(state.account).endpoints[usageEndpointId];
    const merged = { ...state, facts };
    const told = hasKnownValue(observation) ? withSourceAnswer(merged, observation.source, observation.asOfMs) : merged;
    if (usage === undefined || endpoint === undefined) return told;
    const next = isDueByCount(state.account.id, observation, settings.refreshEveryRequests, usage.sequence)
      ? dueNoLaterThan(usage, Math.max(nowMs, (usage.fetchedAtMs ?? 0) + endpoint.pollInterval.minimumMs))
      : postponeAfterObservation(usage, observation, intervalMs(endpoint, settings.refreshMinutes), nowMs);
    return { ...told, endpoints: { ...told.endpoints, usage: next } };
  };
}

/** Returns the folders in which each account is signed in, and since when. Local sources follow these folders. */
export function signedInFolders(
  findings: readonly Finding[],
  accounts: readonly AccountState[],
): readonly SignedInFolder[] {
  const byId = new Map(accounts.map((state) => [state.account.id, state]));
  return findings.flatMap(({ provider, outcome }) => {
    if (outcome.kind !== 'account' || outcome.folder === null) return [];
    const { account, folder } = outcome;
    const signInPlaces = byId.get(account.id)?.signInPlaces ?? [];
    // Files name no account. They count only from the time at which this sign-in was first remembered.
    const sinceMs = signInPlaces.find((each) => each.folder === folder)?.sinceMs ?? Number.POSITIVE_INFINITY;
    return [{ provider, accountId: account.id, folder, sinceMs }];
  });
}

/** Returns the folder where the account's tool stores its sign-in. Null: there is no tool. */
export function folderOf(findings: readonly Finding[], accountId: string): string | null {
  for (const { outcome } of findings) {
    if (outcome.kind === 'account' && outcome.account.id === accountId && outcome.folder !== null)
      return outcome.folder;
  }
  return null;
}

import { pollAtMs } from '../polling/due.ts';
import { settledStatus, usageEndpointId } from '../polling/endpoint.ts';
import type { PollEligibility } from '../polling/next-poll.ts';
import type { ProviderId } from '../providers/provider-id.ts';
import type { UsageQuestion } from '../providers/provider.ts';
import { providers } from '../providers/registry.ts';
import { serviceOf } from '../providers/service.ts';
import { asksProvider, type Settings } from '../settings/settings.ts';
import type { AccountState } from './account-state.ts';
import type { Account } from '../providers/account.ts';
import { signInState } from './sign-in.ts';

/** The user's choice of services and endpoints to poll. */
export interface PollPreferences {
  readonly settings: Settings;
  /** Returns true if the user told the provider's own tool to send essential traffic only. */
  readonly isEssentialOnly: (provider: ProviderId) => boolean;
  /** True: this process can start the tools of accounts. */
  readonly canAskTools: boolean;
}

/** Returns how the user lets the app ask the tool of a provider for usage; null: not at all. */
export function toolQuestion(provider: ProviderId, preferences: PollPreferences): UsageQuestion | null {
  const { settings, isEssentialOnly, canAskTools } = preferences;
  const question = providers[provider].tool?.question;
  if (!canAskTools || question === undefined || !settings[question.setting]) return null;
  const isRestricted = settings.essentialTrafficOnly || isEssentialOnly(provider);
  return question.hasExtraTraffic === true && isRestricted ? null : question;
}

/** Returns whether an endpoint of an account is polled when it is due, or why not. */
export function pollEligibility(
  { account, facts, endpoints, signIn }: AccountState,
  endpointId: string,
  preferences: PollPreferences,
  nowMs: number,
): PollEligibility {
  const { settings, isEssentialOnly } = preferences;
  const endpoint = serviceOf(account).endpoints[endpointId];
  if (endpoint === undefined || !asksProvider(settings, account.provider)) return 'turned-off';
  const isEssential = endpoint.optional !== true;
  if (!isEssential && (settings.essentialTrafficOnly || isEssentialOnly(account.provider))) return 'not-essential';
  if (endpoint.isWanted?.(account, facts, nowMs) === false) return 'not-wanted';
  const signInNow = signInState(signIn, nowMs);
  if (signInNow === 'ended') return 'signed-out';
  // The tool renews its own sign-in, so it can answer for usage while the sign-in is asleep.
  const isToolAsked = endpointId === usageEndpointId && toolQuestion(account.provider, preferences) !== null;
  if (signInNow === 'asleep' && !isToolAsked) return 'sign-in-asleep';
  const needsUsage = endpointId !== usageEndpointId && endpoint.isIndependent !== true;
  const usage = endpoints[usageEndpointId];
  const isUsageRefused = usage !== undefined && settledStatus(usage).kind === 'needs-sign-in';
  return needsUsage && isUsageRefused ? 'signed-out' : 'asked';
}

/** One endpoint of one account, and the time of its next poll, epoch ms. */
export interface ScheduledPoll {
  readonly account: Account;
  readonly endpointId: string;
  readonly atMs: number;
}

/**
 * Returns the next poll of each endpoint up to a time, in no order. It leaves out endpoints with a request in flight or
 * without a working sign-in, and endpoints that are not polled.
 *
 * @param untilMs The result leaves out later polls.
 */
export function scheduledPollsUntil(
  accounts: readonly AccountState[],
  isPolled: (state: AccountState, endpointId: string) => boolean,
  untilMs: number,
): readonly ScheduledPoll[] {
  const polls: ScheduledPoll[] = [];
  for (const state of accounts) {
    const { account, endpoints } = state;
    for (const endpointId in endpoints) {
      const endpoint = endpoints[endpointId];
      const atMs = endpoint === undefined ? null : pollAtMs(endpoint);
      if (atMs === null || atMs > untilMs || !isPolled(state, endpointId)) continue;
      polls.push({ account, endpointId, atMs });
    }
  }
  return polls;
}

import type { AccountState } from '../accounts/account-state.ts';
import { signInState } from '../accounts/sign-in.ts';
import { providers } from '../providers/registry.ts';
import type { ProviderId } from '../providers/provider-id.ts';
import { asksProvider, type Settings } from '../settings/settings.ts';
import { settledStatus } from './endpoint.ts';

/** The endpoint that the account itself is judged by; the others stand beside it. */
export const usageEndpointId = 'usage';

/** What the user wants to be asked at all. */
export interface PollPreferences {
  readonly settings: Settings;
  /** Essential traffic only, by what the user told the provider's own tool (S0-2). */
  readonly isEssentialOnly: (provider: ProviderId) => boolean;
}

/**
 * Whether an endpoint is asked when its turn comes, or why not. `not-essential`: the user wants
 * essential traffic only (S0-2). `not-wanted`: by what is known there is nothing to ask for.
 * `signed-out`: usage was refused or has no sign-in, so the others need not try the same one; or the
 * sign-in has ended. `sign-in-asleep`: it ended, and its tool renews it with its next use.
 */
export type PollEligibility = 'asked' | 'turned-off' | 'not-essential' | 'not-wanted' | 'signed-out' | 'sign-in-asleep';

export function pollEligibility(
  { account, facts, endpoints, signIn }: AccountState,
  endpointId: string,
  { settings, isEssentialOnly }: PollPreferences,
  nowMs: number,
): PollEligibility {
  const endpoint = providers[account.provider].endpoints[endpointId];
  if (endpoint === undefined || !asksProvider(settings, account.provider)) return 'turned-off';
  const isEssential = endpoint.optional !== true;
  if (!isEssential && (settings.essentialTrafficOnly || isEssentialOnly(account.provider))) return 'not-essential';
  if (endpoint.isWanted?.(account, facts, nowMs) === false) return 'not-wanted';
  const standing = signInState(signIn, nowMs);
  if (standing !== 'valid') return standing === 'asleep' ? 'sign-in-asleep' : 'signed-out';
  const isBeside = endpointId !== usageEndpointId && endpoint.isIndependent !== true;
  const usage = endpoints[usageEndpointId];
  return isBeside && usage !== undefined && settledStatus(usage).kind === 'needs-sign-in' ? 'signed-out' : 'asked';
}

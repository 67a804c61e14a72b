import type { Account } from '../accounts/account.ts';
import { codexHeaders, fullBase, hasVendorPaths } from '../providers/codex/request.ts';
import type { RequestSpec } from '../providers/provider.ts';
import type { Failure } from '../polling/failure.ts';
import { asksProvider, type Settings } from '../settings/settings.ts';
import { dateAfter, dateOf } from '../units/calendar.ts';

/** The service keeps 7 days; one more covers the turn of a day in another zone. */
const daysBack = 7;

/**
 * Asks for what a Codex account used on each of the last days, under the app's own name (X.3). Null for
 * an account that has no such page: another provider, or a base without `/backend-api`.
 */
export function dailyUsageRequest(account: Account, nowMs: number): RequestSpec | null {
  if (account.provider !== 'codex' || !hasVendorPaths(account)) return null;
  const today = dateOf(nowMs);
  const query = `start_date=${dateAfter(today, -daysBack)}&end_date=${today}&group_by=day&workspace_user=true`;
  return {
    method: 'GET',
    url: `${fullBase(account)}/wham/analytics/daily-workspace-usage-counts?${query}`,
    headers: codexHeaders(account),
    timeoutMs: 15_000,
    maximumBytes: 1_048_576,
  };
}

/** Why the service is not asked for daily usage, whatever the time. */
export type NotRequestedReason = 'unsupported' | 'essential-only' | 'provider-off' | 'off';

/** Null: it may be asked. Off until the user turns it on, and only where there is such a page. */
export function notRequestedReason(settings: Settings, account: Account): NotRequestedReason | null {
  if (dailyUsageRequest(account, 0) === null) return 'unsupported';
  if (settings.essentialTrafficOnly) return 'essential-only';
  if (!asksProvider(settings, account.provider)) return 'provider-off';
  return settings.dailyUsage ? null : 'off';
}

/** The least time between two questions for one account. */
export const minIntervalMs = 600_000;
const retryUnreachedMs = 60_000;

/**
 * How long after it was sent a question that failed is not asked again: as long as the service asks for
 * (a 429, a 5xx), else 10 minutes; a minute where it never reached the service; at once where nothing was sent.
 */
export function waitAfterFailureMs(failure: Failure): number {
  switch (failure.kind) {
    case 'credential':
    case 'credential-expired':
      return 0;
    case 'limited':
    case 'server':
      return Math.max(minIntervalMs, failure.retryAfterMs ?? 0);
    case 'network':
      return failure.cause === 'reset' || failure.cause === 'other' ? minIntervalMs : retryUnreachedMs;
    default:
      return minIntervalMs;
  }
}

import type { Account } from '../providers/account.ts';
import type { RequestSpec } from '../providers/provider.ts';
import { providers } from '../providers/registry.ts';
import type { Failure } from '../polling/failure.ts';
import { asksProvider, type Settings } from '../settings/settings.ts';
import { dateAfter, dateOf } from '../units/calendar.ts';
import { minuteMs } from '../units/time.ts';

/** The service keeps 7 days. One more covers the change of the date in another time zone. */
const daysBack = 7;

/** The request for the usage of each of the last days; null for an account whose service has no such page. */
export function dailyUsageRequest(account: Account, nowMs: number): RequestSpec | null {
  const today = dateOf(nowMs);
  return providers[account.provider].dailyUsageRequest?.(account, dateAfter(today, -daysBack), today) ?? null;
}

/** Why no request for daily usage may be sent at any time. */
export type NotRequestedReason = 'unsupported' | 'essential-only' | 'provider-off' | 'off';

/** Why no request may be sent for this account; null: one may. The user must turn on daily usage first. */
export function notRequestedReason(settings: Settings, account: Account): NotRequestedReason | null {
  if (dailyUsageRequest(account, 0) === null) return 'unsupported';
  if (settings.essentialTrafficOnly) return 'essential-only';
  if (!asksProvider(settings, account.provider)) return 'provider-off';
  return settings.dailyUsage ? null : 'off';
}

/** The shortest time between two requests for one account. */
export const minIntervalMs = 600_000;
const retryUnreachedMs = minuteMs;

/**
 * How long after a failed request the next one may be sent. As long as the service asked (429, 5xx), else 10
 * minutes. One minute if the request never reached the service. At once if no request was sent.
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

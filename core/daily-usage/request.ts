import type { Account } from '../accounts/account.ts';
import { codexHeaders, fullBase, hasVendorPaths } from '../providers/codex/request.ts';
import type { RequestSpec } from '../providers/provider.ts';
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

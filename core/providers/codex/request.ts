import type { Account } from '../account.ts';
import type { RequestSpec } from '../provider.ts';

const vendorOrigins: readonly string[] = ['https://chatgpt.com', 'https://chat.openai.com'];

/** The request for the usage of a Codex account. It carries the app's own User-Agent. */
export function codexUsageRequest(account: Account): RequestSpec {
  const base = fullBase(account);
  return {
    method: 'GET',
    url: hasVendorPaths(account) ? `${base}/wham/usage` : `${base}/api/codex/usage`,
    headers: codexHeaders(account),
    timeoutMs: 12_000,
    maximumBytes: 1_048_576,
  };
}

/** The request for the usage of each day in a period. Null where the base URL does not serve the vendor's paths. */
export function codexDailyUsageRequest(account: Account, firstDay: string, lastDay: string): RequestSpec | null {
  if (!hasVendorPaths(account)) return null;
  const query = `start_date=${firstDay}&end_date=${lastDay}&group_by=day&workspace_user=true`;
  return {
    method: 'GET',
    url: `${fullBase(account)}/wham/analytics/daily-workspace-usage-counts?${query}`,
    headers: codexHeaders(account),
    timeoutMs: 15_000,
    maximumBytes: 1_048_576,
  };
}

/** True where the base URL serves the vendor's own paths. Only there can the app ask for more than usage. */
export function hasVendorPaths(account: Account): boolean {
  return fullBase(account).includes('/backend-api');
}

/**
 * The base URL with `/backend-api`. The vendor's own hosts serve everything below it, even where the configured base
 * URL leaves it out.
 */
export function fullBase(account: Account): string {
  const base = account.baseUrl.replace(/\/+$/, '');
  return vendorOrigins.includes(base.toLowerCase()) ? `${base}/backend-api` : base;
}

/** The headers of every request to the service, with a placeholder for the secret. */
export function codexHeaders(account: Account): Readonly<Record<string, string>> {
  return {
    Authorization: 'Bearer {{secret:accessToken}}',
    ...(account.vendorAccountId === null ? {} : { 'ChatGPT-Account-Id': account.vendorAccountId }),
    Accept: 'application/json',
    'User-Agent': 'quota-tray/{{version}}',
  };
}

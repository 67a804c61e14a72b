import type { Account } from '../../accounts/account.ts';
import type { RequestSpec } from '../provider.ts';

const vendorOrigins: readonly string[] = ['https://chatgpt.com', 'https://chat.openai.com'];

/** Asks for the usage of one Codex account, under the app's own name (X.3, S1 wire). */
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

/** Whether the account's base serves the vendor's own paths; only there is more than usage to ask for. */
export function hasVendorPaths(account: Account): boolean {
  return fullBase(account).includes('/backend-api');
}

/** The vendor's own hosts serve everything below `/backend-api`, even where the configured base leaves it out. */
export function fullBase(account: Account): string {
  const base = account.baseUrl.replace(/\/+$/, '');
  return vendorOrigins.includes(base.toLowerCase()) ? `${base}/backend-api` : base;
}

/** What every request to the service carries; the secret is a slot. */
export function codexHeaders(account: Account): Readonly<Record<string, string>> {
  return {
    Authorization: 'Bearer {{secret:accessToken}}',
    ...(account.vendorAccountId === null ? {} : { 'ChatGPT-Account-Id': account.vendorAccountId }),
    Accept: 'application/json',
    'User-Agent': 'quota-tray/{{version}}',
  };
}

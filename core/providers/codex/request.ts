import type { Account } from '../../accounts/account.ts';
import type { RequestSpec } from '../provider.ts';

const vendorOrigins: readonly string[] = ['https://chatgpt.com', 'https://chat.openai.com'];

/** Asks for the usage of one Codex account, under the app's own name (X.3, S1 wire). */
export function codexUsageRequest(account: Account): RequestSpec {
  return {
    method: 'GET',
    url: usageUrl(account.baseUrl.replace(/\/+$/, '')),
    headers: {
      Authorization: 'Bearer {{secret:accessToken}}',
      ...(account.vendorAccountId === null ? {} : { 'ChatGPT-Account-Id': account.vendorAccountId }),
      Accept: 'application/json',
      'User-Agent': 'quota-tray/{{version}}',
    },
    timeoutMs: 12_000,
    maximumBytes: 1_048_576,
  };
}

/** The vendor's own hosts serve usage below `/backend-api` even where the configured base leaves it out. */
function usageUrl(base: string): string {
  const full = vendorOrigins.includes(base.toLowerCase()) ? `${base}/backend-api` : base;
  return full.includes('/backend-api') ? `${full}/wham/usage` : `${full}/api/codex/usage`;
}

import type { Account } from '../../accounts/account.ts';
import type { RequestSpec } from '../provider.ts';

/** Asks for the usage of one Claude account, under the app's own name (X.3, S4 wire). */
export function claudeUsageRequest(account: Account): RequestSpec {
  return {
    method: 'GET',
    url: `${account.baseUrl.replace(/\/+$/, '')}/api/oauth/usage`,
    headers: {
      Authorization: 'Bearer {{secret:accessToken}}',
      'anthropic-beta': 'oauth-2025-04-20',
      Accept: 'application/json',
      'User-Agent': 'quota-tray/{{version}}',
    },
    timeoutMs: 12_000,
    maximumBytes: 1_048_576,
  };
}

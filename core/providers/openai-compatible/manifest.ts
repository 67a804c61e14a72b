import type { Account } from '../../accounts/account.ts';
import { keyRequest, requestAt } from '../request.ts';
import type { Provider, RequestSpec } from '../provider.ts';
import { noHeaders } from '../parse.ts';
import { readUsage } from './read-usage.ts';
import { isOwnPage } from '../openai-gateways.ts';
import { walletEndpoint, walletOrigins } from '../openai-compatible.ts';

/**
 * Asks `{base}/usage`, or the page itself where the base URL ends with one of another gateway. The console
 * of new-api also wants the id of the user, which is the account's organization id.
 */
export function usageRequest(account: Account): RequestSpec {
  const base = account.baseUrl.replace(/\/+$/, '');
  if (!isOwnPage(base)) return keyRequest(account, '/usage');
  const userId = base.endsWith('/api/user/self') ? account.organizationId : null;
  return requestAt(base, {
    Authorization: 'Bearer {{secret:accessToken}}',
    ...(userId === null ? {} : { 'New-Api-User': userId }),
  });
}

/** A service with the OpenAI interface that tells how much of a key is in use (S2). */
export const openAiCompatibleProvider: Provider = {
  id: 'openai-compatible',
  displayName: 'OpenAI-compatible',
  signInCommand: null,
  key: { page: null, defaultBaseUrl: null },
  furtherOrigins: walletOrigins,
  endpoints: {
    usage: {
      cadence: { defaultMs: 600_000, minimumMs: 600_000 },
      request: usageRequest,
      read: readUsage,
    },
    wallet: walletEndpoint,
  },
  readHeaders: noHeaders,
  planName: (plan) => (plan === 'service_account' ? 'Service account' : plan),
};

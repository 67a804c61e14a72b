import type { Account } from '../../accounts/account.ts';
import type { Provider, RequestSpec } from '../provider.ts';
import { grantEndpoint } from './grant.ts';
import { parseClaudeHeaders } from './headers.ts';
import { claudePlanName } from './plan.ts';
import { readClaudeUsage } from './usage.ts';

const quarterHourMs = 900_000;

/**
 * Claude with a Claude Code sign-in, by its usage endpoint (S4). The endpoint limits honest clients
 * strictly, so it is never asked more often than every 15 minutes (systems.md 5.3).
 */
export const claudeProvider: Provider = {
  id: 'claude',
  displayName: 'Claude',
  signInCommand: 'claude',
  endpoints: {
    usage: {
      pollInterval: { defaultMs: quarterHourMs, minimumMs: quarterHourMs },
      request: claudeUsageRequest,
      parse: readClaudeUsage,
    },
    grant: grantEndpoint,
  },
  parseHeaders: parseClaudeHeaders,
  planName: claudePlanName,
};

/** Asks for the usage of one Claude account, under the app's own name (X.3, S4 wire). */
function claudeUsageRequest(account: Account): RequestSpec {
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

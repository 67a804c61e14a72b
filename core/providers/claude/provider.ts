import type { Account } from '../../accounts/account.ts';
import type { Provider, RequestSpec } from '../provider.ts';
import { grantEndpoint } from './grant.ts';
import { parseClaudeHeaders } from './headers.ts';
import { claudePlanName } from './plan.ts';
import { readClaudeUsage } from './usage.ts';

const quarterHourMs = 900_000;

/**
 * Claude with a Claude Code sign-in, polled for its usage. The endpoint limits clients with their own name strictly,
 * so the app polls it at most every 15 minutes.
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

/** The request for the usage of a Claude account. It carries the app's own User-Agent. */
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

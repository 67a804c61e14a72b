import type { Provider } from '../provider.ts';
import { grantEndpoint } from './grant.ts';
import { claudePlanName } from './plan.ts';
import { readClaudeHeaders } from './headers.ts';
import { readClaudeUsage } from './read-usage.ts';
import { claudeUsageRequest } from './request.ts';

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
      cadence: { defaultMs: quarterHourMs, minimumMs: quarterHourMs },
      request: claudeUsageRequest,
      read: readClaudeUsage,
    },
    grant: grantEndpoint,
  },
  readHeaders: readClaudeHeaders,
  planName: claudePlanName,
};

import type { Provider } from '../provider.ts';
import { monthlyUsageEndpoint } from './spend.ts';
import { codexPlanName } from './plan.ts';
import { parseCodexHeaders } from './headers.ts';
import { readCodexUsage } from './usage.ts';
import { codexUsageRequest } from './request.ts';
import { resetListEndpoint } from './reset-credits.ts';

/** Codex with a ChatGPT sign-in: its usage endpoint, and endpoints for what the usage answer leaves open. */
export const codexProvider: Provider = {
  id: 'codex',
  displayName: 'Codex',
  signInCommand: 'codex login',
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: codexUsageRequest,
      parse: readCodexUsage,
    },
    'monthly-usage': monthlyUsageEndpoint,
    'reset-credits': resetListEndpoint,
  },
  parseHeaders: parseCodexHeaders,
  planName: codexPlanName,
};

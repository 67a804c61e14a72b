import { keyRequest } from '../key-request.ts';
import type { Provider } from '../provider.ts';
import { noHeaders } from '../reading-parts.ts';
import { readUsage } from './read-usage.ts';
import { walletEndpoint, walletOrigins } from './wallet.ts';

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
      request: (account) => keyRequest(account, '/usage'),
      read: readUsage,
    },
    wallet: walletEndpoint,
  },
  readHeaders: noHeaders,
  planName: (plan) => (plan === 'service_account' ? 'Service account' : plan),
};

import { keyRequest } from '../request.ts';
import type { Provider } from '../provider.ts';
import { noHeaders } from '../parse.ts';
import { readUsages } from '../kimi.ts';

/** Kimi Code, with a key of its console. The tool's own short-lived sign-in is not touched. */
export const kimiProvider: Provider = {
  id: 'kimi',
  displayName: 'Kimi Code',
  signInCommand: null,
  key: { page: 'https://www.kimi.com/code/console', defaultBaseUrl: 'https://api.kimi.com' },
  endpoints: {
    usage: {
      cadence: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/coding/v1/usages'),
      read: readUsages,
    },
  },
  readHeaders: noHeaders,
  planName: (plan) => plan,
};

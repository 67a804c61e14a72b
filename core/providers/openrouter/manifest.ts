import { keyRequest } from '../request.ts';
import type { Provider } from '../provider.ts';
import { noHeaders } from '../parse.ts';
import { readCredits } from './read-credits.ts';
import { readKey } from '../openrouter.ts';

/** OpenRouter: the limit of one key, and the credits of the account behind it where the key may see them. */
export const openRouterProvider: Provider = {
  id: 'openrouter',
  displayName: 'OpenRouter',
  signInCommand: null,
  key: { page: 'https://openrouter.ai/settings/keys', defaultBaseUrl: 'https://openrouter.ai' },
  endpoints: {
    usage: {
      cadence: { defaultMs: 600_000, minimumMs: 600_000 },
      request: (account) => keyRequest(account, '/api/v1/key'),
      read: readKey,
    },
    credits: {
      cadence: { defaultMs: 600_000, minimumMs: 600_000 },
      standsAlone: true,
      request: (account) => keyRequest(account, '/api/v1/credits'),
      read: readCredits,
    },
  },
  readHeaders: noHeaders,
  planName: (plan) => (plan === 'free' ? 'Free' : plan === 'paid' ? 'Paid' : plan),
};

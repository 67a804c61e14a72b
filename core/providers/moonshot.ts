import { keyRequest } from './request.ts';
import type { Provider } from './provider.ts';
import { noHeaders } from './parse.ts';
import { currencyAt, readBalance } from './moonshot/read-balance.ts';

/** Moonshot, by the balance of its platform. */
export const moonshotProvider: Provider = {
  id: 'moonshot',
  displayName: 'Moonshot',
  signInCommand: null,
  key: { page: 'https://platform.moonshot.ai/console/api-keys', defaultBaseUrl: 'https://api.moonshot.ai' },
  endpoints: {
    usage: {
      cadence: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/v1/users/me/balance'),
      read: (body, asOfMs, { account }) => readBalance(body, asOfMs, currencyAt(account)),
    },
  },
  readHeaders: noHeaders,
  planName: (plan) => plan,
};

import { keyRequest } from '../../../core/providers/request.ts';
import type { Provider } from '../../../core/providers/provider.ts';
import { ignoreHeaders } from '../../../core/providers/parse.ts';
import { readBalance } from './read-balance.ts';

/** Acme, by the balance of its platform. */
export const acmeProvider: Provider = {
  // @ts-expect-error: the example is not in the list of providers, so this id is none of theirs
  id: 'acme',
  displayName: 'Acme',
  signInCommand: null,
  key: { page: 'https://acme.example/keys', defaultBaseUrl: 'https://api.acme.example' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/v2/balance'),
      parse: readBalance,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

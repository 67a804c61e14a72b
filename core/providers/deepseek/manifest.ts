import { keyRequest } from '../request.ts';
import type { Provider } from '../provider.ts';
import { noHeaders } from '../parse.ts';
import { readBalance } from '../deepseek.ts';

/** DeepSeek, by the balance of its platform. */
export const deepSeekProvider: Provider = {
  id: 'deepseek',
  displayName: 'DeepSeek',
  signInCommand: null,
  key: { page: 'https://platform.deepseek.com/api_keys', defaultBaseUrl: 'https://api.deepseek.com' },
  endpoints: {
    usage: {
      cadence: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/user/balance'),
      read: readBalance,
    },
  },
  readHeaders: noHeaders,
  planName: (plan) => plan,
};

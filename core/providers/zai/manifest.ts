import { keyRequest } from '../request.ts';
import type { Provider } from '../provider.ts';
import { noHeaders } from '../parse.ts';
import { readLimits } from '../zai.ts';

const plans: ReadonlyMap<string, string> = new Map([
  ['lite', 'Lite'],
  ['pro', 'Pro'],
  ['max', 'Max'],
]);

/** The GLM coding plan of z.ai, by its quota monitor. */
export const zaiProvider: Provider = {
  id: 'zai',
  displayName: 'z.ai',
  signInCommand: null,
  key: { page: 'https://z.ai/manage-apikey/apikey-list', defaultBaseUrl: 'https://api.z.ai' },
  endpoints: {
    usage: {
      cadence: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) => keyRequest(account, '/api/monitor/usage/quota/limit'),
      read: readLimits,
    },
  },
  readHeaders: noHeaders,
  planName: (plan) => plans.get(plan.trim().toLowerCase()) ?? plan,
};

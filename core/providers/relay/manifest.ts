import type { Provider } from '../provider.ts';
import { noHeaders } from '../parse.ts';
import { readBalance, readPostedEnvelope } from '../relay.ts';
import { balanceRequest, installIdOf } from './request.ts';

const tiers: ReadonlyMap<string, string> = new Map([
  ['core', 'Core'],
  ['pro', 'Pro'],
  ['max', 'Max'],
]);

/** A recap relay with metered installs, by its balance (S3 wire). An install without a licence has no key. */
export const relayProvider: Provider = {
  id: 'relay',
  displayName: 'Recap relay',
  signInCommand: null,
  key: { page: null, defaultBaseUrl: null, optional: true },
  endpoints: {
    usage: {
      cadence: { defaultMs: 300_000, minimumMs: 60_000 },
      isWanted: (account) => installIdOf(account) !== null,
      request: balanceRequest,
      read: readBalance,
    },
  },
  readHeaders: noHeaders,
  readBody: readPostedEnvelope,
  planName: (tier) => tiers.get(tier.trim().toLowerCase()) ?? tier,
};

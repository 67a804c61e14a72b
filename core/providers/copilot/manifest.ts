import { keyRequest } from '../request.ts';
import type { Provider } from '../provider.ts';
import { noHeaders } from '../parse.ts';
import { readUser } from '../copilot.ts';

const plans: ReadonlyMap<string, string> = new Map([
  ['free', 'Free'],
  ['individual', 'Pro'],
  ['individual_pro', 'Pro+'],
  ['business', 'Business'],
  ['enterprise', 'Enterprise'],
]);

/** GitHub Copilot with a GitHub token, under the app's own name and no editor's (X.3). */
export const copilotProvider: Provider = {
  id: 'copilot',
  displayName: 'GitHub Copilot',
  signInCommand: null,
  key: { page: 'https://github.com/settings/tokens', defaultBaseUrl: 'https://api.github.com' },
  endpoints: {
    usage: {
      cadence: { defaultMs: 300_000, minimumMs: 60_000 },
      request: (account) =>
        keyRequest(account, '/copilot_internal/user', {
          Authorization: 'token {{secret:accessToken}}',
          'X-GitHub-Api-Version': '2025-04-01',
        }),
      read: readUser,
    },
  },
  readHeaders: noHeaders,
  planName: (plan) => plans.get(plan.trim().toLowerCase()) ?? plan,
};

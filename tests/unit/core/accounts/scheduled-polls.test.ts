import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import type { ProviderId } from '../../../../core/providers/provider-id.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { type PollStatus, newEndpoint } from '../../../../core/polling/endpoint.ts';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';
import { type PollPreferences, pollEligibility } from '../../../../core/accounts/scheduled-polls.ts';

const nowMs = 1_795_300_000_000;
const refused: PollStatus = {
  kind: 'needs-sign-in',
  failure: { kind: 'unauthorised', status: 401 },
  fingerprint: null,
};

function stateOf(
  provider: ProviderId,
  link: PollStatus = { kind: 'idle' },
  more: Partial<AccountState> = {},
): AccountState {
  const account = { ...accountOf(provider, 'https://service.example'), organizationId: 'org-1' };
  return { account, facts: noFacts, oddPaths: [], endpoints: { usage: { ...newEndpoint(nowMs), link } }, ...more };
}

function standing(state: AccountState, endpointId: string, settings: Partial<Settings> = {}, essentialOnly = false) {
  const wishes: PollPreferences = {
    settings: { ...defaultSettings, ...settings },
    isEssentialOnly: () => essentialOnly,
    canAskTools: false,
  };
  return pollEligibility(state, endpointId, wishes, nowMs);
}

describe('whether an endpoint is asked', () => {
  it.each<readonly [string, ReturnType<typeof standing>, string]>([
    ['usage', standing(stateOf('claude'), 'usage'), 'asked'],
    ['one that there is not', standing(stateOf('claude'), 'nothing'), 'turned-off'],
    ['a grant', standing(stateOf('claude'), 'grant'), 'asked'],
    [
      'usage with essential traffic only',
      standing(stateOf('claude'), 'usage', { essentialTrafficOnly: true }),
      'asked',
    ],
    [
      'a grant with essential traffic only',
      standing(stateOf('claude'), 'grant', { essentialTrafficOnly: true }),
      'not-essential',
    ],
    ['a grant by the wish of the tool', standing(stateOf('claude'), 'grant', {}, true), 'not-essential'],
    ['usage by the wish of the tool', standing(stateOf('claude'), 'usage', {}, true), 'asked'],
    ['usage whose sign-in was refused', standing(stateOf('claude', refused), 'usage'), 'asked'],
    ['a grant beside it', standing(stateOf('claude', refused), 'grant'), 'signed-out'],
    [
      'a grant beside one that is tried again',
      standing(stateOf('claude', { kind: 'fetching', sequence: 1, startedAtMs: nowMs, before: refused }), 'grant'),
      'signed-out',
    ],
    ['a grant without a usage endpoint', standing(stateOf('claude', refused, { endpoints: {} }), 'grant'), 'asked'],
    [
      'with a sign-in that ended',
      standing(stateOf('claude', undefined, { signIn: { expiresAtMs: nowMs - 1 } }), 'usage'),
      'signed-out',
    ],
  ])('%s', (_what, found, expected) => {
    expect(found).toBe(expected);
  });
});

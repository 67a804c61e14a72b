import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Fact } from '../../core/usage/fact.ts';
import { noFacts, type WindowFacts } from '../../core/usage/facts.ts';
import type { EndpointState } from '../../core/polling/endpoint.ts';

export function known<T>(value: T, asOfMs: number, unknownSinceMs: number | null = null): Fact<T> {
  return { said: { value, asOfMs, source: 'poll' }, unknownSinceMs };
}

export function fullWindow(atMs: number): WindowFacts {
  return {
    id: 'session',
    shape: known({ name: null, scope: 'account', durationSeconds: 18_000 }, atMs),
    usedPercent: known(42.5, atMs),
    reached: known(false, atMs),
    resetsAtMs: known(atMs + 3_600_000, atMs),
  };
}

export interface FullState extends AccountState {
  readonly endpoints: Readonly<Record<'usage' | 'grant', EndpointState>>;
}

/** A state with every kind of field filled in, measured at the given time. */
export function fullState(id: string, atMs: number): FullState {
  return {
    account: {
      id,
      provider: 'codex',
      label: 'work',
      email: 'someone@example.org',
      plan: null,
      vendorAccountId: 'v-1',
      organizationId: 'org-1',
      workspace: 'Acme',
      folder: '~/.codex',
      baseUrl: 'https://service.example',
    },
    facts: {
      ...noFacts,
      plan: known('pro', atMs),
      windowsCompleteAsOfMs: atMs,
      windows: [fullWindow(atMs)],
      credits: known({ hasCredits: true, unlimited: false, overageLimitReached: null }, atMs),
      balance: known('247.5', atMs, atMs - 5000),
      spend: known(
        {
          unit: 'money',
          currency: 'USD',
          used: '7.63',
          limit: null,
          remaining: '0',
          scope: 'individual',
          resetsAtMs: null,
        },
        atMs,
      ),
      spendLimits: known([], atMs),
      prepaid: known({ currency: 'USD', balance: '12.50', nextExpiresAtMs: null }, atMs),
      resetCredits: known({ available: 2, nextExpiresAtMs: atMs + 1000 }, atMs),
      resetCreditList: known({ available: 2, nextExpiresAtMs: atMs + 1000 }, atMs),
      grant: known(
        {
          available: true,
          eligible: true,
          granted: false,
          amountMinorUnits: 3500,
          currency: 'USD',
          answeredAtMs: null,
        },
        atMs,
      ),
      blocked: known({ code: 'workspace-credits', endsAtMs: 1_795_400_000_000, windowId: 'spark' }, atMs),
    },
    oddPaths: [],
    offer: { key: '3500 USD', impressions: 2, visited: false, dismissed: true },
    endpoints: {
      usage: { link: { kind: 'idle' }, fetchedAtMs: atMs, nextDueAtMs: atMs + 300_000, sequence: 3 },
      grant: {
        link: { kind: 'limited', attempt: 2, untilMs: atMs + 120_000 },
        fetchedAtMs: null,
        nextDueAtMs: atMs + 120_000,
        sequence: 1,
      },
    },
  };
}

/** The same answers, fetched at a later time. */
export function fetchedLater(state: FullState, atMs: number): FullState {
  return { ...state, endpoints: { ...state.endpoints, usage: { ...state.endpoints.usage, fetchedAtMs: atMs } } };
}

/** When the usage of each state was fetched. */
export function fetchedTimes(states: readonly AccountState[]): readonly (number | null | undefined)[] {
  return states.map(({ endpoints }) => endpoints['usage']?.fetchedAtMs);
}

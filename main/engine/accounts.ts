import type { AccountState } from '../../core/accounts/account-state.ts';
import type { AccountCache } from '../../core/ports.ts';
import { type EndpointState, restored } from '../../core/polling/endpoint.ts';

/** The account states in memory: the only writer of the cache, and the one that tells of changes. */
export interface Accounts {
  readonly all: () => readonly AccountState[];
  readonly get: (accountId: string) => AccountState | undefined;
  readonly set: (state: AccountState) => void;
  readonly setEndpoint: (accountId: string, endpointId: string, endpoint: EndpointState) => void;
  readonly replaceAll: (states: readonly AccountState[]) => void;
  readonly remove: (accountId: string) => void;
  /** Leaves it in the cache: what is kept of it elsewhere is not settled yet. */
  readonly removeFromMemory: (accountId: string) => void;
  /** Takes a dropped account out of the cache, unless it is back. */
  readonly removeFromCache: (accountId: string) => void;
  /** Fills the memory from the cache, without a request (S4-12). */
  readonly load: () => void;
  /** The same again, for a cache that another process has written meanwhile; what is not in it is forgotten. */
  readonly reload: () => void;
  readonly subscribe: (listener: () => void) => void;
  readonly announce: () => void;
}

export function createAccounts(cache: AccountCache): Accounts {
  const states = new Map<string, AccountState>();
  const listeners: (() => void)[] = [];
  const announce = (): void => listeners.forEach((listener) => listener());

  function keep(state: AccountState): boolean {
    if (states.get(state.account.id) === state) return false;
    states.set(state.account.id, state);
    cache.save(state);
    return true;
  }

  function seed(): void {
    for (const state of cache.load()) states.set(state.account.id, withoutInFlight(state));
  }

  return {
    all: () => [...states.values()],
    get: (accountId) => states.get(accountId),
    set: (state) => {
      if (keep(state)) announce();
    },
    setEndpoint: (accountId, endpointId, endpoint) => {
      const state = states.get(accountId);
      if (state === undefined || state.endpoints[endpointId] === endpoint) return;
      keep({ ...state, endpoints: { ...state.endpoints, [endpointId]: endpoint } });
      announce();
    },
    replaceAll: (next) => {
      next.forEach(keep);
      announce();
    },
    remove: (accountId) => {
      if (!states.delete(accountId)) return;
      cache.remove(accountId);
      announce();
    },
    removeFromMemory: (accountId) => {
      if (states.delete(accountId)) announce();
    },
    removeFromCache: (accountId) => {
      if (!states.has(accountId)) cache.remove(accountId);
    },
    load: seed,
    reload: () => {
      states.clear();
      seed();
      announce();
    },
    subscribe: (listener) => void listeners.push(listener),
    announce,
  };
}

function withoutInFlight(state: AccountState): AccountState {
  const endpoints = Object.entries(state.endpoints).map(([id, endpoint]) => [id, restored(endpoint)] as const);
  return { ...state, endpoints: Object.fromEntries(endpoints) };
}

import type { AccountState, AccountCache } from '../../core/accounts/account-state.ts';
import { type EndpointState, restored } from '../../core/polling/endpoint.ts';

/** The account states in memory. Only this module writes the account cache and announces changes. */
export interface Accounts {
  readonly all: () => readonly AccountState[];
  readonly get: (accountId: string) => AccountState | undefined;
  readonly set: (state: AccountState) => void;
  readonly setEndpoint: (accountId: string, endpointId: string, endpoint: EndpointState) => void;
  readonly replaceAll: (states: readonly AccountState[]) => void;
  readonly remove: (accountId: string) => void;
  /** Removes the account from memory but not from the cache. Other stores still hold data of it. */
  readonly removeFromMemory: (accountId: string) => void;
  /** Removes the account from the cache, unless it is in memory again. */
  readonly removeFromCache: (accountId: string) => void;
  /** Fills the memory from the cache. Sends no request. */
  readonly load: () => void;
  /** Replaces the memory by the cache, which another process may have written since. */
  readonly reload: () => void;
  readonly subscribe: (listener: () => void) => void;
  /** Calls every subscriber. */
  readonly announce: () => void;
}

/** Makes the empty memory of account states over a cache. */
export function createAccounts(cache: AccountCache): Accounts {
  const states = new Map<string, AccountState>();
  const listeners: (() => void)[] = [];
  const announce = (): void => listeners.forEach((listener) => listener());

  function store(state: AccountState): boolean {
    if (states.get(state.account.id) === state) return false;
    states.set(state.account.id, state);
    cache.save(state);
    return true;
  }

  function load(): void {
    for (const state of cache.load()) states.set(state.account.id, withoutInFlight(state));
  }

  return {
    all: () => [...states.values()],
    get: (accountId) => states.get(accountId),
    set: (state) => {
      if (store(state)) announce();
    },
    setEndpoint: (accountId, endpointId, endpoint) => {
      const state = states.get(accountId);
      if (state === undefined || state.endpoints[endpointId] === endpoint) return;
      store({ ...state, endpoints: { ...state.endpoints, [endpointId]: endpoint } });
      announce();
    },
    replaceAll: (next) => {
      next.forEach(store);
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
    load,
    reload: () => {
      states.clear();
      load();
      announce();
    },
    subscribe: (listener) => void listeners.push(listener),
    announce,
  };
}

/** Requests do not survive a restart, so a cached state must not say that one is in flight. */
function withoutInFlight(state: AccountState): AccountState {
  const endpoints = Object.entries(state.endpoints).map(([id, endpoint]) => [id, restored(endpoint)] as const);
  return { ...state, endpoints: Object.fromEntries(endpoints) };
}

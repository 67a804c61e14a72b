import type { AccountState, AccountCache } from '../../core/accounts/account-state.ts';
import { type EndpointState, restored } from '../../core/polling/endpoint.ts';
import { loadProviders } from '../../core/providers/registry.ts';

/** The account states in memory. Only this module writes the account cache and announces changes. */
export interface Accounts {
  readonly all: () => readonly AccountState[];
  readonly get: (accountId: string) => AccountState | undefined;
  readonly set: (state: AccountState) => void;
  /**
   * Does the same for a state whose source still has what is new. The changes of one turn are announced together after
   * it, and saved a moment later.
   */
  readonly setSoon: (state: AccountState) => void;
  readonly setEndpoint: (accountId: string, endpointId: string, endpoint: EndpointState) => void;
  /** Adds or replaces these states, which are saved a moment later. */
  readonly replaceAll: (states: readonly AccountState[]) => void;
  /** Changes any number of accounts as one change, which is saved a moment later. The same object is no change. */
  readonly updateAll: (change: (state: AccountState) => AccountState) => void;
  readonly remove: (accountId: string) => void;
  /** Removes the account from memory but not from the cache. Other stores still hold data of it. */
  readonly removeFromMemory: (accountId: string) => void;
  /** Removes the account from the cache, unless it is in memory again. */
  readonly removeFromCache: (accountId: string) => void;
  /** Fills the memory from the cache. Sends no request. */
  readonly load: () => Promise<void>;
  /**
   * Replaces the memory by the cache, which another process may have written since. Keeps the memory if it is no longer
   * wanted once the cache is read.
   */
  readonly reload: (isWanted: () => boolean) => Promise<void>;
  readonly subscribe: (listener: () => void) => void;
  /** Calls every subscriber. */
  readonly announce: () => void;
}

/** Makes the empty memory of account states over a cache. */
export function createAccounts(cache: AccountCache): Accounts {
  const states = new Map<string, AccountState>();
  const listeners: (() => void)[] = [];
  const announce = (): void => listeners.forEach((listener) => listener());
  const announceSoon = oncePerTurn(announce);
  const saveSoon = cache.saveSoon ?? ((changed) => changed.forEach((state) => cache.save(state)));
  /** The states as a list; null: they changed since it was made. */
  let list: readonly AccountState[] | null = null;

  function keep(state: AccountState): boolean {
    if (states.get(state.account.id) === state) return false;
    states.set(state.account.id, state);
    list = null;
    return true;
  }

  function store(state: AccountState): boolean {
    if (!keep(state)) return false;
    cache.save(state);
    return true;
  }

  function storeSoon(changed: readonly AccountState[]): boolean {
    const kept = changed.filter(keep);
    if (kept.length > 0) saveSoon(kept);
    return kept.length > 0;
  }

  function drop(accountId: string): boolean {
    list = null;
    return states.delete(accountId);
  }

  async function cached(): Promise<readonly AccountState[]> {
    const found = cache.load();
    await loadProviders(found.map(({ account }) => account.provider));
    return found.map(withoutInFlight);
  }

  const all = (): readonly AccountState[] => (list ??= [...states.values()]);

  return {
    all,
    get: (accountId) => states.get(accountId),
    set: (state) => {
      if (store(state)) announce();
    },
    setSoon: (state) => {
      if (storeSoon([state])) announceSoon();
    },
    setEndpoint: (accountId, endpointId, endpoint) => {
      const state = states.get(accountId);
      if (state !== undefined && store(withEndpoint(state, endpointId, endpoint))) announce();
    },
    replaceAll: (next) => {
      storeSoon(next);
      announce();
    },
    updateAll: (change) => {
      if (storeSoon(all().map(change))) announce();
    },
    remove: (accountId) => {
      if (!drop(accountId)) return;
      cache.remove(accountId);
      announce();
    },
    removeFromMemory: (accountId) => {
      if (drop(accountId)) announce();
    },
    removeFromCache: (accountId) => {
      if (!states.has(accountId)) cache.remove(accountId);
    },
    load: async () => {
      for (const state of await cached()) keep(state);
    },
    reload: async (isWanted) => {
      const next = await cached();
      if (!isWanted()) return;
      states.clear();
      list = null;
      next.forEach(keep);
      announce();
    },
    subscribe: (listener) => void listeners.push(listener),
    announce,
  };
}

/** Returns the account with this endpoint; the same object if the endpoint is the same. */
export function withEndpoint(state: AccountState, endpointId: string, endpoint: EndpointState): AccountState {
  if (state.endpoints[endpointId] === endpoint) return state;
  return { ...state, endpoints: { ...state.endpoints, [endpointId]: endpoint } };
}

/** Returns a function whose calls of one turn run the work once, after the turn. */
export function oncePerTurn(work: () => void): () => void {
  let isQueued = false;
  return () => {
    if (isQueued) return;
    isQueued = true;
    queueMicrotask(() => {
      isQueued = false;
      work();
    });
  };
}

/** Requests do not survive a restart, so a cached state must not say that one is in flight. */
function withoutInFlight(state: AccountState): AccountState {
  const endpoints = Object.entries(state.endpoints).map(([id, endpoint]) => [id, restored(endpoint)] as const);
  return { ...state, endpoints: Object.fromEntries(endpoints) };
}

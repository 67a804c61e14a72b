import type { SettledLink } from '../polling/endpoint.ts';
import type { AccountState } from './account-state.ts';

/**
 * The state as it is worth keeping over a restart: a request that is under way ends with the
 * process, so its link is what it was before (S4-8).
 */
export function settledState(state: AccountState): AccountState {
  const endpoints = Object.entries(state.endpoints).map(([name, endpoint]) => {
    const link: SettledLink = endpoint.link.kind === 'fetching' ? endpoint.link.before : endpoint.link;
    return [name, link === endpoint.link ? endpoint : { ...endpoint, link }] as const;
  });
  return { ...state, endpoints: Object.fromEntries(endpoints) };
}

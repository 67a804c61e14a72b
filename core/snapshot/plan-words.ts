import { providers } from '../providers/registry.ts';
import type { AccountSnapshot } from './schema.ts';

/** The name of a service as people know it; of one that is not known here, its id. */
export function providerName(id: string): string {
  return Object.values(providers).find((each) => each.id === id)?.displayName ?? id;
}

/** `Codex Pro`, or the provider alone where the plan is unknown. */
export function planWords(account: AccountSnapshot, separator = ' '): string {
  const provider = Object.values(providers).find((each) => each.id === account.provider);
  const name = provider?.displayName ?? account.provider;
  return account.plan === null ? name : `${name}${separator}${provider?.planName(account.plan) ?? account.plan}`;
}

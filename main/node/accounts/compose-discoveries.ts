import type { Discovery } from '../../../core/ports.ts';
import type { CredentialReader } from '../credentials/credential-reader.ts';
import type { AddedDiscovery } from './added-discovery.ts';

/** Sign-ins of other programs and accounts that the user added, as one. An added account is read there alone. */
export function composeDiscoveries(
  signIns: Discovery & CredentialReader,
  added: AddedDiscovery,
): Discovery & CredentialReader {
  return Object.freeze({
    look: async () => (await Promise.all([signIns.look(), added.look()])).flat(),
    watch: (changed: () => void) => {
      const ends = [signIns.watch(changed), added.watch(changed)];
      return () => ends.forEach((end) => end());
    },
    read: (account) => (added.has(account.id) ? added : signIns).read(account),
  } satisfies Discovery & CredentialReader);
}

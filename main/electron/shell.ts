import { shell } from 'electron';
import { allowedExternalAddress } from '../node/http/addresses.ts';

export interface SafeShell {
  /** Opens an address in the person's browser; false when it is not on the list or nothing opened it. */
  readonly openExternal: (address: string) => Promise<boolean>;
  /** Shows the data folder in the person's file manager; false when nothing showed it. */
  readonly revealDataFolder: () => Promise<boolean>;
}

/** The one owner of what leaves the app for the desktop. `hosts` are exact host names. */
export function createSafeShell(parts: { readonly hosts: readonly string[]; readonly dataFolder: string }): SafeShell {
  return Object.freeze({
    openExternal: async (address: string) => {
      const allowed = allowedExternalAddress(address, parts.hosts);
      if (allowed === null) return false;
      return shell.openExternal(allowed).then(
        () => true,
        () => false,
      );
    },
    // Answers a sentence when it failed and an empty one when it did not.
    revealDataFolder: async () => (await shell.openPath(parts.dataFolder)) === '',
  });
}

import { shell } from 'electron';
import { allowedExternalAddress } from '../node/http/addresses.ts';

export interface SafeShell {
  /** Opens an address in the user's browser. False if its host is not on the list, or if nothing opened it. */
  readonly openExternal: (address: string) => Promise<boolean>;
  /** Shows the data folder in the user's file manager. False if that failed. */
  readonly revealDataFolder: () => Promise<boolean>;
}

/** Creates the only access to Electron's shell. `hosts` are the exact host names that may be opened. */
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
    // Electron returns an error message, or an empty text on success.
    revealDataFolder: async () => (await shell.openPath(parts.dataFolder)) === '',
  });
}

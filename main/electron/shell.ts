import { join } from 'node:path';
import { app, shell } from 'electron';
import { allowedExternalAddress } from '../node/http/addresses.ts';
import { type AppPlace, findLicenceFile, type LicenceFile } from '../node/licence-files.ts';

export interface SafeShell {
  /** Opens an address in the user's browser. False if its host is not on the list, or if nothing opened it. */
  readonly openExternal: (address: string) => Promise<boolean>;
  /** Shows the data folder in the user's file manager. False if that failed. */
  readonly revealDataFolder: () => Promise<boolean>;
  /** Opens a text about licences with the user's program for it. */
  readonly openLicenceFile: (file: LicenceFile) => Promise<LicenceOpening>;
}

/** What became of a text about licences, and its path. `not-opened`: no program of the system opened it. */
export interface LicenceOpening {
  readonly outcome: 'opened' | 'missing' | 'not-opened';
  readonly path: string;
}

/** What the shell may open. */
interface SafeShellOptions {
  /** The exact host names that may be opened. */
  readonly hosts: () => readonly string[];
  readonly dataFolder: string;
}

/** Creates the only access to Electron's shell. */
export function createSafeShell(parts: SafeShellOptions): SafeShell {
  return Object.freeze<SafeShell>({
    openExternal: async (address: string) => {
      const allowed = allowedExternalAddress(address, parts.hosts());
      if (allowed === null) return false;
      return shell.openExternal(allowed).then(
        () => true,
        () => false,
      );
    },
    // Electron returns an error message, or an empty text on success.
    revealDataFolder: async () => (await shell.openPath(parts.dataFolder)) === '',
    openLicenceFile: async (file) => {
      const { path, isThere } = findLicenceFile(file, placeOfApp());
      if (!isThere) return { outcome: 'missing', path };
      const problem = await shell.openPath(path).catch(String);
      return { outcome: problem === '' ? 'opened' : 'not-opened', path };
    },
  });
}

/** Returns where the app lies. The main process of a checkout is built into `dist/main`. */
function placeOfApp(): AppPlace {
  return app.isPackaged
    ? { kind: 'package', resourcesFolder: process.resourcesPath }
    : { kind: 'checkout', folder: join(__dirname, '../..') };
}

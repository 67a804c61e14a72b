import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PackageFacts } from '../../../core/updates/package-kind.ts';

/** Reads what tells the kinds of packages apart. */
export function readPackageFacts(
  app: Pick<PackageFacts, 'platform' | 'isPackaged' | 'environment' | 'executable'> & {
    /** The folder beside the app's code in a package. */
    readonly resourcesFolder: string;
    readonly productName: string;
  },
): PackageFacts {
  const { platform, isPackaged, environment, executable, resourcesFolder, productName } = app;
  return {
    ...{ platform, isPackaged, environment, executable },
    packageType: isPackaged ? firstWord(path.join(resourcesFolder, 'package-type')) : null,
    hasUninstaller:
      platform === 'win32' && existsSync(path.join(path.dirname(executable), `Uninstall ${productName}.exe`)),
  };
}

/** Returns the text of a small file; null: there is none. A file that cannot be read counts as a foreign package. */
function firstWord(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').slice(0, 100).trim();
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? null : 'unknown';
  }
}

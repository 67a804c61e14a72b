import { statSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';

/** The deepest folder on the way to a path that exists now, and the entry below it that leads there. */
export interface NearestFolder {
  readonly folder: string;
  readonly entry: string;
  /** Tells a folder from one that replaced it under the same name. */
  readonly identity: string;
}

/** Null where not even the root of the path can be read. */
export function nearestFolder(path: string): NearestFolder | null {
  let folder = dirname(path);
  for (;;) {
    const identity = folderIdentity(folder);
    if (identity !== null) {
      return { folder, entry: relative(folder, path).split(sep)[0] ?? '', identity };
    }
    const parent = dirname(folder);
    if (parent === folder) {
      return null;
    }
    folder = parent;
  }
}

function folderIdentity(folder: string): string | null {
  try {
    const status = statSync(folder, { bigint: true });
    return status.isDirectory() ? `${status.dev}:${status.ino}:${status.birthtimeNs}` : null;
  } catch {
    return null;
  }
}

import fs from 'node:fs';
import path from 'node:path';

/** By path relative to the root: the content of a file; null for a folder. */
export type Tree = ReadonlyMap<string, Buffer | null>;

/** Reads all of a folder. */
export function readTree(folder: string): Tree {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries.flatMap((entry): readonly (readonly [string, Buffer | null])[] => {
      const file = path.join(entry.parentPath, entry.name);
      if (!entry.isFile() && !entry.isDirectory()) return [];
      return [[path.relative(folder, file), entry.isFile() ? fs.readFileSync(file) : null]];
    }),
  );
}

/** Writes a tree into an empty folder, for its owner only, as the app does. */
export function writeTree(folder: string, tree: Tree): void {
  for (const [name, content] of tree) {
    const file = path.join(folder, name);
    if (content === null) fs.mkdirSync(file, { mode: 0o700 });
    else fs.writeFileSync(file, content, { mode: 0o600 });
  }
}

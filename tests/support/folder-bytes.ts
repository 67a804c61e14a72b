import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Every file and folder below a folder with its content, rights and time. */
export function bytesOf(home: string): Readonly<Record<string, string>> {
  const files = fs.readdirSync(home, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const { mode, mtimeMs } = fs.lstatSync(file);
      const content = entry.isFile() ? createHash('sha256').update(fs.readFileSync(file)).digest('hex') : 'folder';
      return [path.relative(home, file), `${content} ${mode.toString(8)} ${mtimeMs}`];
    }),
  );
}

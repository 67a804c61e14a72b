import { constants } from 'node:fs';
import { copyFile, link, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import path from 'node:path';

/**
 * Fills the existing folder `target` with the files of `source` as hard links, which take
 * no space, or as copies where the two lie on different file systems. `leaveOut` gets each
 * path relative to `source`. Symbolic links to files would not do: Electron looks for its
 * resources beside the file that its own link points to.
 */
export async function mirrorFolder(
  source: string,
  target: string,
  leaveOut: (relativePath: string) => boolean,
): Promise<void> {
  const mirror = async (relativeFolder: string): Promise<void> => {
    for (const entry of await readdir(path.join(source, relativeFolder), { withFileTypes: true })) {
      const relativePath = path.join(relativeFolder, entry.name);
      if (leaveOut(relativePath)) continue;
      const from = path.join(source, relativePath);
      const to = path.join(target, relativePath);
      if (entry.isDirectory()) {
        await mkdir(to);
        await mirror(relativePath);
      } else if (entry.isSymbolicLink()) {
        await symlink(await readlink(from), to);
      } else {
        await link(from, to).catch(() => copyFile(from, to, constants.COPYFILE_FICLONE));
      }
    }
  };
  await mirror('');
}

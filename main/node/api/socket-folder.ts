import { lstatSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const writableByOthers = 0o022;
const sticky = 0o1000;

/**
 * Returns whether no other user can replace the folder or the socket in it. The folder must belong to this user or to
 * root. Others must not be able to write to it, or the sticky bit must protect the files in it. A symbolic link must
 * belong to this user or to root. True on systems without file owners, and if the folder does not exist.
 */
export function isTrustedFolder(folder: string): boolean {
  const own = process.getuid?.();
  if (own === undefined) return true;
  try {
    const link = lstatSync(folder);
    const { uid, mode } = statSync(folder);
    if (link.isSymbolicLink() && link.uid !== own && link.uid !== 0) return false;
    return (uid === own || uid === 0) && ((mode & writableByOthers) === 0 || (mode & sticky) !== 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/**
 * Returns true if the socket belongs to another user or could be replaced by one: it may be in a shared temporary folder.
 * False on systems without file owners, and if there is no socket.
 */
export function isSocketOfAnotherUser(socketPath: string): boolean {
  const own = process.getuid?.();
  if (own !== undefined && !isTrustedFolder(dirname(socketPath))) return true;
  try {
    const owner = lstatSync(socketPath).uid;
    return own !== undefined && owner !== own;
  } catch {
    return false;
  }
}

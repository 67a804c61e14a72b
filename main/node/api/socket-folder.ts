import fs from 'node:fs';

const writableByOthers = 0o022;
const sticky = 0o1000;

/**
 * Whether nobody else can put a socket of their own in this folder's place or into it: it belongs to this
 * user or to root, and others cannot write to it, or cannot replace what is not theirs (sticky). A symbolic
 * link counts only when it is this user's. True on systems without such owners, and where there is nothing.
 */
export function isTrustedFolder(folder: string): boolean {
  const own = process.getuid?.();
  if (own === undefined) return true;
  try {
    const link = fs.lstatSync(folder);
    const { uid, mode } = fs.statSync(folder);
    if (link.isSymbolicLink() && link.uid !== own && link.uid !== 0) return false;
    return (uid === own || uid === 0) && ((mode & writableByOthers) === 0 || (mode & sticky) !== 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

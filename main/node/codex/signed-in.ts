import { lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import { readCodexIdentity, readCodexSignIn } from '../credentials/codex-credentials.ts';
import { readForeignFile, tokenFilePolicy } from '../credentials/credential-file.ts';

export interface SignedIn {
  readonly accountId: string;
  /** When the sign-in file was last put there, be it by writing, copying or linking; whole milliseconds. */
  readonly sinceMs: number;
}

/** Who is signed in under a `CODEX_HOME` now; null where nobody is. Never throws. */
export async function signedInUnder(folder: string): Promise<SignedIn | null> {
  const file = path.join(folder, 'auth.json');
  try {
    const [link, target] = await Promise.all([lstat(file), stat(file)]);
    const reading = await readForeignFile(file, tokenFilePolicy, process.platform);
    if (reading.kind !== 'text' || readCodexSignIn(reading.text).kind !== 'signed-in') return null;
    return {
      accountId: readCodexIdentity(reading.text, folder).id,
      sinceMs: Math.floor(Math.max(link.mtimeMs, link.ctimeMs, target.mtimeMs, target.ctimeMs)),
    };
  } catch {
    return null;
  }
}

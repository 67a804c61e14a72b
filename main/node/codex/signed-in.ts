import path from 'node:path';
import { readCodexIdentity, readCodexSignIn } from '../credentials/codex-credentials.ts';
import { readForeignJson, tokenFilePolicy } from '../credentials/credential-file.ts';

/** The id of the account that is signed in under a `CODEX_HOME` now; null where nobody is. Never throws. */
export async function signedInUnder(folder: string): Promise<string | null> {
  const reading = await readForeignJson(path.join(folder, 'auth.json'), tokenFilePolicy, process.platform);
  if (reading.kind !== 'text' || readCodexSignIn(reading.text).kind !== 'signed-in') return null;
  return readCodexIdentity(reading.text, folder).id;
}

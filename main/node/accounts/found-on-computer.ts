import type { FoundKey, FoundOnComputer, FoundSignIn, UnreadPlace } from '../../../core/accounts/suggestion.ts';
import { type SignInProgram, signInPrograms } from '../../../core/providers/provider-id.ts';
import { fingerprintOf } from '../credentials/fingerprint.ts';
import type { KeptSignIn } from '../kept-sign-ins/kept-sign-in.ts';
import { createKeptSignIns, keptAccountId } from '../kept-sign-ins/programs.ts';
import { createGitHubCli, type GitHubCliOptions } from './github-cli.ts';
import { type KeptKey, type KeptKeys, placeProblem, readCopilotTokens, readOpenCodeKeys } from './kept-keys.ts';
import { findSignInFolders, type SignInFoldersOptions } from './sign-in-folders.ts';

/** The keys and sign-ins that are already on this computer, as far as this app could use them. */
export interface LocalSearch {
  /** Looks into every place. Reads only, runs no program that holds a key, and returns no key. Never throws. */
  readonly look: () => Promise<FoundOnComputer>;
  /** Reads the key again, because the user takes it. Null: it is gone, or its program does not give it. */
  readonly keyOf: (found: Pick<FoundKey, 'tool' | 'entry'>) => Promise<string | null>;
  /** Reads the sign-in again, because the user takes it. Null: it is gone, or another account is signed in by now. */
  readonly signInOf: (found: Pick<FoundSignIn, 'program' | 'accountId'>) => Promise<KeptSignIn | null>;
}

/** Creates the search. It has no state, and nothing is read before it is asked. */
export function createLocalSearch(options: SignInFoldersOptions & GitHubCliOptions): LocalSearch {
  const gitHubCli = createGitHubCli(options);
  const keptSignIns = createKeptSignIns(options);

  async function readSignIn(program: SignInProgram): Promise<FoundSignIn | UnreadPlace | null> {
    const { place, reading } = await keptSignIns.read(program);
    // A keyring that is locked does not say whether there is a sign-in.
    if (reading.kind === 'nothing' || (reading.kind === 'problem' && reading.problem === 'keyring-locked')) return null;
    if (reading.kind === 'problem') return { place, problem: placeProblem(reading.problem) };
    const { signIn } = reading;
    return { program, accountId: keptAccountId(program, signIn), user: signIn.user, place };
  }

  async function readKeys(): Promise<KeptKeys> {
    const read = await Promise.all([readOpenCodeKeys(options), readCopilotTokens(options), gitHubCli.users()]);
    return { keys: read.flatMap(({ keys }) => keys), unread: read.flatMap(({ unread }) => unread) };
  }

  return Object.freeze({
    look: async () => {
      const [{ keys, unread }, inFolders, kept] = await Promise.all([
        readKeys(),
        findSignInFolders(options),
        Promise.all(signInPrograms.map(readSignIn)),
      ]);
      const signIns = kept.filter((found) => found !== null);
      return {
        keys: keys.map(withoutSecret),
        signIns: signIns.filter((found) => 'program' in found),
        folders: inFolders.folders,
        unread: [...unread, ...signIns.filter((found) => 'problem' in found), ...inFolders.unread],
      };
    },
    keyOf: async ({ tool, entry }) => {
      if (tool === 'github-cli') return gitHubCli.tokenOf(entry);
      const { keys } = await (tool === 'opencode' ? readOpenCodeKeys(options) : readCopilotTokens(options));
      return keys.find((key) => key.entry === entry)?.secret ?? null;
    },
    signInOf: async ({ program, accountId }) => {
      const { reading } = await keptSignIns.read(program);
      if (reading.kind !== 'signed-in') return null;
      return keptAccountId(program, reading.signIn) === accountId ? reading.signIn : null;
    },
  } satisfies LocalSearch);
}

function withoutSecret({ secret, ...found }: KeptKey): FoundKey {
  return { ...found, fingerprint: secret === null ? null : fingerprintOf(secret) };
}

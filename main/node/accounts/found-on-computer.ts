import type { FoundKey, FoundOnComputer } from '../../../core/accounts/suggestion.ts';
import { fingerprintOf } from '../credentials/fingerprint.ts';
import { createGitHubCli, type GitHubCliOptions } from './github-cli.ts';
import { type KeptKey, type KeptKeys, readCopilotTokens, readOpenCodeKeys } from './kept-keys.ts';
import { findSignInFolders, type SignInFoldersOptions } from './sign-in-folders.ts';

/** The keys and sign-ins that are already on this computer, as far as this app could use them. */
export interface LocalSearch {
  /** Looks into every place. Reads only, runs no program that holds a key, and returns no key. Never throws. */
  readonly look: () => Promise<FoundOnComputer>;
  /** Reads the key again, because the user takes it. Null: it is gone, or its program does not give it. */
  readonly keyOf: (found: Pick<FoundKey, 'tool' | 'entry'>) => Promise<string | null>;
}

/** Creates the search. It has no state, and nothing is read before it is asked. */
export function createLocalSearch(options: SignInFoldersOptions & GitHubCliOptions): LocalSearch {
  const gitHubCli = createGitHubCli(options);

  async function readKeys(): Promise<KeptKeys> {
    const read = await Promise.all([readOpenCodeKeys(options), readCopilotTokens(options), gitHubCli.users()]);
    return { keys: read.flatMap(({ keys }) => keys), unread: read.flatMap(({ unread }) => unread) };
  }

  return Object.freeze({
    look: async () => {
      const [{ keys, unread }, inFolders] = await Promise.all([readKeys(), findSignInFolders(options)]);
      return {
        keys: keys.map(withoutSecret),
        folders: inFolders.folders,
        unread: [...unread, ...inFolders.unread],
      };
    },
    keyOf: async ({ tool, entry }) => {
      if (tool === 'github-cli') return gitHubCli.tokenOf(entry);
      const { keys } = await (tool === 'opencode' ? readOpenCodeKeys(options) : readCopilotTokens(options));
      return keys.find((key) => key.entry === entry)?.secret ?? null;
    },
  } satisfies LocalSearch);
}

function withoutSecret({ secret, ...found }: KeptKey): FoundKey {
  return { ...found, fingerprint: secret === null ? null : fingerprintOf(secret) };
}

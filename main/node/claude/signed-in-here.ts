import type { AccountState } from '../../../core/accounts/account-state.ts';
import type { Finding } from '../../../core/ports.ts';
import { claudePaths, lookForClaude } from '../credentials/claude-places.ts';
import { type ClaudeSignIn, createClaudeIdentifier } from '../credentials/claude-identity.ts';
import { type Keychain } from '../credentials/keychain.ts';
import { realPathOf, type Surroundings } from '../credentials/places.ts';
import { findingOf, type SightingOutcome } from '../credentials/sighting.ts';

/**
 * The account that Claude Code is signed in to in this environment: that of the first folder of
 * `CLAUDE_CONFIG_DIR`, else of `~/.claude`. A token that is remembered as an
 * account's stays that account's, whatever the state file says by now. Null where there is none, and where nobody
 * knows whose it is. Never throws.
 */
export async function signedInHere(
  surroundings: Surroundings,
  keychain: Keychain | null,
  remembered: () => readonly AccountState[] = () => [],
): Promise<Finding | null> {
  const [first] = claudePaths(surroundings);
  if (first === undefined) return null;
  const identifier = createClaudeIdentifier({
    remembered,
    nowMs: Date.now,
    whoIs: async () => ({ kind: 'cannot-say' }),
  });
  const identify = (signIn: ClaudeSignIn): Promise<SightingOutcome> => identifier.identify(signIn, false);
  const [folder, sightings] = await Promise.all([
    realPathOf(first.folder),
    lookForClaude(surroundings, keychain, identify, first.folder),
  ]);
  const here = sightings.find(({ outcome }) => outcome.kind === 'account' && outcome.folder === folder);
  return here === undefined ? null : findingOf(here);
}

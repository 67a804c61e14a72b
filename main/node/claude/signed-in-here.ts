import type { Finding } from '../../../core/ports.ts';
import { claudePaths, lookForClaude } from '../credentials/claude-places.ts';
import { statedAccount } from '../credentials/claude-identity.ts';
import { type Keychain } from '../credentials/keychain.ts';
import { realPathOf, type Surroundings } from '../credentials/places.ts';
import { findingOf } from '../credentials/sighting.ts';

/**
 * The account that Claude Code is signed in to in this environment: that of the first folder of
 * `CLAUDE_CONFIG_DIR`, else of `~/.claude`. Null where there is none, and where the state file cannot be read, so
 * that nobody knows whose it is. Never throws.
 */
export async function signedInHere(surroundings: Surroundings, keychain: Keychain | null): Promise<Finding | null> {
  const [first] = claudePaths(surroundings);
  if (first === undefined) return null;
  const [folder, sightings] = await Promise.all([
    realPathOf(first.folder),
    lookForClaude(surroundings, keychain, statedAccount),
  ]);
  const here = sightings.find(({ outcome }) => outcome.kind === 'account' && outcome.folder === folder);
  return here === undefined ? null : findingOf(here);
}

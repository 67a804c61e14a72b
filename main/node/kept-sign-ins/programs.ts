import type { SignInProgram } from '../../../core/providers/provider-id.ts';
import { accountIdOf } from '../credentials/fingerprint.ts';
import type { DiscoveryEnvironment } from '../credentials/folders.ts';
import { keptFigures } from '../local-figures/kept.ts';
import { readCursor } from './cursor.ts';
import { readGemini } from './gemini.ts';
import { readGrok } from './grok.ts';
import type { KeptSighting, KeptSignIn, ReadKept } from './kept-sign-in.ts';
import { readKiro } from './kiro.ts';
import { readZed } from './zed.ts';

const readers: Readonly<Record<SignInProgram, ReadKept>> = {
  cursor: readCursor,
  grok: readGrok,
  gemini: readGemini,
  zed: readZed,
  kiro: readKiro,
  jetbrains: keptFigures('jetbrains'),
  windsurf: keptFigures('windsurf'),
};

/** Reads the sign-ins that programs keep on this computer. */
export interface KeptSignIns {
  /** Reads one now. A sign-in is never remembered, because its program renews it at any time. Never throws. */
  readonly read: (program: SignInProgram) => Promise<KeptSighting>;
}

/** Creates the reader of all programs. It has no state, and reads nothing before it is asked. */
export function createKeptSignIns(surroundings: DiscoveryEnvironment): KeptSignIns {
  return Object.freeze({ read: (program) => readers[program](surroundings) } satisfies KeptSignIns);
}

/** Returns the id of the account of a sign-in. Another user of the same program is another account. */
export function keptAccountId(program: SignInProgram, { owner }: Pick<KeptSignIn, 'owner'>): string {
  return accountIdOf(program, ['sign-in', owner]);
}

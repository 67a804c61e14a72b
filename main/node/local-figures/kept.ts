import type { FigureProgram } from '../../../core/providers/provider-id.ts';
import type { CredentialProblem, FigureProblem } from '../../../core/polling/failure.ts';
import { fingerprintOf } from '../credentials/fingerprint.ts';
import type { ReadKept } from '../kept-sign-ins/kept-sign-in.ts';
import { sightFigures } from './figures.ts';

/** An account of a program that keeps figures sends nothing, so its sign-in is empty and belongs to nobody. */
const noSignIn = { token: '', expiresAtMs: null, isRenewable: false, owner: null, user: null } as const;

const problems: Readonly<Record<Exclude<FigureProblem, 'absent'>, CredentialProblem>> = {
  unreadable: 'unreadable',
  'too-large': 'too-large',
  torn: 'malformed',
};

/** Returns the search for the figures of a program, in the form of a search for its sign-in. */
export function keptFigures(program: FigureProgram): ReadKept {
  return async (surroundings) => {
    const { place, reading } = await sightFigures(program, surroundings);
    if (reading.kind === 'figures') {
      const figures = { writtenMs: reading.writtenMs, fingerprint: fingerprintOf(JSON.stringify(reading.body)) };
      return { place, reading: { kind: 'signed-in', signIn: { ...noSignIn, figures } } };
    }
    if (reading.problem === 'absent') return { place, reading: { kind: 'nothing' } };
    return { place, reading: { kind: 'problem', problem: problems[reading.problem] } };
  };
}

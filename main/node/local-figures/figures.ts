import type { FigureProblem } from '../../../core/polling/failure.ts';
import type { HttpOutcome, LocalFigures } from '../../../core/ports.ts';
import type { FigureProgram } from '../../../core/providers/provider-id.ts';
import type { DiscoveryEnvironment } from '../credentials/folders.ts';

/** What a program keeps of its figures. They are as old as their file. */
export type FiguresReading =
  | { readonly kind: 'figures'; readonly body: unknown; readonly writtenMs: number }
  | { readonly kind: 'problem'; readonly problem: FigureProblem };

/** What was found, and in which file. */
export interface FiguresSighting {
  /** The file, as a person writes it. */
  readonly place: string;
  readonly reading: FiguresReading;
}

/** Reads the figures of one program in its own place. It writes and asks nothing. Never throws. */
export type ReadFigures = (surroundings: DiscoveryEnvironment) => Promise<FiguresSighting>;

/** A file or value with more bytes than this is not read. */
export const mostFigureBytes = 4 * 1024 * 1024;

/** Each reader is loaded when the first account or search needs it. */
const readers: Readonly<Record<FigureProgram, () => Promise<ReadFigures>>> = {
  jetbrains: async () => (await import('./jetbrains.ts')).readJetBrainsFigures,
  windsurf: async () => (await import('./windsurf.ts')).readWindsurfFigures,
};

/** Reads the figures that a program keeps. Never throws. */
export async function sightFigures(
  program: FigureProgram,
  surroundings: DiscoveryEnvironment,
): Promise<FiguresSighting> {
  return (await readers[program]())(surroundings);
}

/** Creates the reader of all programs. It has no state, and reads nothing before it is asked. */
export function createLocalFigures(surroundings: DiscoveryEnvironment): LocalFigures {
  return Object.freeze({
    read: async (program): Promise<HttpOutcome> => {
      const { reading } = await sightFigures(program, surroundings);
      if (reading.kind === 'problem') {
        return { kind: 'failure', failure: { kind: 'figures', problem: reading.problem }, fingerprint: null };
      }
      const { body, writtenMs } = reading;
      return { kind: 'body', body, writtenMs, fingerprint: null };
    },
  } satisfies LocalFigures);
}

/** Returns a problem with figures as a sighting. */
export function figureProblem(place: string, problem: FigureProblem): FiguresSighting {
  return { place, reading: { kind: 'problem', problem } };
}

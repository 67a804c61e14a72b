import type { Observation } from '../../../core/usage/observation.ts';
import type { ParseResult } from '../../../core/providers/provider.ts';

/** What a reader made of one input, sorted by who sees it. */
export interface Outcome {
  /** What the account states get. */
  readonly observations: readonly Observation[];
  /** Everything that a log, the doctor or an error may show. No text of the input may be in it. */
  readonly noted: unknown;
  /** Everything else that the reader returned. */
  readonly kept: unknown;
}

/** A function of the app that takes what others wrote, as the fuzzing sees it. */
export interface FuzzReader {
  readonly name: string;
  /** `json`: takes any decoded JSON. `text`: takes any text. */
  readonly form: 'json' | 'text';
  readonly seeds: readonly unknown[];
  /** Reads the input. It must not throw. */
  readonly read: (input: unknown) => Outcome;
  /** Fields in which the text of the input may come back, such as the access token of a sign-in. */
  readonly mayKeep?: readonly string[];
  /** The part of the usual number of runs that it gets, because it is slow or simple; left out: all. */
  readonly share?: number;
  /** Says what is wrong with an outcome beyond the rules for all readers; null: nothing. */
  readonly check?: (input: unknown, outcome: Outcome) => string | null;
}

/** For `mayKeep`: the whole text is the user's own and comes back where the user wrote it. */
export const everything: readonly string[] = ['*'];

/** The outcome of a reader that made nothing of its input. */
export const nothing: Outcome = { observations: [], noted: null, kept: null };

/** The outcome of a reader that returns an observation, several or none. */
export function fromObservation(observation: Observation | null | readonly Observation[]): Outcome {
  const list = observation === null ? [] : Array.isArray(observation) ? observation : [observation as Observation];
  return { ...nothing, observations: list };
}

/** The outcome of the parser of an endpoint. */
export function fromResult(result: ParseResult): Outcome {
  const { observation } = result;
  return {
    observations: observation === undefined ? [] : [observation],
    noted: result.ok ? null : { paths: result.paths, failure: result.failure ?? null },
    kept: null,
  };
}

/** The outcome of a reader whose result is no observation. */
export function fromValue(kept: unknown): Outcome {
  return { ...nothing, kept };
}

/** The outcome of a reader whose result a log or an error may show. */
export function fromNote(noted: unknown): Outcome {
  return { ...nothing, noted };
}

import { usageEndpointId } from '../polling/eligibility.ts';
import type { Fact } from './fact.ts';
import type { Facts, WindowFacts } from './facts.ts';
import type { Observation } from './observation.ts';

interface Known {
  readonly facts: Facts;
  /** As the answer before left it. */
  readonly oddPaths: readonly string[];
}

const missing = ': missing';
const longestList = 100;

/**
 * What of an answer was not understood: the fields of a strange form, as `name: type`, and what the
 * answer before spoke about and this one left out, as `name: missing`. An answer whose list of windows
 * is complete misses nothing; and what is missing because it was strange is told once, as strange.
 *
 * @param askedBeforeMs When the answer before was asked for; null: there was none.
 */
export function schemaDrift(
  { facts, oddPaths }: Known,
  observation: Observation,
  askedBeforeMs: number | null,
): readonly string[] {
  const { windows, source } = observation;
  if (observation.oddPaths.length > 0) return observation.oddPaths.slice(0, longestList);
  if (source !== 'poll' || windows?.complete === true || askedBeforeMs === null) return [];
  const wasTold = (fact: Fact<unknown>): boolean => fact.said?.source === 'poll' && fact.said.asOfMs === askedBeforeMs;
  const told = (name: string, fact: Fact<unknown>): boolean => wasTold(fact) || oddPaths.includes(`${name}${missing}`);
  const here = new Set(windows?.items.map(({ id }) => id));
  const gone = [
    ...facts.windows.filter((window) => !here.has(window.id) && told(nameOf(window), window.shape)).map(nameOf),
    ...(observation.spend === undefined && told('spend', facts.spend) ? ['spend'] : []),
    ...(observation.resetCredits === undefined && told('reset-credits', facts.resetCredits) ? ['reset-credits'] : []),
  ];
  return [...new Set(gone)].map((name) => `${name}${missing}`);
}

/** The id of a single model's window is a value of the answer, so it is not named. */
function nameOf({ id, shape }: WindowFacts): string {
  return shape.said?.value.scope === 'account' ? `window ${id}` : 'window of a part';
}

const mostPaths = 100;

/**
 * The account's list of what was not understood, after one more answer: that of usage goes by its bare
 * paths, that of another endpoint by its name before them, and an answer replaces its own part only.
 *
 * @param paths What the newest answer of this endpoint held that was not understood.
 */
export function mergeUnrecognizedFields(
  known: readonly string[],
  endpointId: string,
  paths: readonly string[],
): readonly string[] {
  const isOfThis = (path: string): boolean => (endpointOf(path) ?? usageEndpointId) === endpointId;
  const stated = endpointId === usageEndpointId ? paths : paths.map((path) => `${endpointId}/${path}`);
  return [...known.filter((path) => !isOfThis(path)), ...stated].slice(0, mostPaths);
}

function endpointOf(path: string): string | null {
  return /^([a-z-]+)\//.exec(path)?.[1] ?? null;
}

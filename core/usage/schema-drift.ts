import type { Fact } from './fact.ts';
import type { Facts, WindowFacts } from './facts.ts';
import type { Observation } from './observation.ts';

interface Known {
  readonly facts: Facts;
  /** The fields that the previous answer did not explain. */
  readonly oddPaths: readonly string[];
}

const missing = ': missing';
const longestList = 100;

/**
 * Returns the fields of an answer that have changed their form, at most 100. `name: type` is a field of an unknown
 * form. `name: missing` is a field of the previous answer that this answer leaves out. With a complete list of windows,
 * no field counts as missing. With fields of an unknown form, the result lists only those.
 *
 * @param askedBeforeMs When the request of the previous answer was sent, epoch ms; null: there was none.
 */
export function schemaDrift(
  { facts, oddPaths }: Known,
  observation: Observation,
  askedBeforeMs: number | null,
): readonly string[] {
  const { windows, source } = observation;
  if (observation.oddPaths.length > 0) return observation.oddPaths.slice(0, longestList);
  if (source !== 'poll' || windows?.complete === true || askedBeforeMs === null) return [];
  const wasInAnswerBefore = (name: string, { said }: Fact<unknown>): boolean =>
    (said?.source === 'poll' && said.asOfMs === askedBeforeMs) || oddPaths.includes(`${name}${missing}`);
  const present = new Set(windows?.items.map(({ id }) => id));
  const gone = [
    ...facts.windows
      .filter((window) => !present.has(window.id) && wasInAnswerBefore(nameOf(window), window.shape))
      .map(nameOf),
    ...(observation.spend === undefined && wasInAnswerBefore('spend', facts.spend) ? ['spend'] : []),
    ...(observation.resetCredits === undefined && wasInAnswerBefore('reset-credits', facts.resetCredits)
      ? ['reset-credits']
      : []),
  ];
  return [...new Set(gone)].map((name) => `${name}${missing}`);
}

/**
 * Returns the name of a window in the result. The id of a single model's window is a value of the answer, so the name
 * leaves it out.
 */
function nameOf({ id, shape }: WindowFacts): string {
  return shape.said?.value.scope === 'account' ? `window ${id}` : 'window of a part';
}

import { usageEndpointId } from '../polling/eligibility.ts';

const mostPaths = 100;

/**
 * The account's list of what was not understood, after one more answer: that of usage goes by its bare
 * paths, that of another endpoint by its name before them, and an answer replaces its own part only.
 *
 * @param paths What the newest answer of this endpoint held that was not understood.
 */
export function oddPathsAfter(
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

import { readFileSync } from 'node:fs';
import type { Observation, WindowReading } from '../../core/usage/observation.ts';
import type { ParseResult } from '../../core/providers/provider.ts';

/** A body of the repository's own fixtures, such as `codex/ok`. */
export function fixtureBody(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'));
}

/** What a body says; it must be understood, be it only that nothing is known. */
export function observed(result: ParseResult): Observation {
  if (!result.ok && result.observation !== undefined) return result.observation;
  if (!result.ok) throw new Error(`Not readable: ${result.paths.join(', ')}`);
  return result.observation;
}

/** The value of a statement, `'unknown'` where the source said so, undefined where it said nothing. */
export function valueOf<T>(
  said: { readonly is: 'value'; readonly value: T } | { readonly is: 'unknown' } | undefined,
): T | 'unknown' | undefined {
  return said?.is === 'value' ? said.value : said?.is;
}

/** Windows as `id` -> used percentage, `'unknown'` where the source said so. */
export function usedById(observation: Observation): Readonly<Record<string, number | 'unknown' | undefined>> {
  return Object.fromEntries((observation.windows?.items ?? []).map((item) => [item.id, valueOf(item.usedPercent)]));
}

export function windowById(observation: Observation, id: string): WindowReading {
  const item = observation.windows?.items.find((each) => each.id === id);
  if (item === undefined) throw new Error(`No window ${id}`);
  return item;
}

/** The names of fields that were not understood, without their types. */
export function oddNames(oddPaths: readonly string[]): readonly string[] {
  return oddPaths.map((path) => path.replace(/: (string|number|boolean|null|array|object|missing)$/, ''));
}

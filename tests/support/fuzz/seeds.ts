import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { isRecord } from '../../../core/units/json.ts';
import type { Material } from './mutation.ts';

const own = path.resolve(import.meta.dirname, '..', '..', 'fixtures');

/** A decoded JSON file of the fixtures. */
interface Fixture {
  /** The file, such as `codex/ok.json`. */
  readonly name: string;
  readonly value: unknown;
}

/** The files of `tests/fixtures`, and those of the folder that `QUOTA_TRAY_FIXTURES` names. */
export const fixtures: readonly Fixture[] = [...fixturesIn(own), ...fixturesIn(process.env['QUOTA_TRAY_FIXTURES'])];

function fixturesIn(folder: string | undefined): readonly Fixture[] {
  if (folder === undefined || folder === '') return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({
      name: name.replaceAll('\\', '/'),
      value: JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as unknown,
    }));
}

/** The bodies of the fixtures for one endpoint, every case. */
export function bodiesOf(provider: string, endpointId: string): readonly unknown[] {
  const file = fixtures.find(({ name }) => name === `providers/${provider}.json`)?.value;
  const cases = isRecord(file) ? file[endpointId] : undefined;
  return isRecord(cases) ? Object.values(cases) : [];
}

/** The fixtures with this name, whatever the endpoint. A fixture of an exchange counts as its body. */
export function bodiesNamed(pattern: RegExp): readonly unknown[] {
  return fixtures
    .filter(({ name }) => pattern.test(name))
    .map(({ value }) => (isRecord(value) && isRecord(value['body']) ? value['body'] : value));
}

/** The header sets of all fixtures. */
export function headerSets(): readonly unknown[] {
  return fixtures.flatMap(({ value }) => (isRecord(value) && isRecord(value['headers']) ? [value['headers']] : []));
}

/** The keys and values that mutations take from: all of the seeds. */
export function materialOf(seeds: readonly unknown[]): Material {
  const keys = new Set<string>();
  const values: unknown[] = [];
  const walk = (value: unknown): void => {
    values.push(value);
    if (Array.isArray(value)) value.forEach(walk);
    else if (isRecord(value)) {
      for (const [key, each] of Object.entries(value)) {
        keys.add(key);
        walk(each);
      }
    }
  };
  seeds.forEach(walk);
  return { keys: [...keys, 'x'], values: [...values, null] };
}

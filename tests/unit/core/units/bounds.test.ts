import * as v from 'valibot';
import { expect, test } from 'vitest';
import { parseJson } from '../../../../core/units/json.ts';
import { addedAccountSchema } from '../../../../core/accounts/added-account.ts';
import { accountStateSchema } from '../../../../core/accounts/state-schema.ts';
import { dailyUsageDaySchema } from '../../../../core/daily-usage/store.ts';
import { commandInputs } from '../../../../core/ipc/contract.ts';
import { settingsSchema } from '../../../../core/settings/settings.ts';
import { boundedList, boundedRecord, boundedText } from '../../../../core/units/bounds.ts';
import { observationBody } from '../../../../main/node/api/routes.ts';
import { limitBody, limitedBody, takeBody } from '../../../../main/node/api/slot-routes.ts';

test('a text that is too long is refused before a pattern sees it', () => {
  const seen: string[] = [];
  const schema = v.pipe(
    boundedText(5),
    v.check((text) => {
      seen.push(text);
      return true;
    }),
  );
  expect(v.is(schema, 'x'.repeat(1024 * 1024))).toBe(false);
  expect(v.is(schema, 'short')).toBe(true);
  expect(seen).toEqual(['short']);
});

test('no item of a list that is too long is read', () => {
  const list = counted(Array.from({ length: 100_000 }, () => 'x'));
  expect(v.is(boundedList(v.string(), 64), list.value)).toBe(false);
  expect(list.reads()).toBe(0);
  expect(
    v.is(
      boundedList(v.string(), 64),
      Array.from({ length: 64 }, () => 'x'),
    ),
  ).toBe(true);
});

test('no value of an object with too many keys is read', () => {
  const object = counted(Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, 'x'])));
  expect(v.is(boundedRecord(v.string(), v.string(), 2000), object.value)).toBe(false);
  expect(object.reads()).toBe(0);
  expect(v.is(boundedRecord(v.string(), v.string(), 1), { a: 'x' })).toBe(true);
  expect(v.is(boundedRecord(v.string(), v.string(), 1), 'text')).toBe(false);
  expect(v.is(boundedRecord(v.string(), v.string(), 1), ['a list'])).toBe(false);
});

test('the message of a schema is that of a wrong type', () => {
  const result = v.safeParse(boundedText(5, 'expected a text'), 7);
  expect(result.issues?.[0].message).toBe('expected a text');
  expect(v.safeParse(boundedText(5), 'x'.repeat(6)).issues?.[0].message).toBe('expected at most 5 characters');
});

const schemas: Readonly<Record<string, v.GenericSchema>> = {
  ...settingsSchema.entries,
  ...commandInputs,
  addedAccountSchema,
  accountStateSchema,
  dailyUsageDaySchema,
  observationBody,
  takeBody,
  limitedBody,
  limitBody,
};

const pictures: readonly string[] = ['panel.copy-picture', 'panel.save-picture'];
const definitions = ['own-services.check', 'own-services.test', 'own-services.add'] as const;
const largerTexts: ReadonlyMap<string, string> = new Map([
  ...pictures.map((name) => [name, 'it.png'] as const),
  ...definitions.map((name) => [name, 'it.definition'] as const),
]);

test.each(Object.entries(schemas))('%s bounds each text, list and object in it', (name, schema) => {
  expect(unbounded(schema as unknown as Node, 'it')).toEqual([largerTexts.get(name) ?? []].flat());
});

test.each(pictures)('the picture of %s may be larger than other texts, but not of any size', (name) => {
  const picture = commandInputs[name as keyof typeof commandInputs];
  expect(v.is(picture, { png: 'x'.repeat(8_000_000) })).toBe(true);
  expect(v.is(picture, { png: 'x'.repeat(8_000_001) })).toBe(false);
});

test.each(definitions)('the definition in %s may be larger than other texts, but not of any size', (name) => {
  const schema = commandInputs[name].entries.definition;
  expect(v.is(schema, 'x'.repeat(131_072))).toBe(true);
  expect(v.is(schema, 'x'.repeat(131_073))).toBe(false);
});

const hostile = ['a:'.repeat(512 * 1024), `postgres://${':'.repeat(1024 * 1024)}`, '0'.repeat(1024 * 1024)];

test.each(Object.entries(settingsSchema.entries))('the setting %s answers a text of 1 MiB', (_name, schema) => {
  for (const text of hostile) {
    for (const value of [text, [text], { [text]: text }, [{ days: [text], time: text, command: text }]]) {
      expect(v.is(schema, value) && typeof value === 'string').toBe(false);
    }
  }
});

test('JSON is parsed up to a depth, and nothing is thrown', () => {
  expect(parseJson('{"a": ["[[", "\\"{{"]}')).toEqual({ a: ['[[', '"{{'] });
  expect(parseJson(`${'['.repeat(100)}${']'.repeat(100)}`)).toBeDefined();
  expect(parseJson(`${'['.repeat(101)}${']'.repeat(101)}`)).toBeUndefined();
  expect(parseJson('['.repeat(1024 * 1024))).toBeUndefined();
  const beside = `[${'[{}],'.repeat(150)}{"a": "\\\\"}, "${'['.repeat(150)}", {"b": ["${'{'.repeat(150)}"]}]`;
  expect(parseJson(beside)).toEqual(JSON.parse(beside));
  const quoted = `["\\"", ${'['.repeat(100)}${']'.repeat(100)}]`;
  expect(parseJson(quoted)).toBeUndefined();
  expect(parseJson(`["]]]]", ${'['.repeat(100)}${']'.repeat(100)}]`)).toBeUndefined();
  expect(parseJson(`${'{"a":'.repeat(101)}1${'}'.repeat(101)}`)).toBeUndefined();
  expect(parseJson(`${'[{"a":'.repeat(50)}1${'}]'.repeat(50)}`)).toBeDefined();
  expect(parseJson('{"a": 1} rest')).toBeUndefined();
  expect(parseJson('')).toBeUndefined();
});

interface Node {
  readonly type: string;
  readonly kind: string;
  readonly pipe?: readonly Node[];
  readonly wrapped?: Node;
  readonly item?: Node;
  readonly value?: Node;
  readonly entries?: Readonly<Record<string, Node>>;
  readonly options?: readonly unknown[];
}

/** The places of texts, lists and records of free keys that take any amount, found by giving them too much. */
function unbounded(node: Node, path: string): readonly string[] {
  if (node.pipe !== undefined) {
    const [first, ...rest] = node.pipe;
    const parts = first === undefined ? [] : unbounded(first, path);
    return [...parts, ...rest.filter(({ kind }) => kind === 'schema').flatMap((part) => unbounded(part, path))];
  }
  const inner = [node.wrapped, node.item, node.value]
    .filter((part) => part !== undefined)
    .flatMap((part) => unbounded(part, `${path}.${node.type}`));
  const entries = Object.entries(node.entries ?? {}).flatMap(([name, part]) => unbounded(part, `${path}.${name}`));
  const options = (node.options ?? []).flatMap((option) =>
    typeof option === 'object' ? unbounded(option as Node, path) : [],
  );
  return [...(takesTooMuch(node) ? [path] : []), ...inner, ...entries, ...options];
}

function takesTooMuch(node: Node): boolean {
  const schema = node as unknown as v.GenericSchema;
  if (node.type === 'string') return v.is(schema, 'x'.repeat(20_000));
  if (node.type !== 'array' && node.type !== 'record') return false;
  const many = counted(node.type === 'array' ? Array(20_000).fill(null) : manyKeys());
  v.safeParse(schema, many.value);
  return many.reads() > 0;
}

function manyKeys(): object {
  return Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, null]));
}

/** A value that counts how often an item or a member of it was read. */
function counted(target: object): { readonly value: unknown; readonly reads: () => number } {
  let reads = 0;
  const value = new Proxy(target, {
    get: (on, key, receiver): unknown => {
      if (typeof key === 'string' && Object.hasOwn(on, key) && key !== 'length') reads += 1;
      return Reflect.get(on, key, receiver);
    },
  });
  return { value, reads: () => reads };
}

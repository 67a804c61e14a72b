import type { Choices } from './choices.ts';

/** What one mutation may put in: values and keys that other answers have, and texts with a secret in them. */
export interface Material {
  readonly keys: readonly string[];
  readonly values: readonly unknown[];
}

/** A text that no reader may pass on, unless it is the name of something that a page shows. */
export const canary = 'sk-canary-5e1f9d3b7a';

const deepest = 120;
const longestRepeat = 20_000;

const oddNumbers: readonly number[] = [
  ...[0, -0, 1, -1, 0.1, 0.29, 99.999999, 100, 100.5, 101, 999, 1000, 1001, 1e3, 18_000, 604_800],
  ...[2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), 1e15, 8.64e15, 8.64e15 + 1, 1e21, 1e-7, 1e-40, 1e40, 1e308, -1e308],
  ...[5e-324, 1_795_000_000, 1_795_000_000_000, 1_795_000_000.5],
];

const oddTexts: readonly string[] = [
  ...['', ' ', '0', '-0', '+5', '1e3', '1e999999', '1e-999999', '0x10', 'NaN', 'Infinity', '-1', '12,5', '1_000', '.5'],
  ...['5.', '00012.50', '9'.repeat(40), `0.${'3'.repeat(70)}`, 'null', 'true', 'false', 'undefined', '__proto__'],
  ...['2026-11-22T05:00:00Z', '2026-02-30T00:00:00Z', '+275760-09-13T00:00:00.001Z', '2026-11-22', 'Sun, 22 Nov 2026'],
  ...['\u001B]52;c;x\u0007', '\u202Etxt', '\uD800', '\u0000', '\uFEFFa', 'a\nb', '\u2028', 'İ', 'ß', '８０', '٣'],
  ...['EUR', 'eur', 'JPY', 'KWD', 'XXX', '€', 'constructor', 'toString', 'hasOwnProperty', 'x'.repeat(300)],
  ...[`Bearer ${canary}`, canary, `${canary}@example.org`, `https://user:${canary}@host.example/`],
];

const oddKeys: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  'length',
  '',
  '0',
  canary,
  'a.b[0]',
  '\u202Ek',
];

/** Changes a decoded JSON value in one to four places. The value given is used up. */
export function mutatedJson(value: unknown, choices: Choices, material: Material): unknown {
  let mutated = value;
  for (let changes = 1 + choices.skewed(4); changes > 0; changes -= 1) mutated = changed(mutated, choices, material);
  return mutated;
}

type Container = Record<string, unknown> | unknown[];

/** Changes one place, which is found by a walk from the top. */
function changed(value: unknown, choices: Choices, material: Material): unknown {
  if (!isContainer(value) || choices.below(24) === 0) return replacement(value, choices, material);
  let place: Container = value;
  for (let depth = 0; depth < deepest; depth += 1) {
    const keys = Object.keys(place);
    const key = keys.length === 0 ? null : choices.of(keys);
    const inside = key === null ? null : memberOf(place, key);
    if (key !== null && isContainer(inside) && choices.below(4) !== 0) {
      place = inside;
      continue;
    }
    change(place, key, inside, choices, material);
    break;
  }
  return value;
}

function change(place: Container, key: string | null, inside: unknown, choices: Choices, material: Material): void {
  if (key === null || choices.below(8) === 0) {
    add(place, choices, material);
    return;
  }
  switch (choices.below(8)) {
    case 0:
      remove(place, key);
      return;
    case 1:
      remove(place, key);
      setMember(place, newKey(choices, material), inside);
      return;
    case 2:
      setMember(place, newKey(choices, material), inside);
      return;
    case 3:
      repeat(place, key, inside, choices);
      return;
    default:
      setMember(place, key, replacement(inside, choices, material));
  }
}

function add(place: Container, choices: Choices, material: Material): void {
  setMember(place, newKey(choices, material), replacement(null, choices, material));
}

function repeat(place: Container, key: string, inside: unknown, choices: Choices): void {
  const size = JSON.stringify(inside)?.length ?? 1;
  const count = Math.min(2 + choices.skewed(260), Math.ceil(longestRepeat / (size + 1)));
  if (Array.isArray(place)) place.push(...Array.from({ length: count }, () => inside));
  else
    setMember(
      place,
      key,
      Array.from({ length: count }, () => inside),
    );
}

function newKey(choices: Choices, { keys }: Material): string {
  return choices.below(4) === 0 ? choices.of(oddKeys) : choices.of(keys);
}

/** Another value for this place: a relative of it, a value of another answer, or an odd one. */
function replacement(value: unknown, choices: Choices, material: Material): unknown {
  switch (choices.below(10)) {
    case 0:
    case 1:
    case 2:
      return relative(value, choices);
    case 3:
    case 4:
      return copied(choices.of(material.values));
    case 5:
      return choices.of(oddTexts);
    case 6:
      return choices.of([null, true, false]);
    case 7:
      return choices.below(2) === 0 ? [copied(value)] : { [newKey(choices, material)]: copied(value) };
    case 8:
      return choices.below(8) === 0 ? nest(choices.below(150)) : choices.of([[], {}, [null], [[]], [{}]].map(copied));
    default:
      return choices.of(oddNumbers);
  }
}

function relative(value: unknown, choices: Choices): unknown {
  if (typeof value === 'number') {
    const near = [-value, value + 1, value - 1, value * 1000, value / 100, value + 0.5, String(value), value / 7];
    return choices.of([...near, Math.round(choices.below(1000) * 100) / 1000]);
  }
  if (typeof value === 'string') {
    const other = choices.of(oddTexts);
    const at = choices.below(value.length + 1);
    return choices.of([
      ...[value.slice(0, at), value.slice(0, at) + other + value.slice(at), value + value, ` ${value} `],
      ...[value.toUpperCase(), `-${value}`, Number(value), [value], value.replace(/\d/, '9')],
    ]);
  }
  if (typeof value === 'boolean') return choices.of([!value, String(value), Number(value)]);
  return choices.of(oddNumbers);
}

function nest(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

function copied(value: unknown): unknown {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value) ?? 'null') as unknown);
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function memberOf(place: Container, key: string): unknown {
  return Array.isArray(place) ? place[Number(key)] : place[key];
}

/** Defines the member as JSON.parse does, so that `__proto__` is a key like any other. */
function setMember(place: Container, key: string, value: unknown): void {
  if (Array.isArray(place)) {
    const index = Number(key);
    if (Number.isInteger(index) && index >= 0 && index < place.length) place[index] = value;
    else place.push(value);
    return;
  }
  Object.defineProperty(place, key, { value, enumerable: true, configurable: true, writable: true });
}

function remove(place: Container, key: string): void {
  if (Array.isArray(place)) place.splice(Number(key), 1);
  else Reflect.deleteProperty(place, key);
}

const oddPieces: readonly string[] = [
  ...['"', '\\', '{', '}', '[', ']', ',', ':', '\n', '\r\n', '\u0000', '\uFEFF', ' ', '\t', '\u2028', '\\u0000', "'"],
  ...['\\', '--', '=', '`', '$(', ';', '%', '..', '//', '@', '#', '?', '&', 'null', '1e9999', '-0', '[[[[', '}}}}'],
  ...[canary, '\uD800', '\u202E', '🦉'],
];

/** Changes a text in one to four places: cut, repeated, with odd pieces in it, or joined with another text. */
export function mutatedText(text: string, choices: Choices, others: readonly string[]): string {
  let mutated = text;
  for (let changes = 1 + choices.skewed(4); changes > 0; changes -= 1) {
    const at = choices.below(mutated.length + 1);
    const end = Math.min(mutated.length, at + choices.skewed(60));
    switch (choices.below(8)) {
      case 0:
        mutated = mutated.slice(0, at);
        break;
      case 1:
        mutated = mutated.slice(0, at) + mutated.slice(end);
        break;
      case 2:
        mutated = mutated.slice(0, end) + mutated.slice(at, end).repeat(1 + choices.skewed(20)) + mutated.slice(end);
        break;
      case 3:
        mutated = mutated.slice(0, at) + choices.of(others).slice(choices.below(80));
        break;
      case 4:
        mutated = mutated.slice(0, at) + choices.of(oddTexts) + mutated.slice(end);
        break;
      default:
        mutated = mutated.slice(0, at) + choices.of(oddPieces) + mutated.slice(at);
    }
  }
  return mutated.length > 200_000 ? mutated.slice(0, 200_000) : mutated;
}

import { describe, expect, it } from 'vitest';

import { isRecord, parseJson } from '../../core/units/json.ts';
import { allReaders } from '../support/fuzz/all-readers.ts';
import type { FuzzReader } from '../support/fuzz/reader.ts';

const small = 12_000;
const growth = 8;
/** Work that grows with the square of the size takes 64 times as long. The clock and the garbage collector add noise. */
const mostGrowth = 30;
const noiseMs = 60;

/** Pieces of which a hostile text is made: those that a pattern may read in two ways, and those that nest or escape. */
const pieces: readonly string[] = [
  ...[
    ' ',
    '\n',
    '\t ',
    '"',
    '\\',
    '\\"',
    "'",
    '-',
    '=',
    ':',
    '/',
    '.',
    ',',
    '~',
    '%',
    '[',
    '{"a":',
    '\u001B]',
    '\u001B[0',
  ],
  ...[
    '\u202E',
    '\uD800',
    'a',
    'A1',
    '9',
    '0.',
    '1e',
    'access_token',
    '"token":"',
    'bearer ',
    'sk-',
    'eyJ.',
    '://',
    '@',
  ],
  ...[
    '--earlier ',
    'a = "',
    'body={',
    '{"rate_limits"',
    'rate_limit_event',
    'x=1&',
    '\\u0022',
    '[a.b]\n',
    'a-',
    'a_',
    '"a-',
  ],
];

describe('the work for one input', () => {
  it.each(allReaders.map((reader) => [reader.name, reader] as const))(
    '%s: grows no faster than the input',
    (_, reader) => {
      for (const piece of (reader.share ?? 1) >= 0.1 ? pieces : pieces.slice(0, 4)) {
        for (const grown of formsOf(reader, piece)) {
          if (cpuMs(reader, grown(small * growth)) <= noiseMs) continue;
          // Measures again, because a pause of the garbage collector is not caused by the reader.
          const [littleMs, muchMs] = [cpuMs(reader, grown(small)), cpuMs(reader, grown(small * growth))];
          expect({ piece, isInProportion: muchMs < littleMs * mostGrowth + noiseMs }).toEqual({
            piece,
            isInProportion: true,
          });
        }
      }
    },
  );
});

/** Inputs of a size that is chosen later: the piece alone, and as every text of an ordinary input. */
function formsOf(reader: FuzzReader, piece: string): readonly ((size: number) => unknown)[] {
  const repeated = (size: number): string => piece.repeat(Math.ceil(size / piece.length));
  const [first] = reader.seeds;
  const decoded = typeof first === 'string' ? parseJson(first) : first;
  const withTexts = (size: number): unknown => filled(decoded, repeated(size));
  if (reader.form === 'json') return [withTexts];
  const texts = [repeated, (size: number) => `${String(first)}${repeated(size)}`];
  return decoded === undefined ? texts : [...texts, (size: number) => JSON.stringify(withTexts(size))];
}

/** The value with this text in place of each of its texts. */
function filled(value: unknown, text: string): unknown {
  if (typeof value === 'string') return text;
  if (Array.isArray(value)) return value.map((each) => filled(each, text));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, text)]));
}

function cpuMs(reader: FuzzReader, input: unknown): number {
  const before = process.cpuUsage();
  reader.read(input);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

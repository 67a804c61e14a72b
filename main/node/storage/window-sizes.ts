import * as v from 'valibot';
import { boundedRecord, boundedText } from '../../../core/units/bounds.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/** The size and the place that the user gave the panel on one display. Null: the app decides. */
export interface OwnSize {
  readonly width: number | null;
  readonly height: number | null;
  /** Only for a window with a frame, and only where a program can place its windows. */
  readonly place: { readonly x: number; readonly y: number } | null;
}

/** The sizes of the panel by display. */
export interface WindowSizes {
  readonly get: (display: string) => OwnSize | null;
  readonly set: (display: string, size: OwnSize) => void;
}

const largestFileBytes = 64 * 1024;
const mostDisplays = 50;
const pixels = v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000));
const schema = v.object({
  panel: boundedRecord(
    v.pipe(boundedText(200), v.minLength(1)),
    v.object({
      width: v.nullable(pixels),
      height: v.nullable(pixels),
      place: v.optional(v.nullable(v.object({ x: pixels, y: pixels })), null),
    }),
    mostDisplays,
  ),
});

/** Opens the sizes. A file that cannot be read counts as none: the panel then has its usual size. */
export function openWindowSizes(file: string, log: (message: string) => void): WindowSizes {
  const read = readJsonFile(file, largestFileBytes);
  const parsed = read.kind === 'value' ? v.safeParse(schema, read.value) : null;
  if (read.kind === 'unreadable' || parsed?.success === false)
    log('The sizes of the windows could not be read. The usual sizes are used.');
  const sizes = new Map<string, OwnSize>(Object.entries(parsed?.success === true ? parsed.output.panel : {}));
  return {
    get: (display) => sizes.get(display) ?? null,
    set: (display, size) => {
      sizes.delete(display);
      sizes.set(display, size);
      const newest = [...sizes].slice(-mostDisplays);
      const written = writeJsonFile(file, { panel: Object.fromEntries(newest) });
      if (!written.ok) log(`The size of the panel could not be saved: ${written.cause}.`);
    },
  };
}

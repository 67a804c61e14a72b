import * as v from 'valibot';
import { noMemory, type UpdateMemory } from '../../../core/updates/update.ts';
import { boundedText, epochMs } from '../../../core/units/bounds.ts';
import { readJsonFile, writeJsonFile } from '../storage/json-file.ts';

const largestFileBytes = 16 * 1024;
const version = v.nullable(v.pipe(boundedText(40), v.regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/)));

const schema = v.object({
  version: v.literal(1),
  answeredAtMs: v.nullable(epochMs),
  missedAtMs: v.nullable(epochMs),
  foundVersion: version,
  offeredVersion: version,
});

/** Returns the memory of updates in a stored value. Null: it has another form. */
export function parseUpdateMemory(value: unknown): UpdateMemory | null {
  const result = v.safeParse(schema, value);
  if (!result.success) return null;
  const { version: _form, ...memory } = result.output;
  return memory;
}

/** Opens the memory of updates. A file that cannot be read counts as none: a version may then be offered once more. */
export function openUpdateMemory(
  file: string,
  log: (message: string) => void,
): { readonly load: () => UpdateMemory; readonly save: (memory: UpdateMemory) => void } {
  return {
    load: () => {
      const read = readJsonFile(file, largestFileBytes);
      if (read.kind === 'missing') return noMemory;
      const memory = read.kind === 'value' ? parseUpdateMemory(read.value) : null;
      if (memory === null) log('The record of updates could not be read. A version may be offered once more.');
      return memory ?? noMemory;
    },
    save: (memory) => {
      const written = writeJsonFile(file, { version: 1, ...memory });
      if (!written.ok) log(`The record of updates could not be saved: ${written.cause}.`);
    },
  };
}

import * as v from 'valibot';
import { boundedRecord, boundedText, longestId } from '../units/bounds.ts';
import type { Reduction } from './state.ts';

const limitSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const reductionSchema = v.pipe(
  v.object({ from: limitSchema, to: limitSchema, atMs: v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15)) }),
  v.check(({ from, to }) => to < from),
);
const fileSchema = v.object({
  version: v.literal(1),
  reductions: boundedRecord(boundedText(longestId), v.unknown(), 10_000),
});

/** Kept reductions by account id; a row that is none is left out. Null: the whole is not of the form. */
export function readReductions(stored: unknown): Readonly<Record<string, Reduction>> | null {
  const file = v.safeParse(fileSchema, stored);
  if (!file.success) return null;
  const rows = Object.entries(file.output.reductions).flatMap(([accountId, row]) => {
    const read = v.safeParse(reductionSchema, row);
    return read.success ? [[accountId, read.output] as const] : [];
  });
  return Object.fromEntries(rows);
}

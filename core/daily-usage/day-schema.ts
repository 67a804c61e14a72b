import * as v from 'valibot';
import { boundedList, boundedText, longestText } from '../units/bounds.ts';
import { parseDecimal } from '../units/decimal.ts';
import { parseDate } from '../units/calendar.ts';
import type { DailyUsageDay } from './day.ts';

const count = v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0)));
const timeMs = v.pipe(v.number(), v.safeInteger());
const counts = {
  users: count,
  threads: count,
  turns: count,
  credits: v.nullable(
    v.pipe(
      boundedText(100),
      v.check((text) => parseDecimal(text) === text),
    ),
  ),
};
const parts = boundedList(v.object({ name: v.pipe(boundedText(longestText), v.minLength(1)), ...counts }), 200);

/** A kept or exported day, as it is written to JSON. */
export const dailyUsageDaySchema: v.GenericSchema<unknown, DailyUsageDay> = v.object({
  date: v.pipe(
    boundedText(10),
    v.check((text) => parseDate(text) === text),
  ),
  asOfMs: timeMs,
  totals: v.object(counts),
  tokens: v.nullable(
    v.object({ asOfMs: timeMs, uncachedInput: count, cachedInput: count, output: count, total: count }),
  ),
  clients: parts,
  models: parts,
});

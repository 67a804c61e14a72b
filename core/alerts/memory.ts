import * as v from 'valibot';
import { blockCodes, blockFigures } from '../usage/observation.ts';
import { boundedRecord, boundedText, longestText } from '../units/bounds.ts';

const windowMark = v.object({
  /** At the last reading that could be relied on. */
  usedPercent: v.number(),
  /** The most that was used since the last reset. */
  peakPercent: v.number(),
  resetsAtMs: v.nullable(v.number()),
  exhausted: v.boolean(),
  /** It was foreseen to run out before its reset. */
  runsOut: v.boolean(),
  /** The reading that showed a reset although the reset time stayed; null: the reset time tells them apart. */
  rearmedBy: v.nullable(boundedText(longestText)),
});

/** What is remembered of one window between two readings. */
export type WindowMark = Readonly<v.InferOutput<typeof windowMark>>;

const alertMemory = v.object({
  windows: v.pipe(boundedRecord(boundedText(longestText), windowMark, 1000), v.readonly()),
  /** Of the last reading that could be relied on. */
  balance: v.nullable(boundedText(longestText)),
  /** null: never known yet. */
  signedOut: v.nullable(v.boolean()),
  /** What blocked the account at the last reading that could be relied on, other than a window; null: nothing. */
  blocked: v.optional(
    v.nullable(
      v.object({
        code: v.picklist(blockCodes),
        figure: v.exactOptional(v.picklist(blockFigures)),
        untilMs: v.nullable(v.number()),
      }),
    ),
    null,
  ),
});

/** What is remembered of one account, over restarts, so that only what changed since is told. */
export type AlertMemory = Readonly<v.InferOutput<typeof alertMemory>>;

export const emptyMemory: AlertMemory = { windows: {}, balance: null, signedOut: null, blocked: null };

/** A stored memory; null where it is none of ours. */
export function parseAlertMemory(stored: unknown): AlertMemory | null {
  const result = v.safeParse(alertMemory, stored);
  return result.success ? result.output : null;
}

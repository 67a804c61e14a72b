import * as v from 'valibot';
import { blockCodes, blockFigures } from '../usage/observation.ts';
import { boundedRecord, boundedText, epochMs, longestText } from '../units/bounds.ts';

const windowMark = v.object({
  /** The used percentage at the last fresh reading. */
  usedPercent: v.number(),
  /** The highest used percentage since the last reset. */
  peakPercent: v.number(),
  /** On the clock of the service. */
  resetsAtMs: v.nullable(epochMs),
  exhausted: v.boolean(),
  /** True if the forecast said that the window runs out before its reset. */
  runsOut: v.boolean(),
  /** The reading that showed a reset although the reset time stayed; null: the reset time tells them apart. */
  rearmedBy: v.nullable(boundedText(longestText)),
});

/** What the memory keeps of one window. */
export type WindowMark = Readonly<v.InferOutput<typeof windowMark>>;

const alertMemory = v.object({
  windows: v.pipe(boundedRecord(boundedText(longestText), windowMark, 1000), v.readonly()),
  /** The balance of credits at the last fresh reading; null: never known. */
  balance: v.nullable(boundedText(longestText)),
  /** Whether the sign-in failed; null: never known. */
  signedOut: v.nullable(v.boolean()),
  /** The block that the user was told about, other than by an alert of a window alone; null: none. */
  blocked: v.optional(
    v.nullable(
      v.object({
        code: v.picklist(blockCodes),
        figure: v.exactOptional(v.picklist(blockFigures)),
        /** On the clock of the service. */
        untilMs: v.nullable(epochMs),
        /** The window that explains the block. Left out: none does. */
        windowId: v.exactOptional(boundedText(longestText)),
        /** The user knows that requests cost extra money since the block began. */
        paid: v.exactOptional(v.literal(true)),
      }),
    ),
    null,
  ),
});

/** What alerts remember of one account. It survives restarts, so that only changes cause alerts. */
export type AlertMemory = Readonly<v.InferOutput<typeof alertMemory>>;

/** The memory of an account before its first reading. */
export const emptyMemory: AlertMemory = { windows: {}, balance: null, signedOut: null, blocked: null };

/** The memory of a stored value; null: the value has another form. */
export function parseAlertMemory(stored: unknown): AlertMemory | null {
  const result = v.safeParse(alertMemory, stored);
  return result.success ? result.output : null;
}

import * as v from 'valibot';
import { blockCodes, blockFigures } from '../quota/observation.ts';
import { boundedText, longestText } from '../units/bounds.ts';
import type { Alert } from './judge.ts';

const text = boundedText(longestText);

const window = v.object({
  id: text,
  label: text,
  name: v.nullable(text),
  resetsAt: v.nullable(text),
});

const block = v.object({
  code: v.picklist(blockCodes),
  figure: v.exactOptional(v.picklist(blockFigures)),
  until: v.nullable(text),
});

const noticeFacts = v.variant('kind', [
  v.object({ kind: v.literal('exhausted'), window }),
  v.object({ kind: v.literal('exhausted'), block }),
  v.object({ kind: v.literal('threshold'), window, percent: v.number(), usedPercent: v.number() }),
  v.object({ kind: v.literal('will-run-out'), window, exhaustsAt: text }),
  v.object({ kind: v.literal('window-back'), window, usedPercent: v.number(), early: v.boolean() }),
  v.object({ kind: v.literal('window-back'), block }),
  v.object({ kind: v.literal('credits-low'), balance: text }),
  v.object({ kind: v.literal('reset-credit-expiring'), expiresAtMs: v.number() }),
  v.object({ kind: v.literal('sign-in-needed') }),
  v.object({
    kind: v.literal('grant-offered'),
    grant: v.object({ amountMinorUnits: v.nullable(v.number()), currency: v.nullable(text) }),
  }),
]);

/** What happened, without words: a notice is said anew in the language of whoever reads it. */
export type NoticeFacts = Readonly<v.InferOutput<typeof noticeFacts>>;

/** The facts of a notice as they were stored; null where they are none of ours. */
export function readNoticeFacts(stored: unknown): NoticeFacts | null {
  const result = v.safeParse(noticeFacts, stored);
  return result.success ? result.output : null;
}

/** What of an alert is kept: its facts, and nothing else that it was made from. */
export function factsOf(alert: Alert): NoticeFacts {
  return v.parse(noticeFacts, alert);
}

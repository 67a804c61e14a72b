import * as v from 'valibot';

const text = v.string();
const count = v.number();
const left = v.nullable(v.number());
const time = v.string();

/** Forms of what the server answers, for the document and for the test that holds real answers against them. */
const balance = {
  remaining: left,
  capped: v.picklist(['lifetime', 'monthly', 'none', 'unknown']),
  geminiRemaining: left,
};
const backend = v.picklist(['gemini', 'hardware']);

export const problemAnswer = v.object({
  type: v.literal('about:blank'),
  title: text,
  status: count,
  detail: text,
});
/** `retryAt` only where waiting helps. */
export const refreshRefusedAnswer = v.object({ ...problemAnswer.entries, retryAt: v.optional(time) });
export const removalRefusedAnswer = v.object({ ...problemAnswer.entries, removed: v.boolean() });
export const deniedAnswer = v.object({
  ...problemAnswer.entries,
  allowed: v.literal(false),
  backend: v.null(),
  reason: v.picklist(['out_of_credits', 'gemini_cap_exceeded_no_hardware']),
  ...balance,
});
export const unknownTierAnswer = v.object({ ...problemAnswer.entries, reason: v.literal('unknown_tier') });
export const ledgerUnavailableAnswer = v.object({ ...problemAnswer.entries, reason: text });
export const slotRefusedAnswer = v.object({
  ...problemAnswer.entries,
  place: count,
  queued: count,
  inFlight: count,
  limit: left,
  pausedUntil: v.optional(time),
});
/** `progress` only while the logs are being read. */
export const usageRefusedAnswer = v.object({
  ...problemAnswer.entries,
  progress: v.optional(v.object({ files: count, ofFiles: count, bytes: count, ofBytes: count })),
});
export const healthAnswer = v.object({ status: v.literal('ok') });
export const acceptedAnswer = v.object({ accepted: v.literal(true) });
export const observedAnswer = v.object({ accepted: v.literal(true), windows: v.array(text) });
export const planAnswer = v.object({
  allowed: v.boolean(),
  backend: v.nullable(backend),
  reason: v.nullable(v.picklist(['out_of_credits', 'gemini_cap_exceeded_no_hardware'])),
  ...balance,
});
export const reserveAnswer = v.object({ reservationId: text, backend, expiresAt: time, ...balance });
export const commitAnswer = v.object({ charged: v.boolean(), tier: text, ...balance });
export const rowAnswer = v.object({
  installId: text,
  tier: text,
  lifetimeConsumed: count,
  lifetimeGeminiConsumed: count,
  month: text,
  monthlyConsumed: count,
  monthlyGeminiConsumed: count,
  reserved: count,
  lastActiveAt: v.nullable(time),
  ...balance,
});
export const rowsAnswer = v.array(rowAnswer);
const slot = { slotId: text, accountId: text, expiresAt: time, inFlight: count, limit: left };
export const slotAnswer = v.object(slot);
export const takenAnswer = v.object({ ...slot, queued: v.boolean() });
export const gateAnswer = v.object({
  accountId: text,
  providerId: text,
  label: text,
  limit: left,
  inFlight: count,
  queued: count,
  paused: v.boolean(),
  pausedUntil: v.optional(time),
  cooldownMs: count,
  autoReduced: v.boolean(),
  autoReducedFrom: v.optional(count),
  notice: v.optional(text),
  reported: v.optional(v.object({ current: count, asOf: time })),
  holders: v.array(v.object({ label: v.nullable(text), since: time, expiresAt: time })),
});
export const gatesAnswer = v.array(gateAnswer);

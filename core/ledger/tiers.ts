import * as v from 'valibot';
import { boundedRecord, boundedText } from '../units/bounds.ts';

/** Which of its two sets of counters a tier is charged on (S3-5). */
export type CountedPer = 'lifetime' | 'month';

/** What an install may use. A cap that is null does not exist. */
export interface Tier {
  readonly countedPer: CountedPer;
  /** Credits in all, or per month. */
  readonly cap: number | null;
  /** How many of them may go to the paid Gemini backend. */
  readonly geminiCap: number | null;
}

/** Tiers by name. */
export type Tiers = Readonly<Record<string, Tier>>;

const cap = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000)));

const tierName = v.pipe(boundedText(32), v.regex(/^[a-z][a-z0-9_-]{0,31}$/));

/** The setting `ledgerTiers`: at most 50 tiers, among them `core`, which an unknown install has. */
export const tiersSchema = v.pipe(
  boundedRecord(
    tierName,
    v.pipe(v.object({ countedPer: v.picklist(['lifetime', 'month']), cap, geminiCap: cap }), v.readonly()),
    50,
  ),
  v.check((tiers) => Object.hasOwn(tiers, unknownInstallTier)),
  v.readonly(),
);

/** The tier of an install that nothing is known about (S3-2). */
export const unknownInstallTier = 'core';

export const defaultTiers = {
  core: { countedPer: 'lifetime', cap: 5, geminiCap: null },
  pro: { countedPer: 'month', cap: 50, geminiCap: 25 },
  max: { countedPer: 'month', cap: null, geminiCap: 50 },
} as const satisfies Tiers;

/** Names of the tiers that have a limit, so that a number is left of them. */
export function limitedTierNames(tiers: Tiers): readonly string[] {
  return Object.keys(tiers).filter((name) => tiers[name]?.cap !== null);
}

/** The tier of this name; null for one that is not configured, also for names that every object has (S3-14, S3-18). */
export function tierByName(tiers: Tiers, name: string): Tier | null {
  return Object.hasOwn(tiers, name) ? (tiers[name] ?? null) : null;
}

import * as v from 'valibot';
import { boundedRecord, boundedText } from '../units/bounds.ts';

/** Which counters a tier uses: those of the lifetime or those of the month. */
export type CountedPer = 'lifetime' | 'month';

/** What an install may use. A cap of null is no cap. */
export interface Tier {
  readonly countedPer: CountedPer;
  /** Credits per lifetime or per month. */
  readonly cap: number | null;
  /** The sub-cap: how many of these credits may go to the paid Gemini backend. */
  readonly geminiCap: number | null;
}

/** Tiers by name. */
export type Tiers = Readonly<Record<string, Tier>>;

const cap = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000)));

const tierName = v.pipe(boundedText(32), v.regex(/^[a-z][a-z0-9_-]{0,31}$/));

/** The setting `ledgerTiers`: at most 50 tiers. One of them must be `core`, the tier of unknown installs. */
export const tiersSchema = v.pipe(
  boundedRecord(
    tierName,
    v.pipe(v.object({ countedPer: v.picklist(['lifetime', 'month']), cap, geminiCap: cap }), v.readonly()),
    50,
  ),
  v.check((tiers) => Object.hasOwn(tiers, unknownInstallTier)),
  v.readonly(),
);

/** The tier of an install that the ledger has never seen. */
export const unknownInstallTier = 'core';

/** The tiers until the user configures others. */
export const defaultTiers = {
  core: { countedPer: 'lifetime', cap: 5, geminiCap: null },
  pro: { countedPer: 'month', cap: 50, geminiCap: 25 },
  max: { countedPer: 'month', cap: null, geminiCap: 50 },
} as const satisfies Tiers;

/** The names of the tiers that have a cap. */
export function limitedTierNames(tiers: Tiers): readonly string[] {
  return Object.keys(tiers).filter((name) => tiers[name]?.cap !== null);
}

/** The tier of this name; null: it is not configured. Names that every object has, such as `constructor`, are none. */
export function tierByName(tiers: Tiers, name: string): Tier | null {
  return Object.hasOwn(tiers, name) ? (tiers[name] ?? null) : null;
}

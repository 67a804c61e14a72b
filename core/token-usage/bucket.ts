import type { ServiceTier, TokenCounts, UsageEntry, UsageTool } from './entry.ts';

/** A quarter of an hour: days and hours of every time zone begin with one. */
export const bucketMs = 15 * 60 * 1000;

/** The sizes of a request's whole input, in tokens, above which some models cost more. */
export const contextSteps = [128_000, 200_000, 272_000] as const;

/** What the requests that are alike used in a quarter of an hour, each request once. */
export interface UsageBucket {
  /** The beginning of the quarter of an hour, in milliseconds since 1970. */
  readonly startMs: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly requests: number;
  readonly tool: UsageTool;
  /** The folder of the tool in which the logs lie. A person may have several. */
  readonly home: string;
  readonly model: string | null;
  readonly tier: ServiceTier;
  /** The highest of `contextSteps` that the input of each of these requests exceeds; 0: none. */
  readonly contextStep: number;
  readonly project: string | null;
  readonly sessionId: string | null;
  readonly isSideChain: boolean;
  readonly tokens: TokenCounts;
  /** The prices that the tool itself wrote down, in US dollars, summed; null: at least one request has none. */
  readonly statedUsd: number | null;
}

/** A time from `fromMs` to before `toMs`. */
export interface UsageSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Returns all tokens of a request. */
export function totalTokens(tokens: TokenCounts): number {
  const { input, cacheRead, cacheWrite, cacheWriteHour, output, reasoning } = tokens;
  return input + cacheRead + cacheWrite + cacheWriteHour + output + reasoning;
}

/** Returns the highest of `contextSteps` that the input of the request exceeds, or 0. Also 0 for several requests at once. */
export function contextStepOf({ tokens, isSum }: UsageEntry): number {
  if (isSum === true) return 0;
  const input = tokens.input + tokens.cacheRead + tokens.cacheWrite + tokens.cacheWriteHour;
  return contextSteps.findLast((step) => input > step) ?? 0;
}

/** The tools whose logs say what they used. */
export const usageTools = ['claude', 'codex', 'opencode', 'gemini', 'copilot', 'kimi', 'qwen', 'amp', 'grok'] as const;
export type UsageTool = (typeof usageTools)[number];

/** Tokens by kind, each whole and not negative. No kind contains another, so that their sum is the total. */
export interface TokenCounts {
  /** Input that was not read from a cache. */
  readonly input: number;
  readonly cacheRead: number;
  /** Input that was written to a cache which lives five minutes, or whose life the log does not state. */
  readonly cacheWrite: number;
  /** Input that was written to a cache which lives an hour. */
  readonly cacheWriteHour: number;
  /** Output without what the log states as reasoning. */
  readonly output: number;
  /** Reasoning that is billed as output. 0 where the log does not tell it apart. */
  readonly reasoning: number;
}

/** How the service was asked, which decides the price. */
export type ServiceTier = 'standard' | 'priority' | 'batch';

/** What one request of a tool used, as the tool's own log states it. Never a word of what was asked or answered. */
export interface UsageEntry {
  readonly tool: UsageTool;
  /** When the request was answered, in milliseconds since 1970. */
  readonly atMs: number;
  /** The model as the log names it; null: the log does not say. */
  readonly model: string | null;
  readonly tokens: TokenCounts;
  readonly tier: ServiceTier;
  /** The tool's own name of the session; null: the log does not say. */
  readonly sessionId: string | null;
  /** The folder in which the tool worked; null: the log does not say. */
  readonly project: string | null;
  /** True for work that a main conversation handed to an agent. */
  readonly isSideChain: boolean;
  /**
   * Names the request over all files of the tool. Of the entries with one key the one with most tokens counts, once:
   * a log states a request several times while its answer grows, and copies it to the sessions that continue it. Null:
   * the log names no request, so each entry counts.
   */
  readonly requestKey: string | null;
  /** The price that the tool itself wrote down, in US dollars; null: it wrote none. */
  readonly statedUsd: number | null;
  /** True: the log states several requests together, so the size of none of them is known. */
  readonly isSum?: true;
}

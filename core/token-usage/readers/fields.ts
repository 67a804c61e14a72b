import { asRecord, type JsonRecord } from '../../units/json.ts';
import { parseInstantMs } from '../../units/time.ts';
import { totalTokens } from '../bucket.ts';
import type { TokenCounts, UsageEntry } from '../entry.ts';

/** No request has more tokens of a kind. A larger number is damage, and would make a sum worthless. */
const mostTokens = 1_000_000_000;
const longestText = 4096;
const latestMs = Date.UTC(2100, 0, 1);

/** Returns the JSON object in a line of a log; null: the line holds anything else, or is torn. Never throws. */
export function recordOfLine(line: string): JsonRecord | null {
  try {
    // Lines of megabytes are common. Only named members are looked at, so the depth of the rest does not matter.
    return asRecord(JSON.parse(line));
  } catch {
    return null;
  }
}

/** Returns a count of tokens; null: the value is no whole number from 0 on. A missing value is 0. */
export function tokenCount(value: unknown): number | null {
  if (value === undefined || value === null) return 0;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostTokens ? value + 0 : null;
}

/** Returns the counts with 0 for each kind that is left out; null: at least one of them is no count. */
export function tokenCounts(parts: {
  readonly [Kind in keyof TokenCounts]?: number | null;
}): TokenCounts | null {
  const { input = 0, cacheRead = 0, cacheWrite = 0, cacheWriteHour = 0, output = 0, reasoning = 0 } = parts;
  if (input === null || cacheRead === null || cacheWrite === null) return null;
  if (cacheWriteHour === null || output === null || reasoning === null) return null;
  return { input, cacheRead, cacheWrite, cacheWriteHour, output, reasoning };
}

/** Returns a name, an id or a path of a log; null: it is missing, empty or longer than any such text. */
export function nameOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= longestText ? value : null;
}

/** Returns the session that a file of lines is named after. */
export function sessionOfFile(path: string): string | null {
  return nameOf(path.slice(path.lastIndexOf('/') + 1).replace(/\.jsonl$/, ''));
}

/** Returns a time in epoch ms; null: it is missing, or later than any log can be. */
export function timeOf(value: unknown): number | null {
  const atMs = parseInstantMs(value);
  return atMs !== null && atMs > 0 && atMs < latestMs ? atMs : null;
}

/** Returns a price that a tool wrote down, in US dollars; null: it wrote none. */
export function usdOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value + 0 : null;
}

/** Returns the entry of a tool that states no tier. None without counts, or if all of them are 0. */
export function plainEntry(
  stated: Pick<UsageEntry, 'tool' | 'atMs' | 'model' | 'sessionId' | 'requestKey'> & Partial<UsageEntry>,
  tokens: TokenCounts | null,
): readonly UsageEntry[] {
  if (tokens === null || totalTokens(tokens) === 0) return [];
  return [{ tier: 'standard', project: null, isSideChain: false, statedUsd: null, ...stated, tokens }];
}

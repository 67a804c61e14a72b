import type { UsageBucket } from '../token-usage/bucket.ts';
import type { TokenCounts } from '../token-usage/entry.ts';
import { addTokens, noTokens } from '../token-usage/sum.ts';
import { type Sample, sampleOf } from './definitions.ts';

/** The most models of all tools that have series of their own. The tokens of the others are added up per tool. */
export const mostModels = 50;

const kinds: readonly (readonly [keyof TokenCounts, string])[] = [
  ['input', 'input'],
  ['cacheRead', 'cache_read'],
  ['cacheWrite', 'cache_write'],
  ['cacheWriteHour', 'cache_write_hour'],
  ['output', 'output'],
  ['reasoning', 'reasoning'],
];

/** Returns the tokens of a day by tool, model and kind. The models with the most tokens have series of their own. */
export function tokenSamples(buckets: readonly UsageBucket[]): readonly Sample[] {
  const byModel = new Map<string, { readonly tool: string; readonly model: string; tokens: TokenCounts }>();
  for (const { tool, model, tokens } of buckets) {
    const labels = { tool, model: model ?? 'unknown' };
    const key = JSON.stringify(labels);
    byModel.set(key, { ...labels, tokens: addTokens(byModel.get(key)?.tokens ?? noTokens, tokens) });
  }
  const largestFirst = [...byModel.values()].sort((a, b) => countOf(b.tokens) - countOf(a.tokens));
  const rest = new Map<string, TokenCounts>();
  for (const { tool, tokens } of largestFirst.slice(mostModels)) {
    rest.set(tool, addTokens(rest.get(tool) ?? noTokens, tokens));
  }
  const others = [...rest].map(([tool, tokens]) => ({ tool, model: 'others', tokens }));
  return [...largestFirst.slice(0, mostModels), ...others].flatMap(({ tool, model, tokens }) =>
    kinds.flatMap(([kind, label]) => sampleOf('quota_tray_tokens_total', { tool, model, kind: label }, tokens[kind])),
  );
}

function countOf(tokens: TokenCounts): number {
  return kinds.reduce((sum, [kind]) => sum + tokens[kind], 0);
}

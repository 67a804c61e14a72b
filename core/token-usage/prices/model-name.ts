/** How a log may write the name of a model otherwise than a price list, and what remains. In this order. */
const rules: readonly (readonly [RegExp, string])[] = [
  // The service that passes the request on: `openrouter/anthropic/claude-opus-4.5`, `models/gemini-2.5-pro`.
  [/^.*\//u, ''],
  // The region and the maker on Bedrock: `eu.anthropic.claude-opus-4-5-20251101-v1:0`.
  [/^(?:(?:us|eu|apac|au|jp|global)\.)?(?:anthropic|openai|deepseek|qwen|moonshotai|minimax|zai)\./u, ''],
  // The size of the context that Claude Code asked for: `claude-sonnet-4-5[1m]`.
  [/\[\d+[km]\]$/u, ''],
  [/-v\d+(?::\d+)?$/u, ''],
  // The day of a version: `-20251101`, `@20251101`, `-2025-08-07`.
  [/[-@]20\d{2}-?\d{2}-?\d{2}$/u, ''],
  [/-latest$/u, ''],
  // How hard the model thinks, which changes no price: `gpt-5.1-codex-high`, `gpt-5.5 (xhigh)`, `claude-opus-4-6-thinking`.
  [/^(gpt-.*?)[- ]\(?(?:none|minimal|low|medium|high|xhigh)\)?$/u, '$1'],
  [/^(claude-.*)-thinking$/u, '$1'],
  // `claude-opus-4.5` and `claude-opus-4-5` are one model.
  [/(?<=\d)\.(?=\d)/gu, '-'],
];

/** Models with a longer name have no price. */
const longestName = 200;

/** Returns the name of a model as the price lists here write it: `gpt-5-1-codex`, `claude-opus-4-5`. */
export function priceName(model: string): string {
  const written = model.slice(0, longestName).trim().toLowerCase();
  return rules.reduce((name, [form, rest]) => name.replace(form, rest), written);
}

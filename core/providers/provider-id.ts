/** The providers that the app knows, by the names of the public snapshot. */
export const providerIds = [
  'codex',
  'claude',
  'openai-compatible',
  'relay',
  'openrouter',
  'deepseek',
  'moonshot',
  'zai',
  'kimi',
  'copilot',
] as const;

export type ProviderId = (typeof providerIds)[number];

/** The ids of all providers, as the public snapshot spells them. */
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
  'openai-platform',
  'anthropic-platform',
  'xai',
  'deepinfra',
  'fireworks',
  'deepgram',
  'alibaba',
  'volcengine',
] as const;

export type ProviderId = (typeof providerIds)[number];

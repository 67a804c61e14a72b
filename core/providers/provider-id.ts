/** The ids of all providers, as the public snapshot spells them. */
export const providerIds = [
  'codex',
  'claude',
  'openai-compatible',
  'relay',
  'own',
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
  'cursor',
  'synthetic',
  'chutes',
  'nanogpt',
  'ollama',
  'kilo',
  'elevenlabs',
  'venice',
  'poe',
  'crof',
  'zenmux',
  'stepfun',
  'siliconflow',
  'novita',
  'aihubmix',
  'grok',
  'gemini',
  'opencode-go',
  'minimax',
  'amp',
  'factory',
  'jetbrains',
  'windsurf',
  'zed',
  'kiro',
] as const;

export type ProviderId = (typeof providerIds)[number];

/** The services whose figures another program keeps on this computer, so that no request is sent. */
export const figurePrograms = ['jetbrains', 'windsurf'] as const satisfies readonly ProviderId[];

/** One of `figurePrograms`. */
export type FigureProgram = (typeof figurePrograms)[number];

/** The services whose sign-in or figures another program keeps. A program has the id of its service. */
export const signInPrograms = [
  'cursor',
  'grok',
  'gemini',
  'zed',
  'kiro',
  ...figurePrograms,
] as const satisfies readonly ProviderId[];

/** One of `signInPrograms`. */
export type SignInProgram = (typeof signInPrograms)[number];

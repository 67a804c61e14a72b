import type { ProviderId } from '../providers/provider-id.ts';

/** The service of a key that another program keeps. */
export interface KeyService {
  readonly provider: ProviderId;
  /** Left out: the provider's own. */
  readonly baseUrl?: string;
}

/** The services by the names that OpenCode 1.18 gives them. The names are those of models.dev. */
export const openCodeServices: ReadonlyMap<string, KeyService> = new Map([
  ['openrouter', { provider: 'openrouter' }],
  ['deepseek', { provider: 'deepseek' }],
  ['moonshotai', { provider: 'moonshot' }],
  ['moonshotai-cn', { provider: 'moonshot', baseUrl: 'https://api.moonshot.cn' }],
  ['kimi-for-coding', { provider: 'kimi' }],
  ['kimi-code-plan-cn', { provider: 'kimi' }],
  ['kimi-code-plan-global', { provider: 'kimi', baseUrl: 'https://api.kimi.ai' }],
  ['zai-coding-plan', { provider: 'zai' }],
  ['zai', { provider: 'zai' }],
  ['zhipuai-coding-plan', { provider: 'zai', baseUrl: 'https://open.bigmodel.cn' }],
  ['zhipuai', { provider: 'zai', baseUrl: 'https://open.bigmodel.cn' }],
  ['github-copilot', { provider: 'copilot' }],
  ['synthetic', { provider: 'synthetic' }],
  ['chutes', { provider: 'chutes' }],
  ['nano-gpt', { provider: 'nanogpt' }],
  ['ollama-cloud', { provider: 'ollama' }],
  ['kilo', { provider: 'kilo' }],
  ['aihubmix', { provider: 'aihubmix' }],
  ['opencode-go', { provider: 'opencode-go' }],
  ['minimax', { provider: 'minimax' }],
  ['minimax-coding-plan', { provider: 'minimax' }],
  ['minimax-cn', { provider: 'minimax', baseUrl: 'https://api.minimaxi.com' }],
  ['minimax-cn-coding-plan', { provider: 'minimax', baseUrl: 'https://api.minimaxi.com' }],
  ['deepinfra', { provider: 'deepinfra' }],
  ['fireworks-ai', { provider: 'fireworks' }],
  ['siliconflow', { provider: 'siliconflow' }],
  ['siliconflow-cn', { provider: 'siliconflow', baseUrl: 'https://api.siliconflow.cn' }],
  ['stepfun', { provider: 'stepfun' }],
  ['novita-ai', { provider: 'novita' }],
  ['poe', { provider: 'poe' }],
  ['alibaba-coding-plan', { provider: 'alibaba' }],
  ['alibaba-coding-plan-cn', { provider: 'alibaba', baseUrl: 'https://bailian.console.aliyun.com' }],
]);

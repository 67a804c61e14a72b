import { type Provider, type ProviderTool, warmUpPrompt } from '../provider.ts';
import { monthlyUsageEndpoint } from './spend.ts';
import { codexPlanName } from './plan.ts';
import { parseCodexHeaders } from './headers.ts';
import { availabilityEndpoint, parseCodexUsage } from './usage.ts';
import { codexDailyUsageRequest, codexUsageRequest } from './request.ts';
import { codexResetRedemption, resetListEndpoint } from './reset-credits.ts';

/** The Codex command line. */
export const codexTool: ProviderTool = {
  command: 'codex',
  folderVariable: 'CODEX_HOME',
  localSource: 'session-log',
  question: { source: 'app-server', setting: 'askCodexTool', when: 'every-poll' },
  warmUp: {
    arguments: ['exec', '--skip-git-repo-check', '-s', 'read-only', '-c', 'model_reasoning_effort="low"', warmUpPrompt],
  },
};

/** Codex with a ChatGPT sign-in: its usage endpoint, and endpoints for what the usage answer leaves open. */
export const codexProvider: Provider = {
  id: 'codex',
  displayName: 'Codex',
  alsoCalled: 'chatgpt openai',
  tile: 'Cx',
  shows: ['limits', 'balance', 'spending'],
  pages: {
    usage: 'https://chatgpt.com/codex/settings/usage',
    status: 'https://status.openai.com/',
  },
  signInCommand: 'codex login',
  tool: codexTool,
  pollSetting: 'askCodex',
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      request: codexUsageRequest,
      parse: parseCodexUsage,
    },
    'monthly-usage': monthlyUsageEndpoint,
    'reset-credits': resetListEndpoint,
    availability: availabilityEndpoint,
  },
  parseHeaders: parseCodexHeaders,
  resetRedemption: codexResetRedemption,
  dailyUsageRequest: codexDailyUsageRequest,
  planName: codexPlanName,
};

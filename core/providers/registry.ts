import { claudeProvider } from './claude/provider.ts';
import { codexProvider } from './codex/provider.ts';
import { copilotProvider } from './copilot.ts';
import { deepSeekProvider } from './deepseek.ts';
import { kimiProvider } from './kimi.ts';
import { moonshotProvider } from './moonshot.ts';
import { openAiCompatibleProvider } from './openai-compatible.ts';
import { openRouterProvider } from './openrouter.ts';
import type { Provider } from './provider.ts';
import type { ProviderId } from './provider-id.ts';
import { relayProvider } from './relay.ts';
import { zaiProvider } from './zai.ts';

/** All providers by id. A new provider needs its file, its id in `provider-id.ts` and a line here. */
export const providers: Readonly<Record<ProviderId, Provider>> = {
  codex: codexProvider,
  claude: claudeProvider,
  'openai-compatible': openAiCompatibleProvider,
  relay: relayProvider,
  openrouter: openRouterProvider,
  deepseek: deepSeekProvider,
  moonshot: moonshotProvider,
  zai: zaiProvider,
  kimi: kimiProvider,
  copilot: copilotProvider,
};

/** The provider with this name, which may come from outside; null where there is none. */
export function findProvider(name: string): Provider | null {
  return Object.values(providers).find(({ id }) => id === name) ?? null;
}

/** The hosts of the pages that the user may open from an account, for the list of pages that the browser may open. */
export const servicePageHosts: readonly string[] = [
  ...new Set(
    Object.values(providers)
      .flatMap(({ pages = {} }) => Object.values(pages))
      .flatMap((address) => /^https:\/\/([^/]+)\//.exec(address)?.[1] ?? []),
  ),
];

import { claudeProvider } from './claude/provider.ts';
import { codexProvider } from './codex/provider.ts';
import type { Provider } from './provider.ts';
import { type ProviderId, providerIds } from './provider-id.ts';

/** Providers whose tools are looked for at every start. All others are loaded when an account needs them. */
type StartProviderId = 'codex' | 'claude';

/** How to load each other provider. A new provider needs its file, its id in `provider-id.ts` and a line here. */
const loaders: Readonly<Record<Exclude<ProviderId, StartProviderId>, () => Promise<Provider>>> = {
  'openai-compatible': async () => (await import('./openai-compatible.ts')).openAiCompatibleProvider,
  relay: async () => (await import('./relay.ts')).relayProvider,
  own: async () => (await import('./own/provider.ts')).ownProvider,
  openrouter: async () => (await import('./openrouter.ts')).openRouterProvider,
  deepseek: async () => (await import('./deepseek.ts')).deepSeekProvider,
  moonshot: async () => (await import('./moonshot.ts')).moonshotProvider,
  zai: async () => (await import('./zai.ts')).zaiProvider,
  kimi: async () => (await import('./kimi.ts')).kimiProvider,
  copilot: async () => (await import('./copilot.ts')).copilotProvider,
  'openai-platform': async () => (await import('./openai-platform.ts')).openAiPlatformProvider,
  'anthropic-platform': async () => (await import('./anthropic-platform.ts')).anthropicPlatformProvider,
  xai: async () => (await import('./xai.ts')).xaiProvider,
  deepinfra: async () => (await import('./deepinfra.ts')).deepInfraProvider,
  fireworks: async () => (await import('./fireworks.ts')).fireworksProvider,
  deepgram: async () => (await import('./deepgram.ts')).deepgramProvider,
  alibaba: async () => (await import('./alibaba.ts')).alibabaProvider,
  volcengine: async () => (await import('./volcengine.ts')).volcengineProvider,
  cursor: async () => (await import('./cursor.ts')).cursorProvider,
  synthetic: async () => (await import('./synthetic.ts')).syntheticProvider,
  chutes: async () => (await import('./chutes.ts')).chutesProvider,
  nanogpt: async () => (await import('./nanogpt.ts')).nanoGptProvider,
  ollama: async () => (await import('./ollama.ts')).ollamaProvider,
  kilo: async () => (await import('./kilo.ts')).kiloProvider,
  elevenlabs: async () => (await import('./elevenlabs.ts')).elevenLabsProvider,
  venice: async () => (await import('./venice.ts')).veniceProvider,
  poe: async () => (await import('./poe.ts')).poeProvider,
  crof: async () => (await import('./crof.ts')).crofProvider,
  zenmux: async () => (await import('./zenmux.ts')).zenMuxProvider,
  stepfun: async () => (await import('./stepfun.ts')).stepFunProvider,
  siliconflow: async () => (await import('./siliconflow.ts')).siliconFlowProvider,
  novita: async () => (await import('./novita.ts')).novitaProvider,
  aihubmix: async () => (await import('./aihubmix.ts')).aihubMixProvider,
  grok: async () => (await import('./grok.ts')).grokProvider,
  gemini: async () => (await import('./gemini.ts')).geminiProvider,
  'opencode-go': async () => (await import('./opencode-go.ts')).openCodeGoProvider,
  minimax: async () => (await import('./minimax.ts')).miniMaxProvider,
  amp: async () => (await import('./amp.ts')).ampProvider,
  factory: async () => (await import('./factory.ts')).factoryProvider,
  jetbrains: async () => (await import('./jetbrains.ts')).jetBrainsProvider,
  kiro: async () => (await import('./kiro.ts')).kiroProvider,
  zed: async () => (await import('./zed.ts')).zedProvider,
  windsurf: async () => (await import('./windsurf.ts')).windsurfProvider,
};

/** The providers whose own tool signs in. They are always loaded. */
export const toolProviders: readonly Provider[] = [codexProvider, claudeProvider];

const loaded = new Map<ProviderId, Provider>(toolProviders.map((provider) => [provider.id, provider]));

/**
 * The providers by id. Each is here from the moment that `loadProviders` resolved for it, and an account is handed on
 * only after that. Reading one that is not loaded throws, because its account would silently be polled no more.
 */
export const providers: Readonly<Record<ProviderId, Provider>> = Object.freeze(
  Object.defineProperties(
    {} as Record<ProviderId, Provider>,
    Object.fromEntries(providerIds.map((id) => [id, { enumerable: true, get: () => loadedProvider(id) }])),
  ),
);

function loadedProvider(id: ProviderId): Provider {
  const provider = loaded.get(id);
  if (provider === undefined) throw new Error(`The provider ${id} is used before it is loaded`);
  return provider;
}

/** Loads these providers. Names that no provider has are ignored, because they may come from outside. */
export async function loadProviders(names: Iterable<string>): Promise<void> {
  const missing = [...new Set(names)].filter(isProviderId).filter((id) => !loaded.has(id));
  await Promise.all(
    missing.map(async (id) => {
      if (id !== 'codex' && id !== 'claude') loaded.set(id, await loaders[id]());
    }),
  );
}

/** Loads and returns every provider, in the order of their ids. */
export async function allProviders(): Promise<readonly Provider[]> {
  await loadProviders(providerIds);
  return providerIds.map(loadedProvider);
}

/** The loaded provider with this name, which may come from outside; null where there is none. */
export function findProvider(name: string): Provider | null {
  return isProviderId(name) ? (loaded.get(name) ?? null) : null;
}

/** True where a provider has this name, loaded or not. */
export function isProviderId(name: string): name is ProviderId {
  return (providerIds as readonly string[]).includes(name);
}

/** The hosts of the pages that the user may open from an account, for the list of pages that the browser may open. */
export function servicePageHosts(): readonly string[] {
  return [...loaded.values()]
    .flatMap(({ pages = {} }) => Object.values(pages))
    .flatMap((address) => /^https:\/\/([^/]+)\//.exec(address)?.[1] ?? []);
}

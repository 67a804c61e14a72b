import { claudeProvider } from './claude/manifest.ts';
import { codexProvider } from './codex/manifest.ts';
import type { Provider } from './provider.ts';
import type { ProviderId } from './provider-id.ts';

/** Every provider there is; adding one is a folder and a line. */
export const providers: Readonly<Record<ProviderId, Provider>> = {
  codex: codexProvider,
  claude: claudeProvider,
};

import type { ProviderId } from '../providers/provider-id.ts';
import type { Settings } from './settings.ts';

/** Whether the user lets the app ask a provider's endpoints (systems.md 5.3); one added with a key is asked. */
export function asksProvider(settings: Settings, provider: ProviderId): boolean {
  switch (provider) {
    case 'claude':
      return settings.askClaude;
    case 'codex':
      return settings.askCodex;
    default:
      return true;
  }
}

import type { ProviderId } from '../providers/provider-id.ts';
import type { Settings } from './settings.ts';

/** Whether the user lets the app ask a provider's endpoints (systems.md 5.3). */
export function asksProvider(settings: Settings, provider: ProviderId): boolean {
  return provider === 'claude' ? settings.askClaude : settings.askCodex;
}

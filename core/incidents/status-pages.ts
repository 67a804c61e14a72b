import type { AccountSnapshot } from '../snapshot/snapshot.ts';

/** Services that tell of their own faults at an address that anybody may read. */
export const statusPages = {
  openai: { name: 'OpenAI', provider: 'codex', url: 'https://status.openai.com/api/v2/summary.json' },
  anthropic: { name: 'Anthropic', provider: 'claude', url: 'https://status.anthropic.com/api/v2/summary.json' },
} as const;

export type StatusPageId = keyof typeof statusPages;

export const statusPageIds = Object.keys(statusPages) as readonly StatusPageId[];

/** An account that may fail because its service does; waiting as it was asked to is no failure. */
export function mayFeelIncident({ state }: Pick<AccountSnapshot, 'state'>): boolean {
  return state === 'error' || state === 'signed-out' || state === 'offline';
}

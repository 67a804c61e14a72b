import type { AccountState } from '../../core/accounts/account-state.ts';
import { providers } from '../../core/providers/registry.ts';
import { merge } from '../../core/quota/merge.ts';
import type { Observation } from '../../core/quota/observation.ts';
import { intervalMs } from '../../core/refresh/cadence.ts';
import { heard } from '../../core/refresh/heard.ts';
import type { Settings } from '../../core/settings/settings.ts';

/** The account after a local source spoke: merged by age, and asked later, because it is known anyway. */
export function observed(
  state: AccountState,
  observation: Observation,
  settings: Settings,
  nowMs: number,
): AccountState {
  const facts = merge(state.facts, observation);
  const usage = state.endpoints['usage'];
  const endpoint = providers[state.account.provider].endpoints['usage'];
  if (usage === undefined || endpoint === undefined) return { ...state, facts };
  const everyMs = intervalMs(endpoint, settings.refreshMinutes);
  return { ...state, facts, endpoints: { ...state.endpoints, usage: heard(usage, observation, everyMs, nowMs) } };
}

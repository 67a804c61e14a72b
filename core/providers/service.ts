import { minuteMs } from '../units/time.ts';
import type { Account } from './account.ts';
import { definitionTile, type ServiceDefinition } from './own/definition.ts';
import type { Endpoint, Provider } from './provider.ts';
import { providers } from './registry.ts';

const described = new WeakMap<ServiceDefinition, Provider>();

/** Returns the service of an account: its provider, with the name and the interval of the user's own definition. */
export function serviceOf({ provider, definition }: Pick<Account, 'provider' | 'definition'>): Provider {
  const usual = providers[provider];
  if (definition === undefined) return usual;
  const known = described.get(definition);
  if (known !== undefined) return known;
  const made: Provider = {
    ...usual,
    displayName: definition.name,
    tile: definitionTile(definition),
    endpoints: Object.fromEntries(
      Object.entries(usual.endpoints).map(([id, endpoint]) => [id, withInterval(endpoint, definition.everyMinutes)]),
    ),
  };
  described.set(definition, made);
  return made;
}

function withInterval(endpoint: Endpoint, everyMinutes: number | undefined): Endpoint {
  if (everyMinutes === undefined) return endpoint;
  const { pollInterval } = endpoint;
  const wantedMs = everyMinutes * minuteMs;
  return {
    ...endpoint,
    pollInterval: {
      ...pollInterval,
      defaultMs: Math.max(wantedMs, pollInterval.defaultMs),
      minimumMs: Math.max(wantedMs, pollInterval.minimumMs),
    },
  };
}

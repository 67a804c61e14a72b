import { providers } from '../providers/registry.ts';
import type { AddableProvider } from '../views/settings.ts';

/** The services whose accounts the user adds with a key, by name. */
export function addableProviders(): readonly AddableProvider[] {
  const found = Object.values(providers).flatMap(({ id, displayName: name, key }): readonly AddableProvider[] =>
    key === undefined
      ? []
      : [{ id, name, keyPage: key.page, defaultBaseUrl: key.defaultBaseUrl, needsKey: key.optional !== true }],
  );
  return found.sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

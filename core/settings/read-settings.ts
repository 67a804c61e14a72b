import * as v from 'valibot';
import { defaultSettings, type Settings, settingsSchema } from './settings.ts';

type SettingName = keyof Settings;

/**
 * The settings a stored object stands for, field by field: a value that is missing or not allowed
 * gives that field's default and touches no other. Unknown keys are ignored. Never throws.
 */
export function readSettings(stored: unknown): Settings {
  return { ...defaultSettings, ...knownSettings(stored) };
}

/** The fields of an object that are settings and have an allowed value; everything else is left out. */
export function knownSettings(stored: unknown): Partial<Settings> {
  if (typeof stored !== 'object' || stored === null) {
    return {};
  }
  const given = stored as Readonly<Record<string, unknown>>;
  const names = Object.keys(settingsSchema.entries) as readonly SettingName[];
  const pairs = names.flatMap((name) => {
    if (!Object.hasOwn(given, name) || given[name] === undefined) {
      return [];
    }
    const result = v.safeParse(settingsSchema.entries[name], given[name]);
    return result.success ? [[name, result.output] as const] : [];
  });
  return Object.fromEntries(pairs);
}

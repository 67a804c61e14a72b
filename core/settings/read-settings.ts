import * as v from 'valibot';
import { defaultSettings, mostEntries, type SettingName, type Settings, settingsSchema } from './settings.ts';

/** What a stored object says, and what of it is not as it says. */
export interface SettingsReading {
  readonly settings: Settings;
  /** Settings whose value is not allowed. The last good value stands, else the default. */
  readonly refused: readonly SettingName[];
  /** Settings of which only the first entries stand, because there are too many. */
  readonly cut: readonly SettingName[];
}

/**
 * Judges a stored object, setting by setting: a value that is missing is the default, one that is not
 * allowed is that of `lastGood`, else the default, and touches no other. A list with too many entries is
 * cut. Unknown keys are ignored. Never throws.
 */
export function judgeSettings(stored: unknown, lastGood: unknown = {}): SettingsReading {
  const refused: SettingName[] = [];
  const cut: SettingName[] = [];
  const values = settingNames.flatMap((name) => {
    const given = ownValue(stored, name);
    if (given === undefined) return [];
    const short = shortened(name, given);
    const known = parsed(name, short);
    if (known === undefined) {
      refused.push(name);
      const earlier = parsed(name, ownValue(lastGood, name));
      return earlier === undefined ? [] : [[name, earlier] as const];
    }
    if (short !== given) cut.push(name);
    return [[name, known] as const];
  });
  return { settings: { ...defaultSettings, ...(Object.fromEntries(values) as Partial<Settings>) }, refused, cut };
}

/** The settings a stored object stands for, as `judgeSettings` reads them. */
export function readSettings(stored: unknown, lastGood: unknown = {}): Settings {
  return judgeSettings(stored, lastGood).settings;
}

/** The fields of an object that are settings and have an allowed value; everything else is left out. */
export function knownSettings(stored: unknown): Partial<Settings> {
  const pairs = settingNames.flatMap((name) => {
    const value = parsed(name, ownValue(stored, name));
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}

const settingNames = Object.keys(settingsSchema.entries) as readonly SettingName[];

function ownValue(stored: unknown, name: SettingName): unknown {
  if (typeof stored !== 'object' || stored === null || !Object.hasOwn(stored, name)) return undefined;
  return (stored as Readonly<Record<string, unknown>>)[name];
}

/** Undefined: there is no value, or it is not allowed. */
function parsed(name: SettingName, value: unknown): unknown {
  if (value === undefined) return undefined;
  const result = v.safeParse(settingsSchema.entries[name], value);
  return result.success ? result.output : undefined;
}

/** The first entries of a list or object that has too many; else the value itself. */
function shortened(name: SettingName, value: unknown): unknown {
  const most = mostEntries[name];
  if (most === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.length > most ? value.slice(0, most) : value;
  const entries = Object.entries(value);
  return entries.length > most ? Object.fromEntries(entries.slice(0, most)) : value;
}

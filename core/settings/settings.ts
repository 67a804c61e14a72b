import * as v from 'valibot';

import { weekdays, alertKinds } from './alerts.ts';
import { defaultTiers, tiersSchema } from '../ledger/tiers.ts';
import type { ProviderId } from '../providers/provider-id.ts';
import { providers } from '../providers/registry.ts';
import { boundedList, boundedRecord, boundedText, longestId } from '../units/bounds.ts';
import { cleanText } from '../units/text.ts';
import { userCommandSchema, maxUserCommands } from './user-command.ts';
import { mostSchedules, refreshSlotsSchema, warmupCapSchema, windowWarmupsSchema } from './warm-ups.ts';

/** How many folders of each tool, and how many choices by account, there may be. */
const mostFolders = 64;
const mostByAccount = 2000;

const folders = v.pipe(boundedList(v.pipe(boundedText(1024), v.minLength(1)), mostFolders), v.readonly());

const percent = v.pipe(v.number(), v.gtValue(0), v.maxValue(100));
const warningPercents = v.pipe(
  boundedList(percent, 5),
  v.check((steps) => steps.every((step, index) => index === 0 || step > (steps[index - 1] ?? 0))),
  v.readonly(),
);
const accountName = v.pipe(boundedText(1000), v.transform(cleanText), v.minLength(1), v.maxLength(100));

function byAccount<Value extends v.GenericSchema>(value: Value) {
  return v.pipe(boundedRecord(v.pipe(boundedText(longestId), v.minLength(1)), value, mostByAccount), v.readonly());
}

const namesByAccount = byAccount(accountName);
const limitsByAccount = byAccount(v.pipe(v.number(), v.safeInteger(), v.minValue(1)));
const currency = v.pipe(boundedText(3), v.regex(/^[A-Z]{3}$/));

/** An amount of credits that arithmetic with decimal texts can work with; 0 switches off what it is for. */
function credits(largest: number) {
  return v.pipe(
    v.number(),
    v.minValue(0),
    v.maxValue(largest),
    v.check((amount) => amount === 0 || amount >= 0.0001),
  );
}

const ownRate = v.object({
  currency,
  /** A plain decimal above 0. */
  perUsd: v.pipe(boundedText(30), v.regex(/^(?!0*(\.0*)?$)\d+(\.\d+)?$/)),
  /** The day the user entered it, `YYYY-MM-DD`. */
  date: v.pipe(boundedText(10), v.isoDate()),
});

const clockTime = v.pipe(boundedText(5), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/));
const accountAlerts = byAccount(
  v.object({ enabled: v.optional(v.boolean(), true), alertAtPercent: v.optional(warningPercents) }),
);

/** Settings are shown, exported and backed up, so a password has no place in them. */
const serverUrl = v.pipe(
  boundedText(2000),
  v.check((url) => url === '' || isUrlWithoutPassword(url)),
);

function isUrlWithoutPassword(url: string): boolean {
  const scheme = /^postgres(?:ql)?:\/\//i.exec(url)?.[0];
  if (scheme === undefined || /\p{Cc}/u.test(url)) return false;
  const rest = url.slice(scheme.length);
  const colon = rest.indexOf(':');
  const mayHavePassword = colon !== -1 && rest.includes('@', colon);
  return !mayHavePassword && !/[?&](?:ssl)?password=/i.test(rest);
}

/** The user's choices. Every field has a default, so a file of an older version is always readable. */
export const settingsSchema = v.object({
  refreshMinutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(120)), 5),
  /** Asks anew after so many requests of others whose headers were handed to us; 0: never. */
  refreshEveryRequests: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)), 0),
  startAtLogin: v.optional(v.boolean(), false),
  notifications: v.optional(v.boolean(), true),
  /** What is told of; a kind that is left out is. */
  alertKinds: v.optional(
    v.pipe(boundedRecord(v.picklist(alertKinds), v.boolean(), alertKinds.length), v.readonly()),
    {},
  ),
  /** From how much used on a window is told of, once each until its reset. Ascending. */
  alertAtPercent: v.optional(warningPercents, [80, 95]),
  /** Steps of the 5-hour and of the weekly window, where they are not those of all windows. */
  windowAlertAtPercent: v.optional(
    v.object({ session: v.optional(warningPercents), weekly: v.optional(warningPercents) }),
    {},
  ),
  /** Accounts that are told of differently, by account id. */
  accountAlerts: v.optional(accountAlerts, {}),
  /** When nothing is shown, by the day it begins on and the user's clock. */
  quietHours: v.optional(
    v.pipe(
      boundedRecord(v.picklist(weekdays), v.object({ from: clockTime, to: clockTime }), weekdays.length),
      v.readonly(),
    ),
    {},
  ),
  /** Asks the services' public status pages, while an account fails or the panel is open. */
  incidents: v.optional(v.boolean(), false),
  /** The user's own commands, run when something happens. */
  hooks: v.optional(v.pipe(boundedList(userCommandSchema, maxUserCommands), v.readonly()), []),
  language: v.optional(v.picklist(['system', 'en', 'zh-Hans']), 'system'),
  /** The region whose numbers, money and times are shown, ISO 3166; `system`: that of the system. */
  region: v.optional(v.pipe(boundedText(6), v.regex(/^(?:system|[A-Z]{2})$/)), 'system'),
  clock: v.optional(v.picklist(['system', '12', '24']), 'system'),
  theme: v.optional(v.picklist(['system', 'light', 'dark']), 'system'),
  meterShows: v.optional(v.picklist(['left', 'used']), 'left'),
  resetShows: v.optional(v.picklist(['countdown', 'clock']), 'countdown'),
  /** Asking Claude's usage endpoint can be turned off. */
  askClaude: v.optional(v.boolean(), true),
  askCodex: v.optional(v.boolean(), true),
  /** The Codex command line asks for its own account before we do. */
  askCodexTool: v.optional(v.boolean(), true),
  /** Credits per dollar for the estimate; 0 hides dollars everywhere. */
  creditsPerUsd: v.optional(credits(1_000_000), 25),
  /** Asks for nothing but usage: no grant, no lists, no daily usage. */
  essentialTrafficOnly: v.optional(v.boolean(), false),
  /** From how much used on a window is low; the highest is critical. Ascending. */
  warnAtPercent: v.optional(warningPercents, [80, 90]),
  /** A credit balance below this is low; 0: never. */
  lowCredits: v.optional(credits(1e12), 50),
  /** The user's own groups of accounts, by account id. */
  accountGroups: v.optional(namesByAccount, {}),
  /** The user's own names of accounts, by account id. */
  accountLabels: v.optional(namesByAccount, {}),
  /** Dollars are also shown in this currency (ISO 4217); USD: they are not converted. */
  displayCurrency: v.optional(currency, 'USD'),
  /** The user's own rate, how much of the display currency a dollar is; null: the table's. */
  ownRate: v.optional(v.nullable(ownRate), null),
  /** Asks how much was used each day, only when the user opens it. */
  dailyUsage: v.optional(v.boolean(), false),
  /** For how many days readings are kept; 0: none are. */
  historyDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3650)), 400),
  /** Banked resets can be redeemed from the panel, each in two steps. */
  redeemResets: v.optional(v.boolean(), false),
  /** What an install of each tier may use (S3). */
  ledgerTiers: v.optional(tiersSchema, defaultTiers),
  /** A PostgreSQL server that holds the ledger, without a password; empty: it is on this machine. */
  ledgerUrl: v.optional(serverUrl, ''),
  /** How many calls of an install are accepted while that server is away; 0: none. */
  ledgerGraceCredits: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000)), 0),
  /** At most so many callers at once, by account id, instead of what the service says. */
  slotLimits: v.optional(limitsByAccount, {}),
  /** For how long a slot that was given back still counts. */
  slotCooldownMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(60_000)), 350),
  /** A port of this machine on which the local interface answers too, for who has its token; 0: none. */
  apiPort: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)), 0),
  /** Metrics name accounts and installs by a hash of their ids. */
  metricsHashIds: v.optional(v.boolean(), false),
  /** Times of day at which usage is asked beside the usual turns. */
  refreshSlots: v.optional(refreshSlotsSchema, []),
  /** Short windows that the user wants to begin at a time of day. */
  windowWarmups: v.optional(windowWarmupsSchema, []),
  /** How many of those runs there may be at most, over all accounts; 0: none. */
  windowWarmupCap: v.optional(warmupCapSchema, { perDay: 0, perWeek: 0 }),
  /** Further sign-in folders beside those that the tools' own variables name: one account each. */
  codexFolders: v.optional(folders, []),
  claudeFolders: v.optional(folders, []),
  /** The user agreed to keep secrets where the desktop offers no protection. */
  allowUnprotectedSecrets: v.optional(v.boolean(), false),
});

/** How many entries a setting that is a list or has one for each account may have; the rest of them is cut off. */
export const mostEntries: Readonly<Partial<Record<SettingName, number>>> = {
  codexFolders: mostFolders,
  claudeFolders: mostFolders,
  hooks: maxUserCommands,
  refreshSlots: mostSchedules,
  windowWarmups: mostSchedules,
  accountLabels: mostByAccount,
  accountGroups: mostByAccount,
  accountAlerts: mostByAccount,
  slotLimits: mostByAccount,
};

export type SettingName = keyof typeof settingsSchema.entries;

export type Settings = Readonly<v.InferOutput<typeof settingsSchema>>;

export const defaultSettings: Settings = v.parse(settingsSchema, {});

/** What a stored object says, and what of it is not as it says. */
interface ParsedSettings {
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
export function parseSettings(stored: unknown, lastGood: unknown = {}): ParsedSettings {
  const refused: SettingName[] = [];
  const cut: SettingName[] = [];
  const values = settingNames.flatMap((name) => {
    const given = ownValue(stored, name);
    if (given === undefined) return [];
    const short = cutToLength(name, given);
    const known = validValue(name, short);
    if (known === undefined) {
      refused.push(name);
      const earlier = validValue(name, ownValue(lastGood, name));
      return earlier === undefined ? [] : [[name, earlier] as const];
    }
    if (short !== given) cut.push(name);
    return [[name, known] as const];
  });
  return { settings: { ...defaultSettings, ...(Object.fromEntries(values) as Partial<Settings>) }, refused, cut };
}

/** The settings a stored object stands for, as `parseSettings` reads them. */
export function settingsOf(stored: unknown, lastGood: unknown = {}): Settings {
  return parseSettings(stored, lastGood).settings;
}

/** The fields of an object that are settings and have an allowed value; everything else is left out. */
export function knownSettings(stored: unknown): Partial<Settings> {
  const pairs = settingNames.flatMap((name) => {
    const value = validValue(name, ownValue(stored, name));
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
function validValue(name: SettingName, value: unknown): unknown {
  if (value === undefined) return undefined;
  const result = v.safeParse(settingsSchema.entries[name], value);
  return result.success ? result.output : undefined;
}

/** The first entries of a list or object that has too many; else the value itself. */
function cutToLength(name: SettingName, value: unknown): unknown {
  const most = mostEntries[name];
  if (most === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.length > most ? value.slice(0, most) : value;
  const entries = Object.entries(value);
  return entries.length > most ? Object.fromEntries(entries.slice(0, most)) : value;
}

/** True where the user allows polling of this provider. Providers whose accounts have a key are always polled. */
export function asksProvider(settings: Settings, provider: ProviderId): boolean {
  const { pollSetting } = providers[provider];
  return pollSetting === undefined || settings[pollSetting];
}

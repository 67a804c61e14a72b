import { languageTags } from '../i18n/languages.ts';
import * as v from 'valibot';

import { weekdays, alertKinds, withOneListOfSteps } from './alerts.ts';
import { appearanceSettings, mostArranged } from './appearance.ts';
import { defaultTiers, tiersSchema } from '../ledger/tiers.ts';
import type { ProviderId } from '../providers/provider-id.ts';
import { providers } from '../providers/registry.ts';
import { boundedList, boundedRecord, boundedText, currencyCode, longestId } from '../units/bounds.ts';
import { isRecord } from '../units/json.ts';
import { cleanText } from '../units/text.ts';
import { networkSettings, serverUrl } from './network.ts';
import { userCommandSchema, maxUserCommands } from './user-command.ts';
import { mostSchedules, refreshSlotsSchema, warmupCapSchema, windowWarmupsSchema } from './warm-ups.ts';

/** The most folders of each tool, dismissed suggestions, and entries of each setting by account. */
const mostFolders = 64;
const mostDismissed = 200;
const mostTools = 50;
const mostByAccount = 2000;

const toolName = v.pipe(boundedText(30), v.regex(/^[a-z]+$/));
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

/**
 * Returns the schema of an amount of credits; 0 turns its feature off. The smallest other amount is 0.0001, so that
 * decimal arithmetic works with its text.
 */
function credits(largest: number) {
  return v.pipe(
    v.number(),
    v.minValue(0),
    v.maxValue(largest),
    v.check((amount) => amount === 0 || amount >= 0.0001),
  );
}

const ownRate = v.object({
  currency: currencyCode,
  /** A plain decimal above 0. */
  perUsd: v.pipe(boundedText(30), v.regex(/^(?!0*(\.0*)?$)\d+(\.\d+)?$/)),
  /** The day on which the user entered the rate, `YYYY-MM-DD`. */
  date: v.pipe(boundedText(10), v.isoDate()),
});

const clockTime = v.pipe(boundedText(5), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/));
const accountAlerts = byAccount(
  v.object({ enabled: v.optional(v.boolean(), true), alertAtPercent: v.optional(warningPercents) }),
);

/** The schema of the id of a suggested account, such as `opencode:openrouter`. */
export const suggestionIdSchema = v.pipe(
  boundedText(longestId),
  v.regex(/^(?:opencode|copilot|github-cli|codex-folder|claude-folder):[\w.:@-]+$/),
);

/** The schema of the settings. Every field has a default, so the app can always read a file of an older version. */
export const settingsSchema = v.object({
  refreshMinutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(120)), 5),
  /** Polls again after this many requests of other programs that handed their headers to the app; 0: never. */
  refreshEveryRequests: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)), 0),
  startAtLogin: v.optional(v.boolean(), false),
  /** Asks GitHub once a day for the latest version. */
  checkForUpdates: v.optional(v.boolean(), false),
  notifications: v.optional(v.boolean(), true),
  /** Which kinds of alert notify. A kind without an entry notifies. */
  alertKinds: v.optional(
    v.pipe(boundedRecord(v.picklist(alertKinds), v.boolean(), alertKinds.length), v.readonly()),
    {},
  ),
  /**
   * The used percentages at which a limit is running low, in ascending order. Each step notifies once until the reset
   * and is drawn as low, the highest one as critical.
   */
  alertAtPercent: v.optional(warningPercents, [80, 95]),
  /** Which kinds of alert make a sound. A kind without an entry makes none. */
  alertSounds: v.optional(
    v.pipe(boundedRecord(v.picklist(alertKinds), v.boolean(), alertKinds.length), v.readonly()),
    {},
  ),
  /** Steps of the session window and the weekly window that replace `alertAtPercent`. */
  windowAlertAtPercent: v.optional(
    v.object({ session: v.optional(warningPercents), weekly: v.optional(warningPercents) }),
    {},
  ),
  /** Alert settings of single accounts, by account id. */
  accountAlerts: v.optional(accountAlerts, {}),
  /** The times of the week without notifications, in the user's time zone, by the day on which they begin. */
  quietHours: v.optional(
    v.pipe(
      boundedRecord(v.picklist(weekdays), v.object({ from: clockTime, to: clockTime }), weekdays.length),
      v.readonly(),
    ),
    {},
  ),
  /** Polls the public status pages of services while an account fails or the panel is open. */
  incidents: v.optional(v.boolean(), false),
  /** The user's own commands, which run on alerts and other events. */
  hooks: v.optional(v.pipe(boundedList(userCommandSchema, maxUserCommands), v.readonly()), []),
  language: v.optional(v.picklist(['system', ...languageTags]), 'system'),
  /** The region for the formats of numbers, money and times, ISO 3166. `system`: the region of the system. */
  region: v.optional(v.pipe(boundedText(6), v.regex(/^(?:system|[A-Z]{2})$/)), 'system'),
  clock: v.optional(v.picklist(['system', '12', '24']), 'system'),
  theme: v.optional(v.picklist(['system', 'light', 'dark']), 'system'),
  meterShows: v.optional(v.picklist(['left', 'used']), 'left'),
  resetShows: v.optional(v.picklist(['countdown', 'clock']), 'countdown'),
  ...appearanceSettings,
  ...networkSettings,
  /** False: the app does not poll Claude's usage endpoint. */
  askClaude: v.optional(v.boolean(), true),
  askCodex: v.optional(v.boolean(), true),
  /** True: the Codex command line polls its own account first, before the app does. */
  askCodexTool: v.optional(v.boolean(), true),
  /** True: Claude Code may be asked for the usage of its account. */
  askClaudeTool: v.optional(v.boolean(), true),
  /** How many credits equal one dollar, for estimates; 0 hides dollars everywhere. */
  creditsPerUsd: v.optional(credits(1_000_000), 25),
  /** Sends only requests for usage: no grants, no lists and no daily usage. */
  essentialTrafficOnly: v.optional(v.boolean(), false),
  /** A credit balance below this is low; 0: never. */
  lowCredits: v.optional(credits(1e12), 50),
  /** The user's groups of accounts, by account id. */
  accountGroups: v.optional(namesByAccount, {}),
  /** The user's names of accounts, by account id. */
  accountLabels: v.optional(namesByAccount, {}),
  /** The currency in which dollars are also shown (ISO 4217). USD: no conversion. */
  displayCurrency: v.optional(currencyCode, 'USD'),
  /** The user's own rate: how much of the display currency one dollar is; null: the app uses the table. */
  ownRate: v.optional(v.nullable(ownRate), null),
  /** Allows requests for the daily usage. The app sends them only when the user opens that view. */
  dailyUsage: v.optional(v.boolean(), false),
  /** For how many days the history keeps readings; 0: it stores none. */
  historyDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3650)), 400),
  /** Allows the user to redeem banked resets from the panel, each in two steps. */
  redeemResets: v.optional(v.boolean(), false),
  /** What an install of each tier may use (S3). */
  ledgerTiers: v.optional(tiersSchema, defaultTiers),
  /**
   * The address of the PostgreSQL server that holds the ledger, without a password. Empty: this computer holds the
   * ledger.
   */
  ledgerUrl: v.optional(serverUrl, ''),
  /** How many calls of an install the app accepts while that server is away; 0: none. */
  ledgerGraceCredits: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000)), 0),
  /** The most callers at once, by account id. It replaces the limit of the service. */
  slotLimits: v.optional(limitsByAccount, {}),
  /** The cooldown of a slot, ms: how long a released slot still counts. */
  slotCooldownMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(60_000)), 350),
  /** A port of this computer on which the local interface also answers, for callers with its token; 0: none. */
  apiPort: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)), 0),
  /** True: metrics name accounts and installs by a hash of their ids. */
  metricsHashIds: v.optional(v.boolean(), false),
  /** Times of day at which usage is polled in addition to the usual polls. */
  refreshSlots: v.optional(refreshSlotsSchema, []),
  /** The warm-up schedules of the user. */
  windowWarmups: v.optional(windowWarmupsSchema, []),
  /** The most runs of warm-ups over all accounts; 0: none. */
  windowWarmupCap: v.optional(warmupCapSchema, { perDay: 0, perWeek: 0 }),
  /** More sign-in folders, beside those in the tools' own variables. Each folder is one account. */
  codexFolders: v.optional(folders, []),
  claudeFolders: v.optional(folders, []),
  /** Tools whose logs the app never opens, by their names in `quota-tray usage`. */
  tokenUsageOff: v.optional(v.pipe(boundedList(toolName, mostTools), v.readonly()), []),
  /** The ids of suggested accounts that the user does not want to add. */
  dismissedSuggestions: v.optional(v.pipe(boundedList(suggestionIdSchema, mostDismissed), v.readonly()), []),
  /** True: the user agreed to store secrets where the desktop offers no protection. */
  allowUnprotectedSecrets: v.optional(v.boolean(), false),
});

/** The most entries of each setting that is a list or has entries by account. The app ignores further entries. */
export const mostEntries: Readonly<Partial<Record<SettingName, number>>> = {
  codexFolders: mostFolders,
  claudeFolders: mostFolders,
  tokenUsageOff: mostTools,
  dismissedSuggestions: mostDismissed,
  hooks: maxUserCommands,
  refreshSlots: mostSchedules,
  windowWarmups: mostSchedules,
  accountLabels: mostByAccount,
  accountGroups: mostByAccount,
  accountAlerts: mostByAccount,
  slotLimits: mostByAccount,
  order: mostArranged,
  pinned: mostArranged,
  hidden: mostArranged,
  folded: mostArranged,
  accountTiles: mostArranged,
};

/** The name of a setting. */
export type SettingName = keyof typeof settingsSchema.entries;

/** All settings, each with an allowed value. */
export type Settings = Readonly<v.InferOutput<typeof settingsSchema>>;

/** The default values of all settings. */
export const defaultSettings: Settings = v.parse(settingsSchema, {});

/** The settings from a stored object, and the names of settings that were not used as stored. */
interface ParsedSettings {
  readonly settings: Settings;
  /** Settings with an invalid value. They keep the last good value, or the default if there is none. */
  readonly refused: readonly SettingName[];
  /** Settings with too many entries, of which only the first ones count. */
  readonly cut: readonly SettingName[];
}

/**
 * Returns the settings from a stored object, checked one by one. A missing value becomes the default. An invalid value
 * becomes the value of `lastGood`, or the default, and affects no other setting. A list with too many entries is cut.
 * Unknown keys are ignored. Never throws.
 */
export function parseSettings(stored: unknown, lastGood: unknown = {}): ParsedSettings {
  const refused: SettingName[] = [];
  const cut: SettingName[] = [];
  const [current, earlierGood] = [stored, lastGood].map(withoutOlderNames);
  const values = settingNames.flatMap((name) => {
    const given = ownValue(current, name);
    if (given === undefined) return [];
    const short = cutToLength(name, given);
    const known = validValue(name, short);
    if (known === undefined) {
      refused.push(name);
      const earlier = validValue(name, ownValue(earlierGood, name));
      return earlier === undefined ? [] : [[name, earlier] as const];
    }
    if (short !== given) cut.push(name);
    return [[name, known] as const];
  });
  return { settings: { ...defaultSettings, ...(Object.fromEntries(values) as Partial<Settings>) }, refused, cut };
}

/** Returns the settings from a stored object by the rules of `parseSettings`. */
export function settingsOf(stored: unknown, lastGood: unknown = {}): Settings {
  return parseSettings(stored, lastGood).settings;
}

/** Returns the fields of an object that are settings with an allowed value. It leaves out all other fields. */
export function knownSettings(stored: unknown): Partial<Settings> {
  const pairs = settingNames.flatMap((name) => {
    const value = validValue(name, ownValue(stored, name));
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}

/** Returns a stored object with the names that this version uses. */
function withoutOlderNames(stored: unknown): unknown {
  return isRecord(stored) ? withOneListOfSteps(stored) : stored;
}

const settingNames = Object.keys(settingsSchema.entries) as readonly SettingName[];

function ownValue(stored: unknown, name: SettingName): unknown {
  if (typeof stored !== 'object' || stored === null || !Object.hasOwn(stored, name)) return undefined;
  return (stored as Readonly<Record<string, unknown>>)[name];
}

/** Returns the checked value of a setting; undefined: there is no value, or it is invalid. */
function validValue(name: SettingName, value: unknown): unknown {
  if (value === undefined) return undefined;
  const result = v.safeParse(settingsSchema.entries[name], value);
  return result.success ? result.output : undefined;
}

/** Returns the first entries of a list or object that has too many entries, else the value itself. */
function cutToLength(name: SettingName, value: unknown): unknown {
  const most = mostEntries[name];
  if (most === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.length > most ? value.slice(0, most) : value;
  const entries = Object.entries(value);
  return entries.length > most ? Object.fromEntries(entries.slice(0, most)) : value;
}

/** Returns true if the user allows polling of this provider. A provider whose accounts have a key is always polled. */
export function asksProvider(settings: Settings, provider: ProviderId): boolean {
  const { pollSetting } = providers[provider];
  return pollSetting === undefined || settings[pollSetting];
}

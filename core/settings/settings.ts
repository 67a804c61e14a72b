import * as v from 'valibot';

const folders = v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(1024))), v.maxLength(64), v.readonly());

/** The user's choices. Every field has a default, so a file of an older version is always readable. */
export const settingsSchema = v.object({
  refreshMinutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(120)), 5),
  /** Asks anew after so many requests of others whose headers were handed to us; 0: never (S4-11). */
  refreshEveryRequests: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)), 0),
  startAtLogin: v.optional(v.boolean(), false),
  notifications: v.optional(v.boolean(), true),
  language: v.optional(v.picklist(['system', 'en', 'zh-Hans']), 'system'),
  theme: v.optional(v.picklist(['system', 'light', 'dark']), 'system'),
  meterShows: v.optional(v.picklist(['left', 'used']), 'left'),
  resetShows: v.optional(v.picklist(['countdown', 'clock']), 'countdown'),
  /** Asking Claude's usage endpoint can be turned off (systems.md 5.3). */
  askClaude: v.optional(v.boolean(), true),
  askCodex: v.optional(v.boolean(), true),
  /** The Codex command line asks for its own account before we do (X.2). */
  askCodexTool: v.optional(v.boolean(), true),
  /** Credits per dollar for the estimate; 0 hides dollars everywhere (S1-34). */
  creditsPerUsd: v.optional(v.pipe(v.number(), v.minValue(0)), 25),
  /** Further sign-in folders beside those that the tools' own variables name: one account each. */
  codexFolders: v.optional(folders, []),
  claudeFolders: v.optional(folders, []),
  /** The user agreed to keep secrets where the desktop offers no protection. */
  allowUnprotectedSecrets: v.optional(v.boolean(), false),
});

export type Settings = Readonly<v.InferOutput<typeof settingsSchema>>;

export const defaultSettings: Settings = v.parse(settingsSchema, {});

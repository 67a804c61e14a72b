import path from 'node:path';
import { withOneListOfSteps } from '../../../core/settings/alerts.ts';
import {
  parseSettings,
  knownSettings,
  mostEntries,
  type SettingName,
  type Settings,
} from '../../../core/settings/settings.ts';
import type { Saving, StorageProblem } from '../../../core/settings/storage-problem.ts';
import { refreshBackup, writeBackup } from './backup.ts';
import {
  settingsInBackup,
  migrateSettings,
  openSettingsFile,
  settingsBackup,
  settingsFileName,
  type SettingsFileOptions,
  type SettingsMigration,
  settingsMigrations,
  settingsVersion,
  type StoredSettings,
} from './settings-file.ts';
import { fileCause } from './error-code.ts';
import { isOfLaterVersion } from './json-file.ts';
import { keepFileCopy } from './migration-copies.ts';
import { lockOf, type LockOutcome, savingOf, withLock, withLockNow } from './process-lock.ts';
import { dedupeReports } from './problems.ts';

export interface SettingsStore {
  readonly get: () => Settings;
  /** Returns the settings in the file whose values are refused or shortened. */
  readonly problems: () => readonly StorageProblem[];
  /** Returns false when the file holds a refused value for the setting, or when its value was lost. */
  readonly isKnown: (name: SettingName) => boolean;
  /** Returns true when the user has chosen a value. */
  readonly isStored: (name: SettingName) => boolean;
  /**
   * Changes the settings that have an allowed value and notifies the listeners. The change applies in this
   * process immediately. Resolves when it is saved or cannot be saved.
   */
  readonly set: (change: Partial<Settings>) => Promise<Saving>;
  /** Does the same for a change that depends on the present settings, including changes of other processes. */
  readonly update: (change: SettingsChange) => Promise<Saving>;
  /** Reads what another process has written and notifies the listeners. */
  readonly reload: () => void;
  /** Tries again to save unsaved changes. Call it at quit: it may block the thread for some seconds. */
  readonly flush: () => void;
  /** Returns the function that unsubscribes. */
  readonly subscribe: (listener: (settings: Settings) => void) => () => void;
}

/** Returns what changes. A setting that is there with `undefined` is taken out of the file, so its default counts. */
export type SettingsChange = (now: Settings) => ChangedSettings;

export type ChangedSettings = { readonly [Name in SettingName]?: Settings[Name] | undefined };

export interface SettingsStoreOptions extends SettingsFileOptions {
  readonly migrations?: readonly SettingsMigration[];
  /** How long a change waits for the lock. */
  readonly waitMs?: number;
  /** Whether nothing may be written: a newer version of the app wrote the folder. Left out: never. */
  readonly isSealed?: () => boolean;
}

const waitAtQuitMs = 3_000;
const sealed: LockOutcome<Saving> = { kind: 'done', value: { ok: false, cause: 'newer-version' } };

/**
 * Opens the user's settings, kept in memory and written through. Each change is applied to the present content
 * of the file under its lock, so that two processes keep each other's changes. A refused value falls back to
 * the last allowed value of that setting, and a damaged file to its backup. Unknown keys stay in the file. A
 * file of a later version is read but never written. A change that cannot be saved applies until the app
 * quits, and the next save tries again. Never throws.
 */
export function openSettings(options: SettingsStoreOptions): SettingsStore {
  const report = dedupeReports(options.report);
  const file = openSettingsFile({ ...options, report });
  const filePath = path.join(options.folder, `${settingsFileName}.json`);
  const lock = lockOf(filePath);
  const migrations = options.migrations ?? settingsMigrations;
  const newestVersion = migrations.length + 1;
  const { isSealed = () => false } = options;
  const wait = options.waitMs === undefined ? {} : { waitMs: options.waitMs };
  const listeners = new Set<(settings: Settings) => void>();
  const copied = settingsBackup(options);
  /** The last allowed value of each setting, for when the present value is refused. */
  let lastGood: StoredSettings = settingsInBackup(options);
  let stored: StoredSettings = migrated(file.initial);
  let reading = parseSettings(stored, lastGood);
  let settings = reading.settings;
  /** Changes that are not on the disk yet, oldest first. */
  let changes: readonly SettingsChange[] = [];
  /** True when the memory holds values that the disk does not. */
  let isDirty = settingsVersion(stored) !== settingsVersion(file.initial);

  const isLater = isOfLaterVersion(stored, newestVersion);
  if (isLater && !isSealed()) report({ kind: 'newer-version', what: 'settings', file: filePath });
  if (isSealed()) isDirty = false;
  else if (isDirty) reported(withLockNow(lock, save));
  else if (file.isLost !== true && !isLater)
    refreshBackup(copied, (value) => (isStored(value) ? allowedValues(migrated(value)) : value));

  /** Returns the values to fall back to from now on: the stored ones, except refused ones. */
  function allowedValues(now: StoredSettings): StoredSettings {
    const { refused } = parseSettings(now, lastGood);
    const earlier = refused.flatMap((name) => (Object.hasOwn(lastGood, name) ? [[name, lastGood[name]] as const] : []));
    const others = Object.entries(now).filter(([name]) => !(refused as readonly string[]).includes(name));
    return Object.fromEntries([...others, ...earlier]);
  }

  function take(now: StoredSettings): void {
    lastGood = allowedValues(stored);
    stored = now;
    reading = parseSettings(stored, lastGood);
    settings = reading.settings;
  }

  function migrated(read: StoredSettings): StoredSettings {
    return migrateSettings(read, migrations);
  }

  /** Applies the unsaved changes to the content of the file; null: it could not be read. Returns true when the file must be written. */
  function rebase(found: StoredSettings | null): boolean {
    if (found === null) return isDirty;
    take(migrated(found));
    let isNew = settingsVersion(stored) !== settingsVersion(found);
    for (const change of changes) isNew = apply(change) || isNew;
    return isNew;
  }

  /** Applies a change. Returns true when a value changed. */
  function apply(change: SettingsChange): boolean {
    const wanted = change(settings);
    const allowed = knownSettings(wanted);
    const names = Object.keys(allowed) as readonly (keyof Settings)[];
    const isChanged = (name: SettingName): boolean =>
      allowed[name] !== settings[name] || reading.refused.includes(name);
    const removed = new Set(
      Object.entries(wanted).flatMap(([name, value]) =>
        value === undefined && Object.hasOwn(stored, name) ? [name] : [],
      ),
    );
    if (!names.some(isChanged) && removed.size === 0) return false;
    const older = 'alertAtPercent' in allowed || 'alertKinds' in allowed ? withOneListOfSteps(stored) : stored;
    const kept = Object.entries(older).filter(([name]) => !removed.has(name));
    take({ ...Object.fromEntries(kept), ...allowed });
    return true;
  }

  /** Saves the settings. Call it with the lock. */
  function save(): Saving {
    const found = file.load();
    const isNew = rebase(found);
    if (isNew && isOfLaterVersion(stored, newestVersion)) return { ok: false, cause: 'newer-version' };
    const saving = isNew ? (copyBeforeMigration(found) ?? file.save(stored)) : ({ ok: true } as const);
    // A failed backup does not fail the change: the settings themselves are saved.
    if (isNew && saving.ok) writeBackup(copied, allowedValues(stored));
    if (saving.ok) {
      changes = [];
      isDirty = false;
    }
    return saving;
  }

  /** Copies a file of an earlier version before this version writes it. Returns why that failed; null: nothing did. */
  function copyBeforeMigration(found: StoredSettings | null): Saving | null {
    if (found === null || settingsVersion(found) >= newestVersion) return null;
    try {
      keepFileCopy(filePath, settingsVersion(found), options.nowMs());
      return null;
    } catch (error) {
      return { ok: false, cause: fileCause(error) };
    }
  }

  function reported(outcome: LockOutcome<Saving>): Saving {
    const saving = savingOf(outcome);
    if (!saving.ok && saving.cause !== 'unreadable' && saving.cause !== 'newer-version') {
      report({ kind: 'not-saved', what: 'settings', cause: saving.cause });
    }
    return saving;
  }

  /** Runs the work and notifies the listeners when it changed the settings. */
  function notifyingChanges<T>(work: () => T): T {
    const before = JSON.stringify(settings);
    const value = work();
    if (JSON.stringify(settings) !== before) for (const listener of [...listeners]) listener(settings);
    return value;
  }

  async function update(change: SettingsChange): Promise<Saving> {
    const outcome = notifyingChanges(() => {
      changes = [...changes, change];
      isDirty = apply(change) || isDirty;
      return isSealed() ? sealed : withLockNow(lock, save);
    });
    return reported(outcome.kind === 'busy' ? await withLock(lock, () => notifyingChanges(save), wait) : outcome);
  }

  return Object.freeze({
    get: () => settings,
    problems: () => [
      ...reading.refused.map((setting) => ({ kind: 'setting-refused', setting }) as const),
      ...reading.cut.map((setting) => ({ kind: 'setting-cut', setting, most: mostEntries[setting] ?? 0 }) as const),
    ],
    isStored: (name) => Object.hasOwn(stored, name),
    isKnown: (name) => !reading.refused.includes(name) && (file.isLost !== true || Object.hasOwn(stored, name)),
    set: (change) => update(() => change),
    update,
    reload: () => void notifyingChanges(() => rebase(file.load())),
    flush: () => {
      if (changes.length > 0 && !isSealed()) reported(withLockNow(lock, save, { waitMs: waitAtQuitMs }));
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  } satisfies SettingsStore);
}

function isStored(value: unknown): value is StoredSettings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

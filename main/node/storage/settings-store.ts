import path from 'node:path';
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
import { isOfLaterVersion } from './json-file.ts';
import { lockOf, type LockOutcome, savingOf, withLock, withLockNow } from './process-lock.ts';
import { dedupeReports } from './problems.ts';

export interface SettingsStore {
  readonly get: () => Settings;
  /** Settings in the file that do not hold as they stand there. */
  readonly problems: () => readonly StorageProblem[];
  /** False: the file holds a value for it that is not understood, or what it held is lost. */
  readonly isKnown: (name: SettingName) => boolean;
  /** Whether the user has chosen it. */
  readonly isStored: (name: SettingName) => boolean;
  /**
   * Takes over the fields that have an allowed value, and tells the listeners. The change holds in this
   * process at once, and resolves when it is saved or cannot be.
   */
  readonly set: (change: Partial<Settings>) => Promise<Saving>;
  /** The same for a change that depends on what is set now, also by another process. */
  readonly update: (change: SettingsChange) => Promise<Saving>;
  /** Takes over what another process has written, and tells the listeners of it. */
  readonly reload: () => void;
  /** Tries once more to save what could not be saved, and holds the thread for some seconds. Called at quit. */
  readonly flush: () => void;
  /** Returns the function that ends it. */
  readonly subscribe: (listener: (settings: Settings) => void) => () => void;
}

export type SettingsChange = (now: Settings) => Partial<Settings>;

export interface SettingsStoreOptions extends SettingsFileOptions {
  readonly migrations?: readonly SettingsMigration[];
  /** How long a change waits for another process. */
  readonly waitMs?: number;
}

const waitAtQuitMs = 3_000;

/**
 * The user's settings: kept in memory and written through. Each change is made to what the file says by
 * then, under the file's lock, so that two processes lose nothing of each other's. A wrong value falls back
 * to its last good one alone, unknown keys stay in the file, and a damaged file to its last good copy. A file
 * that a later version wrote is read as far as it is understood, and never written. A change that cannot be
 * saved holds until the app quits, and the next save tries it again. Never throws.
 */
export function openSettings(options: SettingsStoreOptions): SettingsStore {
  const report = dedupeReports(options.report);
  const file = openSettingsFile({ ...options, report });
  const filePath = path.join(options.folder, `${settingsFileName}.json`);
  const lock = lockOf(filePath);
  const migrations = options.migrations ?? settingsMigrations;
  const newestVersion = migrations.length + 1;
  const wait = options.waitMs === undefined ? {} : { waitMs: options.waitMs };
  const listeners = new Set<(settings: Settings) => void>();
  const copied = settingsBackup(options);
  /** The values of each setting that were allowed last: what a refused one falls back to. */
  let lastGood: StoredSettings = settingsInBackup(options);
  let stored: StoredSettings = migrated(file.initial);
  let reading = parseSettings(stored, lastGood);
  let settings = reading.settings;
  /** What is not on the disk yet, oldest first. */
  let changes: readonly SettingsChange[] = [];
  /** The memory holds what the disk does not. */
  let isDirty = settingsVersion(stored) !== settingsVersion(file.initial);

  const isLater = isOfLaterVersion(stored, newestVersion);
  if (isLater) report({ kind: 'newer-version', what: 'settings', file: filePath });
  if (isDirty) reported(withLockNow(lock, save));
  else if (file.isLost !== true && !isLater)
    refreshBackup(copied, (value) => (isStored(value) ? goodOf(migrated(value)) : value));

  /** What is to be fallen back to from now on: the stored values, but for those that are refused. */
  function goodOf(now: StoredSettings): StoredSettings {
    const { refused } = parseSettings(now, lastGood);
    const earlier = refused.flatMap((name) => (Object.hasOwn(lastGood, name) ? [[name, lastGood[name]] as const] : []));
    const others = Object.entries(now).filter(([name]) => !(refused as readonly string[]).includes(name));
    return Object.fromEntries([...others, ...earlier]);
  }

  function take(now: StoredSettings): void {
    lastGood = goodOf(stored);
    stored = now;
    reading = parseSettings(stored, lastGood);
    settings = reading.settings;
  }

  function migrated(read: StoredSettings): StoredSettings {
    return migrateSettings(read, migrations);
  }

  /** Makes the changes that are not saved to what the file says now. True: the file has to be written. */
  function rebase(): boolean {
    const found = file.load();
    if (found === null) return isDirty;
    take(migrated(found));
    let isNew = settingsVersion(stored) !== settingsVersion(found);
    for (const change of changes) isNew = apply(change) || isNew;
    return isNew;
  }

  /** True when a value is another one now. */
  function apply(change: SettingsChange): boolean {
    const allowed = knownSettings(change(settings));
    const names = Object.keys(allowed) as readonly (keyof Settings)[];
    const isOther = (name: SettingName): boolean => allowed[name] !== settings[name] || reading.refused.includes(name);
    if (!names.some(isOther)) return false;
    take({ ...stored, ...allowed });
    return true;
  }

  /** Called with the lock. */
  function save(): Saving {
    const isNew = rebase();
    if (isNew && isOfLaterVersion(stored, newestVersion)) return { ok: false, cause: 'newer-version' };
    const saving = isNew ? file.save(stored) : ({ ok: true } as const);
    // It only serves a damaged file, so a change that is saved does not fail for it.
    if (isNew && saving.ok) writeBackup(copied, goodOf(stored));
    if (saving.ok) {
      changes = [];
      isDirty = false;
    }
    return saving;
  }

  function reported(outcome: LockOutcome<Saving>): Saving {
    const saving = savingOf(outcome);
    if (!saving.ok && saving.cause !== 'unreadable' && saving.cause !== 'newer-version') {
      report({ kind: 'not-saved', what: 'settings', cause: saving.cause });
    }
    return saving;
  }

  /** Runs the work and tells the listeners when it made the settings other ones. */
  function telling<T>(work: () => T): T {
    const before = JSON.stringify(settings);
    const value = work();
    if (JSON.stringify(settings) !== before) for (const listener of [...listeners]) listener(settings);
    return value;
  }

  async function update(change: SettingsChange): Promise<Saving> {
    const outcome = telling(() => {
      changes = [...changes, change];
      isDirty = apply(change) || isDirty;
      return withLockNow(lock, save);
    });
    return reported(outcome.kind === 'busy' ? await withLock(lock, () => telling(save), wait) : outcome);
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
    reload: () => void telling(rebase),
    flush: () => {
      if (changes.length > 0) reported(withLockNow(lock, save, { waitMs: waitAtQuitMs }));
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

import { type FSWatcher, watch as watchEntries } from 'node:fs';
import path from 'node:path';
import { debounce, folderIdentity, watchPath } from './path-watcher.ts';

/** The names of the entries that may have changed. Null: any entry may have changed. */
export type ChangedEntries = ReadonlySet<string> | null;

export interface WatchFolderOptions {
  readonly quietMs?: number;
  /** How often a change is assumed if the system sends no events. */
  readonly pollMs?: number;
}

/**
 * Calls back, debounced, when files in a folder are created or changed. The folder may be missing at first. The watcher
 * does not keep the process running. Returns the function that ends it.
 */
export function watchFolder(
  folder: string,
  changed: (entries: ChangedEntries) => void,
  { quietMs = 150, pollMs = 5_000 }: WatchFolderOptions = {},
): () => void {
  let names: Set<string> | null = new Set();
  let current: { readonly watcher: FSWatcher; readonly identity: string } | null = null;
  let polling: NodeJS.Timeout | null = null;
  const debounced = debounce(
    () => {
      const entries = names;
      names = new Set();
      changed(entries);
    },
    quietMs,
    Math.max(1000, quietMs),
  );
  const hint = (name: string | null): void => {
    if (name === null || name === path.basename(folder)) names = null;
    else names?.add(name);
    debounced.hint();
  };
  const stopWatching = (): void => {
    current?.watcher.close();
    current = null;
  };
  const fallBackToPolling = (): void => {
    stopWatching();
    polling ??= setInterval(() => hint(null), pollMs).unref();
  };
  const watchCurrentFolder = (): void => {
    const identity = folderIdentity(folder);
    if (polling !== null || (identity !== null && identity === current?.identity)) return;
    stopWatching();
    if (identity === null) return;
    try {
      const watcher = watchEntries(folder, { persistent: false }, (_event, name) => hint(name));
      watcher.on('error', fallBackToPolling);
      current = { watcher, identity };
    } catch {
      fallBackToPolling();
    }
  };
  const endOuter = watchPath(
    folder,
    () => {
      watchCurrentFolder();
      hint(null);
    },
    { quietMs },
  );
  watchCurrentFolder();
  return () => {
    endOuter();
    debounced.cancel();
    stopWatching();
    clearInterval(polling ?? undefined);
  };
}

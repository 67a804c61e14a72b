import { type FSWatcher, statSync, watch as watchEntries } from 'node:fs';
import path from 'node:path';
import { debounce, watchPath } from './path-watcher.ts';

/** The names of the entries that may have changed; null: it may be each of them. */
export type ChangedEntries = ReadonlySet<string> | null;

export interface WatchFolderOptions {
  readonly quietMs?: number;
  /** How often a change is supposed where the system gives no events. */
  readonly pollMs?: number;
}

/**
 * Calls back, debounced, when files of a folder are created or written to; the folder need not exist
 * yet. Holds no process. Returns the function that ends it.
 */
export function watchFolder(
  folder: string,
  changed: (entries: ChangedEntries) => void,
  { quietMs = 150, pollMs = 5_000 }: WatchFolderOptions = {},
): () => void {
  let names: Set<string> | null = new Set();
  let current: { readonly watcher: FSWatcher; readonly identity: string } | null = null;
  let polling: NodeJS.Timeout | null = null;
  const settle = debounce(
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
    settle.hint();
  };
  const release = (): void => {
    current?.watcher.close();
    current = null;
  };
  const fallBackToPolling = (): void => {
    release();
    polling ??= setInterval(() => hint(null), pollMs).unref();
  };
  const aim = (): void => {
    const identity = identityOf(folder);
    if (polling !== null || (identity !== null && identity === current?.identity)) return;
    release();
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
      aim();
      hint(null);
    },
    { quietMs },
  );
  aim();
  return () => {
    endOuter();
    settle.cancel();
    release();
    clearInterval(polling ?? undefined);
  };
}

function identityOf(folder: string): string | null {
  try {
    const status = statSync(folder, { bigint: true });
    return status.isDirectory() ? `${status.dev}:${status.ino}:${status.birthtimeNs}` : null;
  } catch {
    return null;
  }
}

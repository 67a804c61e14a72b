import { type FSWatcher, type StatsListener, statSync, unwatchFile, watchFile, watch as watchFolder } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';

/** How often the watch may move or restart after errors before polling replaces it. */
const maximumAttempts = 16;

export interface WatchPathOptions {
  /** How long there must be no further change before the callback. */
  readonly quietMs?: number;
  /** How often the file is compared if the system sends no events. */
  readonly pollMs?: number;
  /** `fs.watch`, or a replacement in tests. */
  readonly watch?: typeof watchFolder;
}

/** Watches several paths, each as `watchPath` does. Returns the function that ends it. */
export function watchPaths(paths: readonly string[], changed: () => void, options: WatchPathOptions = {}): () => void {
  const ends = paths.map((path) => watchPath(path, changed, options));
  return () => ends.forEach((end) => end());
}

/**
 * Calls back, debounced, when the file at a path is created, changed, replaced or deleted, or when a folder above it
 * appears or disappears. The path may be missing at first. If the system cannot watch more files, it compares the file
 * every `pollMs` instead. The watcher does not keep the process running. Returns the function that ends it.
 */
export function watchPath(path: string, changed: () => void, options: WatchPathOptions = {}): () => void {
  const { quietMs = 150, pollMs = 1000, watch = watchFolder } = options;
  const target = resolve(path);
  const debounced = debounce(changed, quietMs, Math.max(1000, quietMs));
  let current: (NearestFolder & { readonly watcher: FSWatcher }) | null = null;
  let isEnded = false;
  let isPolling = false;
  let errors = 0;

  const poll: StatsListener = () => debounced.hint();
  const stopWatching = (): void => {
    current?.watcher.close();
    current = null;
  };
  const fallBackToPolling = (): void => {
    stopWatching();
    isPolling = true;
    watchFile(target, { interval: pollMs, persistent: false }, poll);
  };

  /** Moves the watch to the nearest existing folder. */
  const watchNearestFolder = (): void => {
    for (let attempt = 0; !isEnded && !isPolling; attempt += 1) {
      const nearest = nearestFolder(target);
      if (nearest !== null && current?.folder === nearest.folder && current.identity === nearest.identity) {
        return;
      }
      stopWatching();
      if (nearest === null || attempt + errors >= maximumAttempts || !open(nearest)) {
        return fallBackToPolling();
      }
    }
  };

  const checkAgain = (isWatchDead: boolean): void => {
    if (isWatchDead) {
      stopWatching();
    }
    watchNearestFolder();
    debounced.hint();
  };

  /** Returns false if the system refuses. True also if the folder is gone by now, because the caller looks again. */
  const open = (nearest: NearestFolder): boolean => {
    try {
      const watcher = watch(nearest.folder, { persistent: false }, (_event, name) => {
        const change = changeOf(nearest, name);
        if (current?.watcher === watcher && change !== 'none') {
          checkAgain(change === 'folder');
        }
      });
      watcher.on('error', () => {
        errors += 1;
        if (current?.watcher === watcher) {
          checkAgain(true);
        }
      });
      current = { ...nearest, watcher };
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT';
    }
  };

  watchNearestFolder();
  return () => {
    isEnded = true;
    debounced.cancel();
    stopWatching();
    if (isPolling) {
      unwatchFile(target, poll);
    }
  };
}

/**
 * Returns what an event is about. `folder`: the watched folder itself. It may already be replaced by a new one with the
 * same name and inode, and then the watch no longer works.
 */
function changeOf(nearest: NearestFolder, name: string | null): 'folder' | 'entry' | 'none' {
  const named = name?.toLowerCase();
  if (named === basename(nearest.folder).toLowerCase()) {
    return 'folder';
  }
  return named === undefined || named === nearest.entry.toLowerCase() ? 'entry' : 'none';
}

/** The deepest existing folder above a path, and its entry that leads to the path. */
interface NearestFolder {
  readonly folder: string;
  readonly entry: string;
  /** Differs from that of a folder that replaces this one under the same name. */
  readonly identity: string;
}

/** Returns the nearest existing folder. Null if not even the root can be read. */
function nearestFolder(path: string): NearestFolder | null {
  let folder = dirname(path);
  for (;;) {
    const identity = folderIdentity(folder);
    if (identity !== null) {
      return { folder, entry: relative(folder, path).split(sep)[0] ?? '', identity };
    }
    const parent = dirname(folder);
    if (parent === folder) {
      return null;
    }
    folder = parent;
  }
}

/** Returns a text that differs from that of a folder that replaces this one under the same name. Null without a folder. */
export function folderIdentity(folder: string): string | null {
  try {
    const status = statSync(folder, { bigint: true });
    return status.isDirectory() ? `${status.dev}:${status.ino}:${status.birthtimeNs}` : null;
  } catch {
    return null;
  }
}

/** A debounced call. `hint` asks for it, `cancel` drops it. */
interface Debounced {
  readonly hint: () => void;
  readonly cancel: () => void;
}

/**
 * Returns a debounced `act`. It runs `quietMs` after the last hint, and at the latest `longestMs` after the first one, so
 * that a file that changes all the time is still noticed. The timers do not keep the process running.
 */
export function debounce(act: () => void, quietMs: number, longestMs: number): Debounced {
  let quiet: NodeJS.Timeout | null = null;
  let longest: NodeJS.Timeout | null = null;
  const cancel = (): void => {
    clearTimeout(quiet ?? undefined);
    clearTimeout(longest ?? undefined);
    quiet = null;
    longest = null;
  };
  const fire = (): void => {
    cancel();
    act();
  };
  const hint = (): void => {
    clearTimeout(quiet ?? undefined);
    quiet = setTimeout(fire, quietMs).unref();
    longest ??= setTimeout(fire, longestMs).unref();
  };
  return Object.freeze({ hint, cancel });
}

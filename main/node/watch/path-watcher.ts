import { type FSWatcher, type StatsListener, statSync, unwatchFile, watchFile, watch as watchFolder } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';

/** So often a watch is moved or renewed after errors before polling takes its place. */
const mostAttempts = 16;

export interface WatchPathOptions {
  /** How long it must be quiet before a change is told. */
  readonly quietMs?: number;
  /** How often a path is compared where the system gives no events. */
  readonly pollMs?: number;
  /** `fs.watch`, or what stands in for it. */
  readonly watch?: typeof watchFolder;
}

/** Watches several paths as `watchPath` does one. Returns the function that ends it. */
export function watchPaths(paths: readonly string[], changed: () => void, options: WatchPathOptions = {}): () => void {
  const ends = paths.map((path) => watchPath(path, changed, options));
  return () => ends.forEach((end) => end());
}

/**
 * Calls back, debounced, when the file at a path is created, written, replaced or deleted, or when a
 * folder above it comes or goes; the path need not exist yet. Where the system has no more events to
 * give it compares the file every `pollMs` instead. Holds no process. Returns the function that ends it.
 */
export function watchPath(path: string, changed: () => void, options: WatchPathOptions = {}): () => void {
  const { quietMs = 150, pollMs = 1000, watch = watchFolder } = options;
  const target = resolve(path);
  const settle = debounce(changed, quietMs, Math.max(1000, quietMs));
  let current: (NearestFolder & { readonly watcher: FSWatcher }) | null = null;
  let isEnded = false;
  let isPolling = false;
  let errors = 0;

  const poll: StatsListener = () => settle.hint();
  const release = (): void => {
    current?.watcher.close();
    current = null;
  };
  const fallBackToPolling = (): void => {
    release();
    isPolling = true;
    watchFile(target, { interval: pollMs, persistent: false }, poll);
  };

  /** Moves the watch to the nearest folder, until that is where it stands. */
  const aim = (): void => {
    for (let attempt = 0; !isEnded && !isPolling; attempt += 1) {
      const nearest = nearestFolder(target);
      if (nearest !== null && current?.folder === nearest.folder && current.identity === nearest.identity) {
        return;
      }
      release();
      if (nearest === null || attempt + errors >= mostAttempts || !open(nearest)) {
        return fallBackToPolling();
      }
    }
  };

  const lookAgain = (isWatchDead: boolean): void => {
    if (isWatchDead) {
      release();
    }
    aim();
    settle.hint();
  };

  /** False where the system refuses; true also where the folder went meanwhile, as `aim` looks again. */
  const open = (nearest: NearestFolder): boolean => {
    try {
      const watcher = watch(nearest.folder, { persistent: false }, (_event, name) => {
        const concern = concernOf(nearest, name);
        if (current?.watcher === watcher && concern !== 'nothing') {
          lookAgain(concern === 'folder');
        }
      });
      watcher.on('error', () => {
        errors += 1;
        if (current?.watcher === watcher) {
          lookAgain(true);
        }
      });
      current = { ...nearest, watcher };
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT';
    }
  };

  aim();
  return () => {
    isEnded = true;
    settle.cancel();
    release();
    if (isPolling) {
      unwatchFile(target, poll);
    }
  };
}

/**
 * What an event speaks of. `folder`: the watched folder itself, which may be gone and already replaced
 * by a new one with the same name and number, so that the watch on it is dead.
 */
function concernOf(nearest: NearestFolder, name: string | null): 'folder' | 'entry' | 'nothing' {
  const named = name?.toLowerCase();
  if (named === basename(nearest.folder).toLowerCase()) {
    return 'folder';
  }
  return named === undefined || named === nearest.entry.toLowerCase() ? 'entry' : 'nothing';
}

/** The deepest folder on the way to a path that exists now, and the entry below it that leads there. */
interface NearestFolder {
  readonly folder: string;
  readonly entry: string;
  /** Tells a folder from one that replaced it under the same name. */
  readonly identity: string;
}

/** Null where not even the root of the path can be read. */
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

function folderIdentity(folder: string): string | null {
  try {
    const status = statSync(folder, { bigint: true });
    return status.isDirectory() ? `${status.dev}:${status.ino}:${status.birthtimeNs}` : null;
  } catch {
    return null;
  }
}

interface Debounced {
  readonly hint: () => void;
  readonly cancel: () => void;
}

/**
 * Calls `act` once hints have been silent for `quietMs`, and at the latest after `longestMs` of them,
 * so that a file that is written without a pause is still seen. The timer holds no process.
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

import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import { isNewerVersion } from '../../../core/updates/version.ts';
import { watchPath } from '../watch/path-watcher.ts';
import { folderVersion, type FolderStamp, type NewerFolder, readStamp } from './folder-version.ts';
import { writeJsonFile } from './json-file.ts';
import { lockOf, withLockNow } from './process-lock.ts';
import { quarantine } from './quarantine.ts';
import type { StateFolder } from './state-folder.ts';

/** What another version of the app did to the folder of this process. */
export type FolderChange =
  /** It gave the folder a newer form. Nothing may write to it any more. */
  | { readonly kind: 'newer-folder' }
  /** It understands the same form and wants to serve the folder. */
  | { readonly kind: 'newer-app'; readonly version: string };

/** The one place that says whether this process may write to the state folder. Every store asks it. */
export interface FolderGate {
  /** Returns true if a newer version wrote the folder, so that this process may not write. */
  readonly isSealed: () => boolean;
  /** Gives a folder without a stamp one. Leaves every other stamp as it is. Call it before the first change. */
  readonly stamp: () => void;
  /** Writes that this version serves the folder. Call it with the serving lock. */
  readonly lead: () => void;
  /**
   * Asks the process that serves the folder to give way, if it is of an older version. False: it is not, or it does not
   * say which version it is.
   */
  readonly claim: () => boolean;
  /**
   * Follows what other versions do to the folder, and reports at once what they did since it was judged. Returns the
   * function that ends it.
   */
  readonly follow: (changed: (change: FolderChange) => void) => () => void;
}

interface FolderGateOptions {
  readonly state: Pick<StateFolder, 'home' | 'judgement' | 'paths'>;
  /** The version of this app. */
  readonly version: string;
  readonly nowMs: () => number;
  readonly report: ReportStorageProblem;
}

const lockWaitMs = 3_000;

/**
 * Creates the gate of a state folder. It reports a folder of a newer version, and a stamp that cannot be used. The stamp
 * is the one message between versions: a newer one writes its name into it, and an older one that serves the folder sees
 * that and gives way. Never throws.
 */
export function createFolderGate({ state, version, nowMs, report }: FolderGateOptions): FolderGate {
  const { home, judgement, paths } = state;
  let newer = judgement.newer;
  /** The version in the stamp that this process knows already. */
  let knownWriter = judgement.stamp.kind === 'stamp' ? judgement.stamp.stamp.writtenBy : null;
  const seal = (found: NewerFolder): void => {
    newer = found;
    report({ kind: 'newer-folder', folder: home, writtenBy: found.writtenBy, own: version });
  };
  if (newer !== null) seal(newer);
  else if (judgement.stamp.kind === 'unreadable')
    report({ kind: 'not-read', what: 'stamp', cause: judgement.stamp.cause });
  else if (judgement.stamp.kind === 'too-large') report({ kind: 'not-read', what: 'stamp', cause: 'too-large' });

  /** Writes our stamp unless `keeps` says that the one in the file stays. Another process may write at the same time. */
  function write(keeps: (stamp: FolderStamp) => boolean): boolean {
    if (newer !== null || !isDue(keeps)) return false;
    const outcome = withLockNow(lockOf(paths.stamp), () => isDue(keeps) && replaced(), { waitMs: lockWaitMs });
    return outcome.kind === 'done' && outcome.value;
  }

  function isDue(keeps: (stamp: FolderStamp) => boolean): boolean {
    const found = readStamp(paths.stamp);
    if (found.kind === 'stamp') return found.stamp.version <= folderVersion && !keeps(found.stamp);
    return found.kind === 'absent' || found.kind === 'torn';
  }

  function replaced(): boolean {
    if (readStamp(paths.stamp).kind === 'torn') {
      const moved = quarantine(paths.stamp, nowMs());
      if (moved.kind === 'failed') report({ kind: 'not-read', what: 'stamp', cause: 'corrupt' });
      else report({ kind: 'set-aside', what: 'stamp', movedTo: moved.movedTo });
      if (moved.kind === 'failed') return false;
    }
    const saving = writeJsonFile(paths.stamp, { version: folderVersion, writtenBy: version });
    if (!saving.ok) report({ kind: 'not-saved', what: 'stamp', cause: saving.cause });
    return saving.ok;
  }

  function follow(changed: (change: FolderChange) => void): () => void {
    const look = (): void => {
      const found = readStamp(paths.stamp);
      if (newer !== null || found.kind !== 'stamp') return;
      const { writtenBy } = found.stamp;
      if (found.stamp.version > folderVersion) {
        seal({ writtenBy });
        return changed({ kind: 'newer-folder' });
      }
      if (writtenBy === null || writtenBy === knownWriter) return;
      knownWriter = writtenBy;
      if (isNewerVersion(writtenBy, version)) changed({ kind: 'newer-app', version: writtenBy });
    };
    const end = watchPath(paths.stamp, look);
    // What happened since the folder was judged raises no event.
    look();
    return end;
  }

  return Object.freeze<FolderGate>({
    isSealed: () => newer !== null,
    stamp: () => void write(() => true),
    lead: () => {
      write((stamp) => stamp.version === folderVersion && stamp.writtenBy === version);
      // Whoever names itself from now on claims the folder of this process, also the version that led it before.
      knownWriter = version;
    },
    claim: () => {
      const writer = writerIn(paths.stamp);
      return writer !== null && isNewerVersion(version, writer) && write(({ writtenBy }) => writtenBy !== writer);
    },
    follow,
  });
}

function writerIn(file: string): string | null {
  const found = readStamp(file);
  return found.kind === 'stamp' ? found.stamp.writtenBy : null;
}

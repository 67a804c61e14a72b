import path from 'node:path';
import {
  createNewestEvents,
  logLineMark,
  type NewestEvents,
  parseLogLine,
} from '../../../core/providers/codex/session-log.ts';
import type { Observation } from '../../../core/usage/observation.ts';
import { alignedInterval } from '../watch/aligned-interval.ts';
import { type ChangedEntries, watchFolder } from '../watch/folder-watcher.ts';
import { watchPath } from '../watch/path-watcher.ts';
import { logsChangedSince, logsIn, type OpenLog, sessionDays } from './session-files.ts';
import { newestLine } from './newest-line.ts';

export interface LogTailOptions {
  /** Absolute, with links resolved. */
  readonly codexHome: string;
  /** Receives the newest observation of each limit that was written since the last call, the oldest first. */
  readonly saw: (observations: readonly Observation[]) => void;
  readonly nowMs: () => number;
  readonly open: OpenLog;
  /** How often to check whether a new day has begun. */
  readonly dayCheckMs: number;
}

export interface LogTail {
  /** Resolves when the logs from before the start were read. */
  readonly ready: Promise<void>;
  readonly stop: () => void;
}

/** How far a log has been read. */
interface Mark {
  readonly identity: string;
  /** The offset of the first unread line. */
  readonly from: number;
  readonly searchedTo: number;
}

/** Older logs say nothing about any current window: the longest usual one is a week. */
const relevantMs = 8 * 86_400_000;
/** How many logs are read at the start, the newest first, and how many older folders are watched. */
const maximumFirstFiles = 200;
const maximumOlderFolders = 8;
/** After the account's own limit is found, this much more of the log is searched for other limits. */
const furtherBytes = 1024 * 1024;
const maximumFirstBytes = 128 * 1024 * 1024;
/** How many checks of the day lie between two searches for resumed sessions. */
const checksBetweenSearches = 5;

/**
 * Follows the session logs of one `CODEX_HOME`. At the start it reads every recently changed log from its end, later only
 * new lines. It watches the folders of today and yesterday. A session that is resumed in an older folder is found when the
 * tool adds the prompt to its history, or some minutes later. Never throws.
 */
export function followLogs({ codexHome, saw, nowMs, open, dayCheckMs }: LogTailOptions): LogTail {
  const marks = new Map<string, Mark>();
  const olderFolders = new Map<string, () => void>();
  let days: readonly string[] = [];
  let endWatches: readonly (() => void)[] = [];
  let searchedAtMs = 0;
  let checks = 0;
  let isStopped = false;
  let turn: Promise<void> = Promise.resolve();

  /** Reads the new lines of a log. Returns how many bytes it read at most. */
  async function readFile(file: string, events: NewestEvents): Promise<number> {
    const read = await open(file, async (log) => {
      const mark = marks.get(file);
      const known = mark?.identity === log.identity && mark.searchedTo <= log.bytes ? mark : null;
      const from = known?.from ?? 0;
      const searchedTo = known?.searchedTo ?? 0;
      let lowest = log.bytes;
      const readAt = (position: number, length: number): Promise<Buffer> => {
        lowest = Math.min(lowest, position);
        return log.readAt(position, length);
      };
      const take = (line: string): null => {
        const event = parseLogLine(line, nowMs());
        if (event !== null) events.add(event);
        return null;
      };
      const enough = { isReached: events.hasAccountWindow, bytes: furtherBytes };
      const { end } = await newestLine(readAt, { from, searchedTo, to: log.bytes }, logLineMark, take, enough);
      marks.set(file, { identity: log.identity, from: end ?? from, searchedTo: log.bytes });
      return log.bytes - lowest;
    });
    return read ?? 0;
  }

  async function reportNewest(files: readonly string[], maximumBytes = Number.POSITIVE_INFINITY): Promise<void> {
    const events = createNewestEvents();
    let bytes = 0;
    for (const file of files) {
      if (isStopped || bytes > maximumBytes) break;
      bytes += await readFile(file, events);
    }
    const newest = events.list();
    if (newest.length > 0 && !isStopped) saw(newest);
  }

  async function readChanged(folder: string, entries: ChangedEntries): Promise<void> {
    const files = await logsIn(folder);
    await reportNewest(files.filter((file) => entries === null || entries.has(path.basename(file))));
  }

  async function begin(): Promise<void> {
    const nowAtMs = nowMs();
    const files = await logsChangedSince(codexHome, nowAtMs - relevantMs);
    searchedAtMs = nowAtMs;
    await reportNewest(
      files.slice(0, maximumFirstFiles).map(({ file }) => file),
      maximumFirstBytes,
    );
  }

  /** Finds resumed sessions in folders that are not watched. */
  async function search(): Promise<void> {
    const nowAtMs = nowMs();
    const files = await logsChangedSince(codexHome, Math.min(searchedAtMs, nowAtMs) - dayCheckMs);
    searchedAtMs = nowAtMs;
    const unwatched = files.map(({ file }) => file).filter((file) => !days.includes(path.dirname(file)));
    for (const file of unwatched) watchOlder(path.dirname(file));
    if (unwatched.length > 0) await reportNewest(unwatched);
  }

  function watchOlder(folder: string): void {
    if (olderFolders.has(folder)) return;
    const [oldest] = olderFolders.keys();
    if (olderFolders.size >= maximumOlderFolders && oldest !== undefined) {
      olderFolders.get(oldest)?.();
      olderFolders.delete(oldest);
    }
    olderFolders.set(
      folder,
      watchFolder(folder, (entries) => void queue(() => readChanged(folder, entries))),
    );
  }

  const queue = (act: () => Promise<void>): Promise<void> => {
    turn = turn.then(() => (isStopped ? undefined : act())).catch(() => undefined);
    return turn;
  };
  const aim = (): void => {
    const wanted = sessionDays(codexHome, nowMs());
    if (wanted[0] === days[0]) return;
    for (const end of endWatches) end();
    days = wanted;
    endWatches = wanted.map((day) => watchFolder(day, (entries) => void queue(() => readChanged(day, entries))));
  };
  const readAllDays = (): void => {
    for (const day of days) void queue(() => readChanged(day, null));
  };

  aim();
  const ready = queue(begin);
  const endHistory = watchPath(path.join(codexHome, 'history.jsonl'), () => void queue(search));
  const endChecks = alignedInterval(() => {
    const before = days;
    aim();
    checks += 1;
    // Windows reports changes of an open file only sometimes.
    if (before !== days || process.platform === 'win32') readAllDays();
    if (checks % checksBetweenSearches === 0) void queue(search);
  }, dayCheckMs);
  return {
    ready,
    stop: () => {
      isStopped = true;
      endChecks();
      endHistory();
      for (const end of [...endWatches, ...olderFolders.values()]) end();
    },
  };
}

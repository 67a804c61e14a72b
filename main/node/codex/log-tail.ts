import path from 'node:path';
import {
  createNewestEvents,
  logLineMark,
  type NewestEvents,
  parseLogLine,
} from '../../../core/providers/codex/session-log.ts';
import type { Observation } from '../../../core/usage/observation.ts';
import { type ChangedEntries, watchFolder } from '../watch/folder-watcher.ts';
import { watchPath } from '../watch/path-watcher.ts';
import { logsChangedSince, logsIn, type OpenLog, sessionDays } from './session-files.ts';
import { newestLine } from './newest-line.ts';

export interface LogTailOptions {
  /** Absolute, with every link followed. */
  readonly codexHome: string;
  /** The newest rate limits of each limit, of what was written since the last call; the oldest first. */
  readonly saw: (observations: readonly Observation[]) => void;
  readonly nowMs: () => number;
  readonly open: OpenLog;
  /** How often is looked whether a new day has begun. */
  readonly dayCheckMs: number;
}

export interface LogTail {
  /** Resolves when what had been written before the start was looked at. */
  readonly ready: Promise<void>;
  readonly stop: () => void;
}

/** How far a log has been read. */
interface Mark {
  readonly identity: string;
  /** Where the first line begins that was not read yet. */
  readonly from: number;
  readonly searchedTo: number;
}

/** What is older says nothing about the longest usual window any more. */
const latelyMs = 8 * 86_400_000;
/** So many logs are read at the start, the newest first, and so many further folders are watched. */
const mostFirstFiles = 200;
const mostFurtherFolders = 8;
/** Once the account's own limit is found, a log is read this much further back for other limits. */
const furtherBytes = 1024 * 1024;
const mostFirstBytes = 128 * 1024 * 1024;
/** How many checks of the day lie between two searches for resumed sessions. */
const checksBetweenSearches = 5;

/**
 * Follows the session logs of one `CODEX_HOME`. At the start every log that changed lately is read from its end;
 * after that only what is new. The folders of today and yesterday are watched; a session that is resumed in an
 * older one is found when the tool notes the prompt in its history, or some minutes later. Never throws.
 */
export function followLogs({ codexHome, saw, nowMs, open, dayCheckMs }: LogTailOptions): LogTail {
  const marks = new Map<string, Mark>();
  const further = new Map<string, () => void>();
  let days: readonly string[] = [];
  let endWatches: readonly (() => void)[] = [];
  let searchedAtMs = 0;
  let checks = 0;
  let isStopped = false;
  let turn: Promise<void> = Promise.resolve();

  /** Reads what is new in a log. Returns how many bytes that may have cost. */
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

  async function tellNewest(files: readonly string[], mostBytes = Number.POSITIVE_INFINITY): Promise<void> {
    const events = createNewestEvents();
    let bytes = 0;
    for (const file of files) {
      if (isStopped || bytes > mostBytes) break;
      bytes += await readFile(file, events);
    }
    const newest = events.list();
    if (newest.length > 0 && !isStopped) saw(newest);
  }

  async function readChanged(folder: string, entries: ChangedEntries): Promise<void> {
    const files = await logsIn(folder);
    await tellNewest(files.filter((file) => entries === null || entries.has(path.basename(file))));
  }

  async function begin(): Promise<void> {
    const nowAtMs = nowMs();
    const files = await logsChangedSince(codexHome, nowAtMs - latelyMs);
    searchedAtMs = nowAtMs;
    await tellNewest(
      files.slice(0, mostFirstFiles).map(({ file }) => file),
      mostFirstBytes,
    );
  }

  /** Finds sessions that go on in folders nobody watches. */
  async function search(): Promise<void> {
    const nowAtMs = nowMs();
    const files = await logsChangedSince(codexHome, Math.min(searchedAtMs, nowAtMs) - dayCheckMs);
    searchedAtMs = nowAtMs;
    const unwatched = files.map(({ file }) => file).filter((file) => !days.includes(path.dirname(file)));
    for (const file of unwatched) watchFurther(path.dirname(file));
    if (unwatched.length > 0) await tellNewest(unwatched);
  }

  function watchFurther(folder: string): void {
    if (further.has(folder)) return;
    const [oldest] = further.keys();
    if (further.size >= mostFurtherFolders && oldest !== undefined) {
      further.get(oldest)?.();
      further.delete(oldest);
    }
    further.set(
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
  const lookAtAll = (): void => {
    for (const day of days) void queue(() => readChanged(day, null));
  };

  aim();
  const ready = queue(begin);
  const endHistory = watchPath(path.join(codexHome, 'history.jsonl'), () => void queue(search));
  const check = setInterval(() => {
    const before = days;
    aim();
    checks += 1;
    // Windows tells of a file that is still open only now and then.
    if (before !== days || process.platform === 'win32') lookAtAll();
    if (checks % checksBetweenSearches === 0) void queue(search);
  }, dayCheckMs).unref();
  return {
    ready,
    stop: () => {
      isStopped = true;
      clearInterval(check);
      endHistory();
      for (const end of [...endWatches, ...further.values()]) end();
    },
  };
}

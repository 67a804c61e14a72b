import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { logLineMark, readLogLine } from '../../../core/providers/codex/read-log-line.ts';
import type { Observation } from '../../../core/quota/observation.ts';
import { type ChangedEntries, watchFolder } from '../watch/watch-folder.ts';
import type { LogFile, OpenLog } from './log-file.ts';
import { newestLine } from './newest-line.ts';
import { sessionDays } from './session-days.ts';

export interface LogTailOptions {
  /** Absolute, with every link followed. */
  readonly codexHome: string;
  /** The newest rate limits of what was written since the last call. */
  readonly saw: (observation: Observation) => void;
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

/**
 * Follows today's and yesterday's session logs of one `CODEX_HOME`. Of what is there at the start only
 * the newest file is read, from its end; after that only what is new. Never throws.
 */
export function followLogs({ codexHome, saw, nowMs, open, dayCheckMs }: LogTailOptions): LogTail {
  const marks = new Map<string, Mark>();
  let days: readonly string[] = [];
  let endWatches: readonly (() => void)[] = [];
  let isStopped = false;
  let turn: Promise<void> = Promise.resolve();

  async function readFile(file: string): Promise<Observation | null> {
    return open(file, async (log) => {
      const mark = marks.get(file);
      const known = mark?.identity === log.identity && mark.searchedTo <= log.bytes ? mark : null;
      const from = known?.from ?? 0;
      const searchedTo = known?.searchedTo ?? 0;
      const stretch = { from, searchedTo, to: log.bytes };
      const { end, found } = await newestLine(log.readAt, stretch, logLineMark, (line) => readLogLine(line, nowMs()));
      marks.set(file, { identity: log.identity, from: end ?? from, searchedTo: log.bytes });
      return found;
    });
  }

  async function readChanged(folder: string, entries: ChangedEntries): Promise<void> {
    const files = await logsIn(folder);
    const concerned = files.filter((file) => entries === null || entries.has(path.basename(file)));
    await tellNewest(concerned);
  }

  async function tellNewest(files: readonly string[]): Promise<void> {
    let newest: Observation | null = null;
    for (const file of files) {
      const found = isStopped ? null : await readFile(file);
      if (found !== null && found.asOfMs >= (newest?.asOfMs ?? 0)) newest = found;
    }
    if (newest !== null && !isStopped) saw(newest);
  }

  /** What was written before is not news, but for the newest log's last word. */
  async function begin(): Promise<void> {
    const files = (await Promise.all(days.map((day) => logsIn(day)))).flat();
    let newest: { readonly file: string; readonly modifiedMs: number } | null = null;
    for (const file of files) {
      const log = await open(file, (each) => Promise.resolve(skipped(each)));
      if (log === null) continue;
      marks.set(file, log.mark);
      if (newest === null || log.modifiedMs > newest.modifiedMs) newest = { file, modifiedMs: log.modifiedMs };
    }
    if (newest === null) return;
    marks.delete(newest.file);
    await tellNewest([newest.file]);
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
    for (const file of marks.keys()) if (!wanted.includes(path.dirname(file))) marks.delete(file);
    endWatches = wanted.map((day) => watchFolder(day, (entries) => void queue(() => readChanged(day, entries))));
  };
  const lookAtAll = (): void => {
    for (const day of days) void queue(() => readChanged(day, null));
  };

  aim();
  const ready = queue(begin);
  const check = setInterval(() => {
    const before = days;
    aim();
    // Windows tells of a file that is still open only now and then.
    if (before !== days || process.platform === 'win32') lookAtAll();
  }, dayCheckMs).unref();
  return {
    ready,
    stop: () => {
      isStopped = true;
      clearInterval(check);
      for (const end of endWatches) end();
    },
  };
}

function skipped(log: LogFile): { readonly mark: Mark; readonly modifiedMs: number } {
  const mark = { identity: log.identity, from: log.bytes, searchedTo: log.bytes };
  return { mark, modifiedMs: log.modifiedMs };
}

/** The session logs of a folder, compressed ones and links left out; none where the folder lies elsewhere. */
async function logsIn(folder: string): Promise<readonly string[]> {
  try {
    if ((await realpath(folder)) !== folder) return [];
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'))
      .map(({ name }) => path.join(folder, name));
  } catch {
    return [];
  }
}

import fs from 'node:fs';
import path from 'node:path';
import electronLog from 'electron-log/node';
import type { Log } from '../../../core/ports.ts';
import { isPlainOwnFile } from '../storage/own-file.ts';
import { quarantine } from '../storage/quarantine.ts';
import { describeCause, redact } from './redact.ts';

export interface FileLogOptions {
  readonly folder: string;
  readonly nowMs: () => number;
  /** A file larger than this is renamed to `.old`; there are at most two files. */
  readonly maximumBytes?: number;
}

const longestLine = 16_000;

/**
 * Creates the log in `quota-tray.log` of the folder (0600). It redacts every line. It writes nothing to the
 * console, because other programs read the command line's output. When the disk refuses, only the lines are
 * lost.
 */
export function createFileLog({ folder, nowMs, maximumBytes = 512 * 1024 }: FileLogOptions): Log {
  const logger = electronLog.create({ logId: folder });
  silenceConsole(electronLog);
  silenceConsole(logger);
  makeFolder(folder);
  setAside(path.join(folder, 'quota-tray.log'), nowMs());
  const file = logger.transports.file;
  // Without a name the library looks for a package.json, and drops every line when there is none.
  file.setAppName('quota-tray');
  file.resolvePathFn = () => path.join(folder, 'quota-tray.log');
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  file.maxSize = maximumBytes;
  file.format = ({ data }) => data;

  function write(level: 'info' | 'warn' | 'error', message: string, cause?: unknown): void {
    const detail = cause === undefined ? '' : `\n  ${describeCause(cause)}`;
    const line = `${new Date(nowMs()).toISOString()} ${level} ${withoutControls(message.slice(0, longestLine))}${detail}`;
    logger[level](redact(line).slice(0, longestLine));
  }

  return Object.freeze({
    info: (message: string) => write('info', message),
    warn: (message: string) => write('warn', message),
    error: (message: string, cause?: unknown) => write('error', message, cause),
  });
}

/** Silences the console. The file transport reports its own faults there whatever the level, so `writeFn` does nothing. */
function silenceConsole(logger: ReturnType<typeof electronLog.create>): void {
  logger.transports.console.level = false;
  logger.transports.console.writeFn = () => undefined;
}

/** Creates the folder with mode 0700, because the library would let others read it. */
function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    // The first line fails again, and the library ignores that.
  }
}

/** Renames a link, a pipe or a file of another user, because the library would wait for it or write into its target. */
function setAside(file: string, nowMs: number): void {
  if (!isPlainOwnFile(file)) quarantine(file, nowMs);
  // The library gives a mode only to a new file.
  else if (fs.existsSync(file)) fs.chmodSync(file, 0o600);
}

/** Replaces control characters, so that a message from outside cannot forge another log line. */
function withoutControls(message: string): string {
  return message.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

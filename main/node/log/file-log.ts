import fs from 'node:fs';
import path from 'node:path';
import electronLog from 'electron-log/node';
import type { Log } from '../../../core/ports.ts';
import { describeCause, redact } from './redact.ts';

export interface FileLogOptions {
  readonly folder: string;
  readonly nowMs: () => number;
  /** A file larger than this becomes the `.old` one; there are never more than two. */
  readonly maximumBytes?: number;
}

const longestLine = 16_000;

/**
 * A log in `quota-tray.log` of the folder (0600), with every line redacted. Writes nothing to the
 * console, because the command line's output belongs to programs; a disk that refuses costs the
 * lines and nothing else.
 */
export function createFileLog({ folder, nowMs, maximumBytes = 512 * 1024 }: FileLogOptions): Log {
  const logger = electronLog.create({ logId: folder });
  silenceConsole(electronLog);
  silenceConsole(logger);
  makeFolder(folder);
  const file = logger.transports.file;
  // Otherwise the library looks for a package.json around the program, and drops every line where there is none.
  file.setAppName('quota-tray');
  file.resolvePathFn = () => path.join(folder, 'quota-tray.log');
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  file.maxSize = maximumBytes;
  file.format = ({ data }) => data;

  function write(level: 'info' | 'warn' | 'error', message: string, cause?: unknown): void {
    const detail = cause === undefined ? '' : `\n  ${describeCause(cause)}`;
    const line = `${new Date(nowMs()).toISOString()} ${level} ${withoutControls(message)}${detail}`;
    logger[level](redact(line).slice(0, longestLine));
  }

  return Object.freeze({
    info: (message: string) => write('info', message),
    warn: (message: string) => write('warn', message),
    error: (message: string, cause?: unknown) => write('error', message, cause),
  });
}

/** The file transport tells its own faults to the console whatever the level, so the writing itself ends. */
function silenceConsole(logger: ReturnType<typeof electronLog.create>): void {
  logger.transports.console.level = false;
  logger.transports.console.writeFn = () => undefined;
}

/** The library would make it open to others. A failure shows again, and is swallowed, at the first line. */
function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    // See above.
  }
}

/** One message is one line: what came from outside cannot forge another. */
function withoutControls(message: string): string {
  return message.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

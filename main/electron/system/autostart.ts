import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { errorCode } from '../../node/storage/error-code.ts';
import { replaceFile } from '../../node/storage/json-file.ts';

/** Whether the entry says what was wanted. `foreign`: the file is not as we wrote it, so it was left alone. */
export type AutostartOutcome = 'done' | 'foreign' | 'failed';

/** Where the desktop looks for what it starts at sign-in. */
export function autostartFile(environment: Readonly<Record<string, string | undefined>>, homeFolder: string): string {
  const configured = environment['XDG_CONFIG_HOME'] ?? '';
  const base = path.posix.isAbsolute(configured) ? configured : path.posix.join(homeFolder, '.config');
  return path.posix.join(base, 'autostart', 'quota-tray.desktop');
}

/**
 * Writes the entry, or with null removes it. A file that we did not write, or that somebody has changed
 * since, is never touched: the user may have put `Hidden=true` into it. Never throws.
 */
export function setAutostart(file: string, entry: string | null): AutostartOutcome {
  const found = contentOf(file);
  if (found === undefined) return 'failed';
  if (found === null) return entry === null || replaceFile(file, entry, { mode: 0o644 }).ok ? 'done' : 'failed';
  if (!isOurs(found)) return 'foreign';
  if (entry === found) return 'done';
  if (entry !== null) return replaceFile(file, entry, { mode: 0o644 }).ok ? 'done' : 'failed';
  try {
    fs.rmSync(file, { force: true });
    return 'done';
  } catch {
    return 'failed';
  }
}

const checksumKey = 'X-QuotaTray-Checksum=';

/** The desktop entry that starts `command` (program, then its arguments) at sign-in, with its own checksum. */
export function autostartEntry(name: string, command: readonly string[]): string {
  const text = [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${name}`,
    `Exec=${command.map(quotedArgument).join(' ')}`,
    'Icon=quota-tray',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
  return `${text}${checksumKey}${checksumOf(text)}\n`;
}

/** Earlier versions wrote this without a checksum. */
const earlierEntry =
  /^\[Desktop Entry\]\nType=Application\nName=[^\n]*\nExec=[^\n]*\nIcon=quota-tray\nTerminal=false\nX-GNOME-Autostart-enabled=true\n$/;

function isOurs(content: string): boolean {
  const start = content.lastIndexOf(checksumKey);
  if (start === -1) return earlierEntry.test(content);
  const text = content.slice(0, start);
  return content === `${text}${checksumKey}${checksumOf(text)}\n`;
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const longestEntryBytes = 64 * 1024;

/** Null: there is no file. Undefined: it cannot be read. What is no plain file of a sensible size reads as foreign. */
function contentOf(file: string): string | null | undefined {
  try {
    const found = fs.lstatSync(file);
    return found.isFile() && found.size <= longestEntryBytes ? fs.readFileSync(file, 'utf8') : '';
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? null : undefined;
  }
}

/**
 * One argument as the Desktop Entry Specification wants it: a percent sign doubled; inside quotes
 * the characters that a shell would act on escaped; then every backslash once more, as a value
 * of the file.
 */
function quotedArgument(argument: string): string {
  const withoutFieldCodes = argument.replaceAll('%', '%%');
  if (/^[\w./@:+=,%-]+$/.test(withoutFieldCodes)) return withoutFieldCodes;
  const quoted = `"${withoutFieldCodes.replace(/(["`$\\])/g, '\\$1')}"`;
  return quoted.replaceAll('\\', '\\\\');
}

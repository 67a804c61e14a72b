import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { errorCode } from '../../node/storage/error-code.ts';
import { replaceFile } from '../../node/storage/json-file.ts';

/** `done`: the entry is as wanted. `foreign`: someone else changed the file, so it stays as it is. */
export type AutostartOutcome = 'done' | 'foreign' | 'failed';

/** Returns the file that makes a Linux desktop start the app at sign-in. */
export function autostartFile(environment: Readonly<Record<string, string | undefined>>, homeFolder: string): string {
  const configured = environment['XDG_CONFIG_HOME'] ?? '';
  const base = path.posix.isAbsolute(configured) ? configured : path.posix.join(homeFolder, '.config');
  return path.posix.join(base, 'autostart', 'quota-tray.desktop');
}

/**
 * Writes the desktop entry, or removes it with null. It never touches a file that the app did not write or that someone
 * changed since, because the user may have added `Hidden=true`. Never throws.
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

/**
 * Lets the entry start this program if the program that it starts is gone, because the user moved the app. Null: nothing
 * is to be mended. No entry, one that someone changed, and one of a program that still exists stay as they are. Never throws.
 */
export function mendAutostart(
  file: string,
  entry: string,
  exists: (program: string) => boolean,
): AutostartOutcome | null {
  const found = contentOf(file);
  if (typeof found !== 'string' || !isOurs(found) || found === entry) return null;
  const program = programIn(found);
  if (program === null || program === programIn(entry) || exists(program)) return null;
  return setAutostart(file, entry);
}

/** Returns the program that an entry of the app starts: `quoteArgument` backwards. Null: its line has another form. */
function programIn(entry: string): string | null {
  const line = /^Exec=(?<value>.*)$/m.exec(entry)?.groups?.['value']?.replaceAll('\\\\', '\\') ?? '';
  const command = /^(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<plain>[^\s"]+))/.exec(line)?.groups;
  const program = command?.['plain'] ?? command?.['quoted']?.replace(/\\(["`$\\])/g, '$1');
  return program?.replaceAll('%%', '%') ?? null;
}

const checksumKey = 'X-QuotaTray-Checksum=';

/** Returns the desktop entry that starts `command` (program and arguments) at sign-in. It contains its own checksum. */
export function autostartEntry(name: string, command: readonly string[]): string {
  const text = [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${name}`,
    `Exec=${command.map(quoteArgument).join(' ')}`,
    'Icon=quota-tray',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
  return `${text}${checksumKey}${checksumOf(text)}\n`;
}

/** Earlier versions wrote this entry, without a checksum. */
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

/** Returns the content. Null: there is no file. Undefined: it cannot be read. A link, folder or huge file reads as `''`, which is foreign. */
function contentOf(file: string): string | null | undefined {
  try {
    const found = fs.lstatSync(file);
    return found.isFile() && found.size <= longestEntryBytes ? fs.readFileSync(file, 'utf8') : '';
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? null : undefined;
  }
}

/**
 * Quotes an argument as the Desktop Entry Specification requires: it doubles percent signs, escapes the special characters
 * inside quotes, and then escapes every backslash again, because the value is in a file.
 */
function quoteArgument(argument: string): string {
  const withoutFieldCodes = argument.replaceAll('%', '%%');
  if (/^[\w./@:+=,%-]+$/.test(withoutFieldCodes)) return withoutFieldCodes;
  const quoted = `"${withoutFieldCodes.replace(/(["`$\\])/g, '\\$1')}"`;
  return quoted.replaceAll('\\', '\\\\');
}

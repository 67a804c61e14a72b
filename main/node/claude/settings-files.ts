import fs from 'node:fs';
import path from 'node:path';
import { errorCode } from '../storage/error-code.ts';
import { replaceFile } from '../storage/json-file.ts';

export type SettingsReading =
  | { readonly kind: 'text'; readonly text: string; readonly mode: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly reason: SettingsRefusal };

export type SettingsRefusal = 'no-folder' | 'link' | 'unreadable' | 'too-large' | 'not-text';

const maximumBytes = 1024 * 1024;

/** Returns the path of Claude Code's settings in a configuration folder. */
export function settingsPath(folder: string): string {
  return path.join(folder, 'settings.json');
}

/** Returns the path of the copy that `statusline install` makes. The name contains ours, so that it replaces no other program's copy. */
export function keptPath(folder: string): string {
  return path.join(folder, 'settings.json.quota-tray.bak');
}

/**
 * Reads a settings file of Claude Code in order to change it. It refuses a file that is not UTF-8, and a link that leaves
 * the folder, because the target may serve other programs too. Never throws.
 */
export function readSettingsText(folder: string, file: string): SettingsReading {
  try {
    if (!fs.statSync(folder).isDirectory()) return refused('no-folder');
    if (fs.lstatSync(file, { throwIfNoEntry: false }) === undefined) return { kind: 'missing' };
    const real = fs.realpathSync(file);
    if (path.dirname(real) !== fs.realpathSync(folder)) return refused('link');
    const status = fs.statSync(real);
    if (!status.isFile()) return refused('unreadable');
    if (status.size > maximumBytes) return refused('too-large');
    return { kind: 'text', text: decode(fs.readFileSync(real)), mode: status.mode & 0o777 };
  } catch (error) {
    return refused(reasonOf(error, folder));
  }
}

/** Writes a file completely or not at all, also through a link within the folder. Returns false if that failed. */
export function writeSettingsText(file: string, text: string, mode: number): boolean {
  return replaceFile(realPathOf(file), text, { mode }).ok;
}

/** Removes a file, which may be missing. Returns false if that failed. */
export function removeSettings(file: string): boolean {
  try {
    fs.rmSync(file, { force: true });
    return true;
  } catch {
    return false;
  }
}

/** Keeps the byte order mark, so that the same bytes can be written again. */
function decode(bytes: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

function reasonOf(error: unknown, folder: string): SettingsRefusal {
  if (errorCode(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'not-text';
  if (errorCode(error) !== 'ENOENT') return 'unreadable';
  return fs.existsSync(folder) ? 'link' : 'no-folder';
}

function refused(reason: SettingsRefusal): SettingsReading {
  return { kind: 'refused', reason };
}

/** Returns the path with its links resolved, or unchanged if it cannot be resolved. */
export function realPathOf(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    return file;
  }
}

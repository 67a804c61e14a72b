import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where the desktop looks for what it starts at sign-in. */
export function autostartFile(environment: Readonly<Record<string, string | undefined>>, homeFolder: string): string {
  const configured = environment['XDG_CONFIG_HOME'] ?? '';
  const base = path.posix.isAbsolute(configured) ? configured : path.posix.join(homeFolder, '.config');
  return path.posix.join(base, 'autostart', 'quota-tray.desktop');
}

/** Writes the entry, or with null removes it. False when that failed. */
export function setAutostart(file: string, entry: string | null): boolean {
  try {
    if (entry === null) {
      rmSync(file, { force: true });
    } else {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, entry, { mode: 0o644 });
    }
    return true;
  } catch {
    return false;
  }
}

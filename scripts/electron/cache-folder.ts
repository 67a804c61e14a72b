import os from 'node:os';
import path from 'node:path';

/** Absolute path of the folder for what can always be fetched again, outside the checkout. */
export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache');
  return path.join(base, 'quota-tray');
}

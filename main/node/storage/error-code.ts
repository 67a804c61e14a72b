import type { FileCause } from '../../../core/settings/storage-problem.ts';

const causes: Readonly<Record<string, FileCause>> = {
  EROFS: 'read-only',
  SQLITE_READONLY: 'read-only',
  ENOSPC: 'full',
  EDQUOT: 'full',
  SQLITE_FULL: 'full',
  EACCES: 'denied',
  EPERM: 'denied',
};

/** Returns why the file system or the database refused: one of four causes, each with its own advice for the user. */
export function fileCause(error: unknown): FileCause {
  const code = errorCode(error) ?? '';
  return causes[code] ?? causes[code.split('_').slice(0, 2).join('_')] ?? 'other';
}

/** True when another process held the database for as long as SQLite waited. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(errorCode(error) ?? '');
}

/** True when the file is no SQLite database, or a damaged one. */
export function isCorrupt(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(errorCode(error) ?? '');
}

/** Returns why a database that several processes share did not take a change. */
export function writeCause(error: unknown): FileCause | 'busy' {
  return isBusy(error) ? 'busy' : fileCause(error);
}

/** Returns the `code` of a system or database error; null when it has none. */
export function errorCode(error: unknown): string | null {
  const code = typeof error === 'object' && error !== null ? (error as { readonly code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : null;
}

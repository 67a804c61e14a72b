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

/** Why the file system or the database refused, in the four words that lead to different advice. */
export function fileCause(error: unknown): FileCause {
  const code = errorCode(error) ?? '';
  return causes[code] ?? causes[code.split('_').slice(0, 2).join('_')] ?? 'other';
}

/** Whether the database refused because another process held it for as long as we waited. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(errorCode(error) ?? '');
}

/** Why a database that several processes write did not take a change. */
export function writeCause(error: unknown): FileCause | 'busy' {
  return isBusy(error) ? 'busy' : fileCause(error);
}

/** The `code` of a system or database error, else null. */
export function errorCode(error: unknown): string | null {
  const code = typeof error === 'object' && error !== null ? (error as { readonly code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : null;
}

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

/** The `code` of a system or database error, else null. */
export function errorCode(error: unknown): string | null {
  const code = typeof error === 'object' && error !== null ? (error as { readonly code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : null;
}

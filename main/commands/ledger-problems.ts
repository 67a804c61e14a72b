import { storageNotices } from '../../core/snapshot/notices.ts';
import type { LedgerParts } from '../ledger.ts';
import type { Parts } from '../parts.ts';
import { tell } from './output.ts';

export type LedgerCommandParts = LedgerParts & Pick<Parts, 'problems' | 'reader'>;

/**
 * What happened to the app's own files stands on stderr, not only in the log: to the ledger, and to the
 * settings, which say where the ledger is and what a tier allows.
 */
export function tellProblems({ problems, reader }: LedgerCommandParts): void {
  for (const { text } of storageNotices(problems(), reader())) tell(text);
}

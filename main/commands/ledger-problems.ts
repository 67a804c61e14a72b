import { storageNotices } from '../../core/snapshot/notices.ts';
import type { LedgerParts } from '../ledger.ts';
import type { Parts } from '../parts.ts';
import { tell } from './output.ts';

export type LedgerCommandParts = LedgerParts & Pick<Parts, 'problems' | 'reader'>;

/** What happened to the ledger's file stands on stderr, not only in the log (S3-13). */
export function tellProblems({ problems, reader }: LedgerCommandParts): void {
  const ofLedger = problems().filter((problem) => 'what' in problem && problem.what === 'ledger');
  for (const { text } of storageNotices(ofLedger, reader())) tell(text);
}

import type { UnavailableReason } from '../../../core/ledger/store.ts';

const sentences: Readonly<Record<UnavailableReason, string>> = {
  busy: 'The ledger was busy for too long, so nothing was booked. Try again.',
  full: 'The disk of the ledger is full, so nothing was booked. Free some space and try again.',
  'read-only': 'The ledger cannot be written because its disk or its server is read-only. Nothing was booked.',
  denied:
    'The ledger may not be opened. Check that the state folder and ledger.db belong to the user who runs this program; for a ledger on a server, check user, password, database and rights in its connection URL.',
  damaged:
    'The ledger is damaged. On a server, see the log of the server. In a file, ledger.db is damaged or gone and ledger.db.bak is no good copy of it: put a good copy in its place; or, to begin an empty ledger in which every install has its full allowance again, move both files and ledger.db-wal out of the state folder.',
  setting:
    'The setting ledgerUrl cannot be understood, so it is not known where the ledger is. Nothing was booked. Correct it in settings.json (a PostgreSQL address without a password, or "" for this machine), or set QUOTA_TRAY_LEDGER_URL.',
  'newer-version': 'The ledger was written by a later version of Quota Tray. Update this one.',
  'not-loaded': 'The database library cannot be loaded here. Run "quota-tray doctor" for what works.',
  unreachable:
    'The database server of the ledger cannot be reached. Ask again with the same job id or reservation: what was booked before the connection broke is not booked twice.',
  closed: 'The app is quitting. Try again when it runs.',
  other:
    'The ledger could not be used because of a fault, so nothing was booked. Check its disk or, for a ledger on a server, its connection URL.',
};

/** Why the ledger cannot answer, and what to do. */
export function unavailableText(reason: UnavailableReason): string {
  return sentences[reason];
}

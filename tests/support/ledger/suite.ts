import { type OpenLedger, openDesk } from './desk.ts';
import { describeLedgerAccounts } from './suite-accounts.ts';
import { describeLedgerConcurrency } from './suite-concurrency.ts';
import { describeLedgerReservations } from './suite-reservations.ts';

/** Runs the whole suite of the ledger against one kind of store; `open` makes an empty ledger each time. */
export function describeLedger(name: string, open: OpenLedger): void {
  const desk = () => openDesk(open);
  describeLedgerAccounts(name, desk);
  describeLedgerReservations(name, desk);
  describeLedgerConcurrency(name, desk);
}

import { randomUUID } from 'node:crypto';
import type { LedgerStore } from '../../core/ledger/store.ts';
import { assertNever } from '../../core/assert-never.ts';
import { toIso } from '../../core/units/time.ts';
import type { LedgerNotice } from '../node/ledger/ledger-file.ts';
import { openLedger } from '../node/ledger/open-ledger.ts';
import { dedupeReports } from '../node/storage/problems.ts';
import type { Services } from './create-services.ts';

export type LedgerServices = Pick<Services, 'clock' | 'gate' | 'settings' | 'paths' | 'log' | 'report' | 'problems'>;

/** Returns the ledger of metered installs that the settings name. It is opened at its first use. */
export function createLedger(services: LedgerServices): LedgerStore {
  const { clock, gate, settings, paths, log, report } = services;
  return openLedger({
    environment: process.env,
    isSealed: gate.isSealed,
    settings: settings.get,
    isUrlKnown: () => settings.isKnown('ledgerUrl') && !settingsAreLost(services),
    paths,
    nowMs: clock.nowMs,
    newId: randomUUID,
    notice: reportNotice(services),
    log,
    report,
  });
}

/**
 * True: an earlier process found the settings damaged and without a good copy, and the user has not seen it
 * yet. The settings may have named a ledger server, so a local ledger must not replace it.
 */
function settingsAreLost({ problems, settings }: LedgerServices): boolean {
  const isLost = problems().some((problem) => problem.kind === 'set-aside' && problem.what === 'settings');
  return isLost && !settings.isStored('ledgerUrl');
}

function reportNotice({ log, paths, report }: LedgerServices): (notice: LedgerNotice) => void {
  const reportProblem = dedupeReports(report);
  // Each call of the ledger tries again.
  let isLoadLogged = false;
  return (notice) => {
    switch (notice.kind) {
      case 'begun':
        return log.info(`There was no ledger, so an empty one was made: ${paths.ledger}`);
      case 'restored': {
        const { takenFrom, copyOfMs, movedTo } = notice;
        const aside = movedTo === null ? '' : `; set aside: ${movedTo}`;
        log.error(`The ledger was damaged or gone and goes on from ${takenFrom} of ${toIso(copyOfMs)}${aside}`);
        return report({ ...notice, what: 'ledger' });
      }
      case 'damaged':
        return reportProblem({ kind: 'not-read', what: 'ledger', cause: 'corrupt' });
      case 'not-loaded':
        if (!isLoadLogged) log.error('The database library did not load', notice.cause);
        isLoadLogged = true;
        return;
      case 'copy-failed':
        return log.warn('The daily copy of the ledger could not be made');
      default:
        return assertNever(notice);
    }
  };
}

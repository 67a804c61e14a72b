import type { LedgerStore, LedgerDependencies, LedgerUnavailable } from '../../../core/ledger/store.ts';
import type { Log } from '../../../core/ports.ts';
import type { Settings } from '../../../core/settings/settings.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import type { HomePaths } from '../storage/home.ts';
import { existsSync } from 'node:fs';
import type { LedgerNotice } from './ledger-file.ts';
import { createSqliteLedger } from './sqlite-ledger.ts';

export interface OpenLedgerOptions extends Pick<LedgerDependencies, 'nowMs' | 'newId'> {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly settings: () => Pick<Settings, 'ledgerTiers' | 'ledgerUrl' | 'ledgerGraceCredits'>;
  /** Returns false when the setting for the ledger's URL is refused. */
  readonly isUrlKnown: () => boolean;
  readonly paths: Pick<HomePaths, 'ledger' | 'ledgerOutbox'>;
  /** Whether nothing may be written: a newer version of the app wrote the state folder. */
  readonly isSealed: () => boolean;
  readonly notice: (notice: LedgerNotice) => void;
  readonly log: Log;
  readonly report: ReportStorageProblem;
}

/** Returns the URL of the ledger's server from the environment or the settings; null: the ledger is on this machine. */
export function ledgerServerUrl(
  environment: OpenLedgerOptions['environment'],
  { ledgerUrl }: Pick<Settings, 'ledgerUrl'>,
): string | null {
  const url = (environment['QUOTA_TRAY_LEDGER_URL'] ?? '').trim() || ledgerUrl;
  return url === '' ? null : url;
}

/**
 * Opens the ledger of metered installs that the environment and the settings choose: a file on this machine or
 * a PostgreSQL server. It connects at the first call, or at once when an outbox still holds calls to book.
 */
export function openLedger(options: OpenLedgerOptions): LedgerStore {
  const { settings, paths, nowMs, newId, notice, isSealed } = options;
  if (isSealed()) return refusingLedger({ kind: 'unavailable', reason: 'newer-version' });
  const tiers = (): Settings['ledgerTiers'] => settings().ledgerTiers;
  const url = ledgerServerUrl(options.environment, settings());
  const isChosenElsewhere = (options.environment['QUOTA_TRAY_LEDGER_URL'] ?? '').trim() !== '';
  if (!isChosenElsewhere && !options.isUrlKnown()) return refusingLedger({ kind: 'unavailable', reason: 'setting' });
  return url === null
    ? createSqliteLedger({ path: paths.ledger, nowMs, newId, tiers, notice })
    : onServer(url, options);
}

/** Returns a ledger that books nothing and answers with the reason. */
function refusingLedger(answer: LedgerUnavailable): LedgerStore {
  const refuse = async (): Promise<LedgerUnavailable> => answer;
  return Object.freeze<LedgerStore>({
    plan: refuse,
    reserve: refuse,
    commit: refuse,
    release: refuse,
    row: refuse,
    rows: refuse,
    recent: refuse,
    importRows: refuse,
    close: async () => undefined,
  });
}

function onServer(url: string, options: OpenLedgerOptions): LedgerStore {
  const { settings, paths, nowMs, newId, log, report } = options;
  let opened: Promise<LedgerStore | LedgerUnavailable> | null = null;
  let isClosed = false;

  async function load(): Promise<LedgerStore | LedgerUnavailable> {
    try {
      const { openPostgresLedger } = await import('./open-postgres-ledger.ts');
      return await openPostgresLedger({
        ...{ nowMs, newId, log, report },
        server: { url },
        outboxPath: paths.ledgerOutbox,
        tiers: () => settings().ledgerTiers,
        graceCredits: () => settings().ledgerGraceCredits,
      });
    } catch (cause) {
      log.error('The library of the ledger server did not load', cause);
      return { kind: 'unavailable', reason: 'not-loaded' };
    }
  }

  async function ask<Answer>(asking: (store: LedgerStore) => Promise<Answer>): Promise<Answer | LedgerUnavailable> {
    if (isClosed) return { kind: 'unavailable', reason: 'closed' };
    const store = await (opened ??= load());
    return 'kind' in store ? store : asking(store);
  }

  if (existsSync(paths.ledgerOutbox)) opened = load();
  return Object.freeze<LedgerStore>({
    plan: (request) => ask((store) => store.plan(request)),
    reserve: (request) => ask((store) => store.reserve(request)),
    commit: (request) => ask((store) => store.commit(request)),
    release: (request) => ask((store) => store.release(request)),
    row: (installId) => ask((store) => store.row(installId)),
    rows: (page) => ask((store) => store.rows(page)),
    recent: (limit) => ask((store) => store.recent(limit)),
    importRows: (rows) => ask((store) => store.importRows(rows)),
    close: async () => {
      isClosed = true;
      const store = await opened;
      if (store !== null && !('kind' in store)) await store.close();
    },
  });
}

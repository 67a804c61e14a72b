import type { StoredThing } from '../../../core/settings/storage-problem.ts';
import type { HomePaths } from './home.ts';

/** A store of the state folder that says itself which version wrote it. */
export interface VersionedStore {
  readonly what: StoredThing;
  readonly file: string;
  /** `json`: the field `version`. `database`: `PRAGMA user_version`, which SQLite keeps in the head of the file. */
  readonly form: 'json' | 'database';
  /** The newest version that this app understands. */
  readonly newest: number;
}

/**
 * Returns every store with a version of its own. The numbers stand here and not with the migrations, because the start
 * of the tray needs the numbers and none of that code. A test compares both.
 */
export function versionedStores(paths: HomePaths): readonly VersionedStore[] {
  return [
    { what: 'settings', file: paths.settings, form: 'json', newest: 1 },
    { what: 'added-accounts', file: paths.addedAccounts, form: 'json', newest: 1 },
    { what: 'secrets', file: paths.secrets, form: 'json', newest: 1 },
    { what: 'slots', file: paths.slots, form: 'json', newest: 1 },
    { what: 'rates', file: paths.rates, form: 'json', newest: 1 },
    { what: 'database', file: paths.database, form: 'database', newest: 5 },
    { what: 'history', file: paths.history, form: 'database', newest: 1 },
    { what: 'ledger', file: paths.ledger, form: 'database', newest: 1 },
    { what: 'ledger', file: paths.ledgerOutbox, form: 'database', newest: 1 },
  ];
}

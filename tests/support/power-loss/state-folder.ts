import { randomUUID } from 'node:crypto';

import { defaultTiers } from '../../../core/ledger/tiers.ts';
import type { StorageProblem } from '../../../core/settings/storage-problem.ts';
import { createNotificationMemory } from '../../../main/features/alerting.ts';
import { createAddedAccountsFile } from '../../../main/node/accounts/added-accounts-file.ts';
import { openHistory } from '../../../main/node/history/history-store.ts';
import type { LedgerNotice } from '../../../main/node/ledger/ledger-file.ts';
import { createSqliteLedger } from '../../../main/node/ledger/sqlite-ledger.ts';
import { createSecretFile } from '../../../main/node/secrets/secret-file.ts';
import { createAccountCache } from '../../../main/node/storage/account-cache.ts';
import { createSentAlerts, createStoredNotifications } from '../../../main/node/storage/alert-store.ts';
import { createConfStore } from '../../../main/node/storage/conf-store.ts';
import { openDatabase } from '../../../main/node/storage/database.ts';
import { homePaths, prepareHome } from '../../../main/node/storage/home.ts';
import { createProblemRecord } from '../../../main/node/storage/problems.ts';
import { createRedemptions } from '../../../main/node/storage/redemptions.ts';
import { openSettings } from '../../../main/node/storage/settings-store.ts';
import { createSlotReductions } from '../../../main/node/storage/slot-reductions.ts';
import { createWarmupLedger } from '../../../main/node/storage/warm-up-store.ts';

/** The install that the tests charge. */
export const exampleInstall = 'c0ffee00-0000-4000-8000-0000000000b1';

/** Returns the paths of a state folder that ignores the environment of this process. */
export function pathsOf(home: string) {
  return homePaths(home, { environment: {}, platform: process.platform, temporaryFolder: home });
}

/** Whether a report says that a damaged file was set aside, or replaced by its backup. */
export function isSetAside(kind: StorageProblem['kind'] | LedgerNotice['kind']): boolean {
  return kind === 'set-aside' || kind === 'restored';
}

/** Opens all that the app keeps in a state folder, with the app's own readers. */
export async function openStateFolder(
  home: string,
  { report, notice }: { report: (problem: StorageProblem) => void; notice: (notice: LedgerNotice) => void },
) {
  prepareHome(home);
  const paths = pathsOf(home);
  const common = { nowMs: Date.now, report };
  const settings = openSettings({ folder: home, createStore: createConfStore, ...common });
  const accounts = createAddedAccountsFile({ file: paths.addedAccounts, ...common });
  const secrets = createSecretFile({ file: paths.secrets, ...common });
  const cache = createAccountCache({ folder: paths.accountCache, lock: paths.accountCacheLock, ...common });
  const slots = createSlotReductions({ file: paths.slots, ...common });
  const problems = createProblemRecord(paths.storageProblems);
  const outcome = await openDatabase({ path: paths.database, ...common });
  const history = await openHistory({ path: paths.history, ...common });
  if (outcome.kind !== 'open' || history === null) throw new Error('A database of the state folder was not opened.');
  const { database } = outcome;
  const ledger = createSqliteLedger({
    ...{ path: paths.ledger, nowMs: Date.now, newId: randomUUID, tiers: () => defaultTiers, notice },
  });
  const redemptions = createRedemptions(database, report);
  const warmUps = createWarmupLedger(database, report);
  if (redemptions === null || warmUps === null) throw new Error('The database of the state folder is not on the disk.');
  return {
    ...{ paths, settings, accounts, secrets, cache, slots, problems, database, history, ledger, redemptions, warmUps },
    sentAlerts: createSentAlerts({ database, report }),
    notifications: createStoredNotifications({ database, report, instead: createNotificationMemory() }),
    close: async (): Promise<void> => {
      settings.flush();
      cache.flush();
      history.close();
      database.close();
      await ledger.close();
    },
  };
}

export type StateFolder = Awaited<ReturnType<typeof openStateFolder>>;

import os from 'node:os';

import type { Account } from '../../core/accounts/account.ts';
import { createDiscovery } from '../../main/node/credentials/discovery.ts';
import { createAccountCache } from '../../main/node/storage/account-cache.ts';
import { createConfStore } from '../../main/node/storage/conf-store.ts';
import { homePaths } from '../../main/node/storage/paths.ts';
import { openSettings } from '../../main/node/storage/settings-store.ts';
import type { DemoAccount } from './account.ts';
import { demoAccounts } from './accounts.ts';
import { demoEnvironment, demoSwitches, makeFolders } from './environment.ts';
import { seededState } from './seed.ts';
import { type DemoSignIn, writeSignIns } from './sign-ins.ts';
import { startStandIns } from './stand-ins.ts';

/** A demo that an app or the command line can be started on. */
export interface Demo {
  /** The variables of it, to be laid over an environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Chromium switches that keep the app away from the person's own keyring. */
  readonly switches: readonly string[];
  /** `QUOTA_TRAY_HOME` of it. */
  readonly home: string;
  readonly accounts: readonly DemoAccount[];
  /** Ends the stand-ins. The folder stays; the caller made it. */
  readonly close: () => Promise<void>;
}

/**
 * Fills a folder with the sign-ins, settings and earlier figures of the demo accounts, and starts
 * the services that they ask. Nothing outside of the folder is read or written.
 */
export async function prepareDemo(folder: string, nowMs: () => number = Date.now): Promise<Demo> {
  const startMs = nowMs();
  const standIns = await startStandIns(demoAccounts, nowMs);
  try {
    const folders = await makeFolders(folder);
    const signIns = await writeSignIns(folders.userHome, demoAccounts, standIns, startMs);
    standIns.acceptClaude(new Map(signIns.map(({ account, accessToken }) => [accessToken, account])));
    const environment = demoEnvironment(folders, signIns, standIns.claudeBaseUrl);
    const moreFolders = { codex: furtherFolders(signIns, 'codex'), claude: furtherFolders(signIns, 'claude') };
    const found = await foundAccounts({ environment, userHome: folders.userHome, moreFolders });
    await openSettings({ folder: folders.state, createStore: createConfStore, nowMs, report }).set({
      codexFolders: moreFolders.codex,
      claudeFolders: moreFolders.claude,
      // The demo starts no program of this computer.
      askCodexTool: false,
      accountGroups: groupsOf(found),
    });
    seedCache({ environment, home: folders.state, found, nowMs });
    return { environment, switches: demoSwitches, home: folders.state, accounts: demoAccounts, close: standIns.close };
  } catch (error) {
    await standIns.close();
    throw error;
  }
}

/** All but the first one, which a variable names. */
function furtherFolders(signIns: readonly DemoSignIn[], provider: string): string[] {
  return signIns
    .filter(({ account }) => account.provider === provider)
    .map(({ folder }) => folder)
    .slice(1);
}

interface FoundAccount {
  readonly account: Account;
  readonly demo: DemoAccount;
}

/** The demo accounts as the app will find them, in the order of its places. */
async function foundAccounts(parts: {
  readonly environment: Readonly<Record<string, string>>;
  readonly userHome: string;
  readonly moreFolders: { readonly codex: string[]; readonly claude: string[] };
}): Promise<readonly FoundAccount[]> {
  const { environment, userHome, moreFolders } = parts;
  const discovery = createDiscovery({
    environment,
    homeFolder: userHome,
    platform: process.platform,
    keychain: null,
    moreFolders: () => moreFolders,
  });
  return (await discovery.look()).flatMap(({ outcome }) => {
    if (outcome.kind !== 'account') return [];
    const demo = demoAccounts.find(({ email }) => email === outcome.account.email);
    return demo === undefined ? [] : [{ account: outcome.account, demo }];
  });
}

function groupsOf(found: readonly FoundAccount[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    found.flatMap(({ account, demo }) => (demo.group === undefined ? [] : [[account.id, demo.group] as const])),
  );
}

function seedCache(parts: {
  readonly environment: Readonly<Record<string, string>>;
  readonly home: string;
  readonly found: readonly FoundAccount[];
  readonly nowMs: () => number;
}): void {
  const { environment, home, found, nowMs } = parts;
  const paths = homePaths(home, { environment, platform: process.platform, temporaryFolder: os.tmpdir() });
  const cache = createAccountCache({ folder: paths.accountCache, nowMs, report });
  for (const { account, demo } of found) {
    const state = seededState(account, demo, nowMs());
    if (state !== null) cache.save(state);
  }
}

/** A demo on a disk that cannot be written would show something else than it promises. */
function report(problem: object): never {
  throw new Error(`The demo could not write its folder: ${JSON.stringify(problem)}`);
}

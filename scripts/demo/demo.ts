import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import type { Account } from '../../core/providers/account.ts';
import { createDiscovery } from '../../main/node/credentials/discovery.ts';
import { createAccountCache } from '../../main/node/storage/account-cache.ts';
import { createConfStore } from '../../main/node/storage/conf-store.ts';
import { mostEntries } from '../../core/settings/settings.ts';
import { homePaths } from '../../main/node/storage/home.ts';
import { openSettings } from '../../main/node/storage/settings-store.ts';
import { writeClaudeSignIn, writeCodexSignIn } from '../../tests/support/sign-in.ts';
import type { DemoAccount } from './account.ts';
import { demoAccounts } from './accounts.ts';
import { seedHistory } from './seed-history.ts';
import { seededState } from './seeded-state.ts';
import { type StandIns, startStandIns } from './stand-ins.ts';

/** A prepared demo, for the app or the command line. */
export interface Demo {
  /** Its variables, which are added to the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Chromium switches that keep the app away from the user's keyring. */
  readonly switches: readonly string[];
  /** Its `QUOTA_TRAY_HOME`. */
  readonly home: string;
  readonly accounts: readonly DemoAccount[];
  /** Ends the servers. The folder stays, because the caller created it. */
  readonly close: () => Promise<void>;
}

/**
 * Fills a folder with the sign-ins, settings and earlier figures of the given demo accounts (all at first), and starts their services. It reads
 * and writes nothing outside the folder.
 */
export async function prepareDemo(
  folder: string,
  nowMs: () => number = Date.now,
  accounts: readonly DemoAccount[] = demoAccounts,
): Promise<Demo> {
  const startMs = nowMs();
  const standIns = await startStandIns(accounts, nowMs);
  try {
    const folders = await makeFolders(folder);
    const signIns = await writeSignIns(folders.userHome, accounts, standIns, startMs);
    standIns.acceptClaude(new Map(signIns.map(({ account, accessToken }) => [accessToken, account])));
    const environment = demoEnvironment(folders, signIns, standIns.claudeBaseUrl);
    const moreFolders = { codex: furtherFolders(signIns, 'codex'), claude: furtherFolders(signIns, 'claude') };
    const found = await foundAccounts({ environment, userHome: folders.userHome, moreFolders, accounts });
    await openSettings({ folder: folders.state, createStore: createConfStore, nowMs, report }).set({
      codexFolders: moreFolders.codex,
      claudeFolders: moreFolders.claude,
      // The demo starts no program of this computer.
      askCodexTool: false,
      askClaudeTool: false,
      accountGroups: groupsOf(found),
    });
    const paths = homePaths(folders.state, { environment, platform: process.platform, temporaryFolder: os.tmpdir() });
    seedCache({ folder: paths.accountCache, found, nowMs });
    await seedHistory({ path: paths.history, found, nowMs });
    return { environment, switches: demoSwitches, home: folders.state, accounts, close: standIns.close };
  } catch (error) {
    await standIns.close();
    throw error;
  }
}

/** Returns the folders that the settings name: all but the first, and no more than the settings take. */
function furtherFolders(signIns: readonly DemoSignIn[], provider: string): string[] {
  return foldersOf(signIns, provider).slice(1, 1 + mostInSettings);
}

const mostInSettings = mostEntries.codexFolders ?? 0;

/** Returns the folders that a variable names: the first one, and those that the settings do not take. */
function foldersOfVariable(signIns: readonly DemoSignIn[], provider: string): readonly string[] {
  const [first, ...others] = foldersOf(signIns, provider);
  return first === undefined ? [] : [first, ...others.slice(mostInSettings)];
}

function foldersOf(signIns: readonly DemoSignIn[], provider: string): readonly string[] {
  return signIns.filter(({ account }) => account.provider === provider).map(({ folder }) => folder);
}

interface FoundAccount {
  readonly account: Account;
  readonly demo: DemoAccount;
}

/** Returns the demo accounts as the app will find them, in the app's order. */
async function foundAccounts(parts: {
  readonly environment: Readonly<Record<string, string>>;
  readonly userHome: string;
  readonly moreFolders: { readonly codex: string[]; readonly claude: string[] };
  readonly accounts: readonly DemoAccount[];
}): Promise<readonly FoundAccount[]> {
  const { environment, userHome, moreFolders } = parts;
  const byEmail = new Map(parts.accounts.map((account) => [account.email, account]));
  const discovery = createDiscovery({
    environment,
    homeFolder: userHome,
    platform: process.platform,
    keychain: null,
    moreFolders: () => moreFolders,
  });
  return (await discovery.look()).flatMap(({ outcome }) => {
    if (outcome.kind !== 'account') return [];
    const demo = byEmail.get(outcome.account.email ?? '');
    return demo === undefined ? [] : [{ account: outcome.account, demo }];
  });
}

function groupsOf(found: readonly FoundAccount[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    found.flatMap(({ account, demo }) => (demo.group === undefined ? [] : [[account.id, demo.group] as const])),
  );
}

function seedCache(parts: {
  readonly folder: string;
  readonly found: readonly FoundAccount[];
  readonly nowMs: () => number;
}): void {
  const { folder, found, nowMs } = parts;
  const cache = createAccountCache({ folder, nowMs, report });
  for (const { account, demo } of found) {
    const state = seededState(account, demo, nowMs());
    if (state !== null) cache.save(state);
  }
}

/** Ends the demo with an error, because without its files it would show other accounts. */
function report(problem: object): never {
  throw new Error(`The demo could not write its folder: ${JSON.stringify(problem)}`);
}

/** The folders of the demo. */
interface DemoFolders {
  readonly userHome: string;
  readonly state: string;
}

async function makeFolders(folder: string): Promise<DemoFolders> {
  const folders = { userHome: path.join(folder, 'home'), state: path.join(folder, 'state') };
  for (const each of Object.values(folders)) await mkdir(each, { recursive: true, mode: 0o700 });
  return folders;
}

/**
 * Returns the variables that keep the demo away from real accounts and settings. They are added to the environment. An
 * empty variable counts as not set.
 */
function demoEnvironment(
  { userHome, state }: DemoFolders,
  signIns: readonly DemoSignIn[],
  claudeBaseUrl: string,
): Readonly<Record<string, string>> {
  const folderOf = (provider: string): string =>
    foldersOfVariable(signIns, provider).join(path.delimiter) || path.join(userHome, 'nobody');
  return {
    HOME: userHome,
    ...(process.platform === 'win32' && { USERPROFILE: userHome, APPDATA: userHome, LOCALAPPDATA: userHome }),
    XDG_CONFIG_HOME: path.join(userHome, '.config'),
    XDG_CACHE_HOME: path.join(userHome, '.cache'),
    XDG_DATA_HOME: path.join(userHome, '.local', 'share'),
    XDG_STATE_HOME: path.join(userHome, '.local', 'state'),
    ...displayAuthority(),
    QUOTA_TRAY_HOME: state,
    CODEX_HOME: folderOf('codex'),
    CLAUDE_CONFIG_DIR: folderOf('claude'),
    QUOTA_TRAY_CODEX_BASE_URL: '',
    QUOTA_TRAY_CLAUDE_BASE_URL: claudeBaseUrl,
    // A proxy could not reach the servers of the demo, and must not see the requests.
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
  };
}

/** The demo has no real secrets, so the user's keyring gets no entry. */
const demoSwitches: readonly string[] = ['--password-store=basic', '--use-mock-keychain'];

/** Returns the variable for the X server's key, which is in the real home folder unless the variable names another file. */
function displayAuthority(): Readonly<Record<string, string>> {
  const file = process.env['XAUTHORITY'] || path.join(os.homedir(), '.Xauthority');
  return existsSync(file) ? { XAUTHORITY: file } : {};
}

const hour = 3600;

/** The sign-in of a demo account. */
interface DemoSignIn {
  readonly account: DemoAccount;
  readonly folder: string;
  readonly accessToken: string;
}

/** Writes a sign-in folder for each account to a home folder, as its own tool would. */
function writeSignIns(
  userHome: string,
  accounts: readonly DemoAccount[],
  standIns: StandIns,
  nowMs: number,
): Promise<readonly DemoSignIn[]> {
  return Promise.all(
    accounts.map(async (account) => {
      const own = path.join(userHome, `.${account.provider}-${account.name}`);
      const { accessToken } = await writeOne(own, account, standIns, nowMs);
      return { account, folder: own, accessToken };
    }),
  );
}

function writeOne(
  folder: string,
  account: DemoAccount,
  standIns: StandIns,
  nowMs: number,
): Promise<{ readonly accessToken: string }> {
  const { email, plan, name, rateLimitTier } = account;
  const isRenewable = account.answers.kind !== 'signed-out';
  const expiresInSeconds = (isRenewable ? 72 : -2) * hour;
  if (account.provider === 'codex') {
    const baseUrl = standIns.codexBaseUrl(account);
    const term = { expiresInSeconds, isRenewable, nowMs };
    return writeCodexSignIn(folder, { email, plan, accountId: `demo-${name}`, baseUrl, ...term });
  }
  return writeClaudeSignIn(folder, {
    email,
    accountUuid: `demo-${name}`,
    subscription: plan,
    ...(rateLimitTier === undefined ? {} : { rateLimitTier }),
    expiresInSeconds,
    nowMs,
  });
}

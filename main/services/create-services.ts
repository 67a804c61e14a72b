import { existsSync } from 'node:fs';
import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Clock, Http, Log, Vault } from '../../core/ports.ts';
import { providers } from '../../core/providers/registry.ts';
import { withoutAccount } from '../../core/settings/accounts.ts';
import type { Saving, StorageProblem } from '../../core/settings/storage-problem.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { RunTool } from '../../core/warm-ups/tool.ts';
import type { Slots } from '../../core/concurrency/slots.ts';
import { type AddedAccountsFile, createAddedAccountsFile } from '../node/accounts/added-accounts-file.ts';
import { createKeptSignIns } from '../node/kept-sign-ins/programs.ts';
import { createLocalFigures } from '../node/local-figures/figures.ts';
import { createLocalSearch, type LocalSearch } from '../node/accounts/found-on-computer.ts';
import { composeDiscoveries, createAddedDiscovery } from '../node/accounts/added-discovery.ts';
import { createClaudeCliCache, wantsEssentialTrafficOnly } from '../node/claude/cli-cache.ts';
import { createTools } from './tools.ts';
import type { AccountTool } from '../node/codex/requests.ts';
import { createSessionLogSource } from '../node/codex/session-log.ts';
import { createDiscovery, type CredentialReader } from '../node/credentials/discovery.ts';
import { askWhoIs } from '../node/credentials/claude-identity.ts';
import { codexKeyringOf } from '../node/credentials/codex-keyring.ts';
import { createMacosKeychain } from '../node/credentials/keychain.ts';
import { createNetwork, type OwnNetwork } from '../node/http/network.ts';
import { createHttp, createPublicHttp, type PublicHttp } from '../node/http/http-client.ts';
import { createFileLog } from '../node/log/file-log.ts';
import { fingerprintOf } from '../node/credentials/fingerprint.ts';
import { createVault } from '../node/secrets/vault.ts';
import { yieldThread } from '../node/async.ts';
import { createAccountCache } from '../node/storage/account-cache.ts';
import { currentTimeZone, hostHomeFolder, hostTimeZone } from '../node/host-environment.ts';
import { createFolderGate, type FolderGate } from '../node/storage/folder-gate.ts';
import { type HomeOutcome, type HomePaths, prepareHome } from '../node/storage/home.ts';
import { lazyDailyUsage, type LazyDatabase, lazyDatabase, lazyHistory } from '../node/storage/lazy-stores.ts';
import { createProblemRecord } from '../node/storage/problems.ts';
import { openSettings, type SettingsStore } from '../node/storage/settings-store.ts';
import { openStateFolder } from '../node/storage/state-folder.ts';
import type { Recovery } from '../node/storage/backup.ts';
import type { SettingsFile } from '../node/storage/settings-file.ts';
import { createRates, type Rates } from '../node/storage/exchange-rates.ts';
import { ratesAddress } from '../node/http/addresses.ts';
import { watchPath } from '../node/watch/path-watcher.ts';
import {
  type AccountStore,
  accountRowsStore,
  createAccountStores,
  type AccountStores,
  settleFold,
} from './account-stores.ts';
import { cachedLocaleContext, type SystemLocales } from '../node/locale-context.ts';
import { createAlarm } from '../engine/alarm.ts';
import { type Counters, createCounters } from '../features/counters.ts';
import { createDailyUsage, type DailyUsage } from '../features/daily-usage.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { createHistory, type History } from '../features/history.ts';
import { createStorageProblems } from './storage-problems.ts';
import { createProxySignIn, type ProxySignIn } from './proxy-sign-in.ts';
import { createSlotGate } from './slots.ts';

/** The system's clock and random numbers. */
const systemClock: Clock = { nowMs: Date.now, random: Math.random };

/** The services that the app and the command line share: one state, read and stored in the same way. */
export interface Services {
  readonly clock: Clock;
  /** The state folder that the user knows. */
  readonly home: string;
  readonly homeOutcome: HomeOutcome;
  /** Whether this process may write to the state folder. */
  readonly gate: FolderGate;
  /** False: the system names no usable time zone, so clock times are in UTC. */
  readonly timeZoneIsKnown: boolean;
  readonly paths: HomePaths;
  readonly settings: SettingsStore;
  readonly engine: Engine;
  /** Sends requests with an account's sign-in. Requests that change something are actions of the user. */
  readonly http: Http;
  /** Sends requests with a key that is not stored (yet). */
  readonly httpWithKey: (key: string) => Http;
  /** The accounts that the user added; their keys are in the vault. */
  readonly addedAccounts: AddedAccountsFile;
  readonly vault: Vault;
  /** Looks for keys and sign-ins that are already on this computer, only when the user wants to see them. */
  readonly localSearch: LocalSearch;
  /** The shared database. One connection, opened at the first call. */
  readonly database: LazyDatabase;
  readonly dailyUsage: DailyUsage;
  /** Requests of the user through an account's own tool. */
  readonly accountTool: AccountTool;
  /** The recorded readings, in a database of their own, and the recent ones from which the pace is computed. */
  readonly history: History;
  /** The concurrency gate for callers. Only the process with the local interface uses it. */
  readonly slots: Slots;
  /** Counts of requests, alerts and warm-ups since the start. */
  readonly counters: Counters;
  /** Lets an account's own tool make one smallest request. Used only for runs that the user scheduled or confirmed. */
  readonly runTool: RunTool;
  /** All stores that hold data of accounts, in this process and in the state folder. */
  readonly accountStores: AccountStores;
  readonly log: Log;
  /** Current storage problems, and losses that the user has not seen yet. */
  readonly problems: () => readonly StorageProblem[];
  /** Calls the listener after the storage problems changed. */
  readonly onProblem: (listener: () => void) => void;
  /** Marks the losses as seen by the user. */
  readonly markProblemsSeen: () => Saving;
  /** Records a storage problem. */
  readonly report: (problem: StorageProblem) => void;
  /** Fetches public pages. It has no sign-in. */
  readonly publicHttp: PublicHttp;
  /** The way of requests by the user's settings. */
  readonly network: OwnNetwork;
  /** The user name and the password of the user's own proxy. */
  readonly proxySignIn: ProxySignIn;
  /** The exchange rates, fetched only when the user wants them. */
  readonly rates: Rates;
  readonly locale: () => LocaleContext;
  /** Resolves when the local sources have read what existed at the start. */
  readonly localSourcesRead: () => Promise<void>;
  /** Starts to follow changes of the settings by other processes. Returns the function that stops it. */
  readonly followSettings: () => () => void;
  /** Writes everything that is still in memory. */
  readonly flush: () => void;
  /** For a process that runs once: from now on the answers of all accounts are written together. */
  readonly gatherAnswers: () => void;
  /** Writes the gathered answers. Resolves when that is done, or reported as not done. */
  readonly answersWritten: () => Promise<void>;
}

export interface ServicesOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly createStore: (folder: string) => SettingsFile;
  readonly proxyFor?: (url: string) => Promise<string | null>;
  readonly locales: () => SystemLocales;
  /** How damaged settings were recovered before. Null or left out: they were not damaged. */
  readonly recovered?: Recovery | null;
}

/** Makes all services. Opens no database, starts no polling and sends no request. */
export function createServices({
  environment,
  createStore,
  proxyFor,
  locales,
  recovered = null,
}: ServicesOptions): Services {
  const clock = systemClock;
  const { nowMs } = clock;
  const surroundings = { environment, homeFolder: hostHomeFolder(), platform: process.platform };
  const state = openStateFolder(environment);
  const { home, paths } = state;
  const homeOutcome = prepareHome(state.folder);
  const log = createFileLog({ folder: paths.logs, nowMs });
  const record = createProblemRecord(paths.storageProblems);
  const storage = createStorageProblems(record, log, () => settings.problems());
  const { report } = storage;
  const gate = createFolderGate({ state, version: __APP_VERSION__, nowMs, report });
  const { isSealed } = gate;
  const accountStores = createAccountStores(log);
  const settings = openSettings({ folder: state.folder, createStore, nowMs, report, recovered, isSealed });
  const files = { nowMs, report, isSealed };
  const cache = createAccountCache({ folder: paths.accountCache, lock: paths.accountCacheLock, ...files });
  const keychain = process.platform === 'darwin' ? createMacosKeychain() : null;
  const moreFolders = () => ({ codex: settings.get().codexFolders, claude: settings.get().claudeFolders });
  const added = createAddedAccountsFile({ file: paths.addedAccounts, ...files });
  const vault = createVault({
    ...{ platform: process.platform, home, file: paths.secrets, report, isSealed },
    allowUnprotected: () => settings.get().allowUnprotectedSecrets,
  });
  const addedDiscovery = createAddedDiscovery({
    ...{ accounts: added, file: paths.addedAccounts, vault, keptSignIns: createKeptSignIns(surroundings) },
    removed: (accountId) => void accountStores.forget(accountId),
  });
  const whoIs = askWhoIs(
    (accessToken) => httpWithKey(accessToken),
    () => settings.get().askClaude,
  );
  const remembered = (): readonly AccountState[] => engine.accounts();
  const codexKeyring = codexKeyringOf(process.platform);
  const signIns = createDiscovery({
    ...{ ...surroundings, keychain, moreFolders, remembered, whoIs, nowMs },
    codexKeyring,
  });
  const discovery = composeDiscoveries(signIns, addedDiscovery);
  const proxySignIn = createProxySignIn({ vault, settings, nowMs, log });
  const network = createNetwork(settings.get, proxyFor, proxySignIn.addTo);
  const httpOf = (credentials: CredentialReader): Http =>
    createHttp({ credentials, version: __APP_VERSION__, nowMs, network, figures: createLocalFigures(surroundings) });
  const http = httpOf(discovery);
  const httpWithKey = (accessToken: string): Http => {
    const reading = { kind: 'token', accessToken, fingerprint: fingerprintOf(accessToken), expiresAtMs: null } as const;
    return httpOf({ read: async () => reading });
  };
  const alarm = createAlarm(clock, { unref: false });
  const tools = createTools({
    ...{ surroundings: { ...surroundings, moreFolders }, version: __APP_VERSION__, nowMs, log },
    ...{ toolFolder: paths.toolFolder, settings: settings.get, engine: () => engine },
  });
  const sessionLog = createSessionLogSource({
    observe: (accountId, observation) => void engine.observe(accountId, observation),
    nowMs,
    log,
  });
  const claudeCache = createClaudeCliCache({
    surroundings: { ...surroundings, moreFolders },
    nowMs,
    observe: (accountId, observation) => void engine.observe(accountId, observation),
  });
  const counters = createCounters();
  const isEssentialOnly = wantsEssentialTrafficOnly(environment);
  const engine = createEngine({
    ...{ clock, alarm, http, discovery, cache, log, askTool: tools.ask, stopTools: tools.stop, tally: counters },
    settings: settings.get,
    isEssentialOnly: (provider) => providers[provider].tool?.hasEssentialTrafficVariable === true && isEssentialOnly,
    sources: [sessionLog, claudeCache],
    fold: (fold) => settleFold(fold, { accountStores, history, dailyUsage, database, paths }),
  });
  const database = lazyDatabase({ path: paths.database, ...files });
  const dailyUsage = createDailyUsage({
    ...{ clock, http, log, settings: settings.get, accounts: engine.accounts, findings: engine.findings },
    askTool: tools.requests.dailyUsage,
    store: lazyDailyUsage(database, report),
  });
  const history = createHistory({
    ...{ clock, settings: settings.get, accounts: engine.accounts, yieldThread },
    store: lazyHistory({ path: paths.history, ...files }),
  });
  const publicHttp = createPublicHttp({ version: __APP_VERSION__, nowMs, network });
  const rates = createRates({
    ...{ file: paths.rates, address: ratesAddress(environment) },
    ...{ get: publicHttp.get, nowMs, report },
  });
  const locale = cachedLocaleContext({
    settings: settings.get,
    rates: rates.table,
    system: locales,
    timeZone: currentTimeZone(nowMs),
    report: log.warn,
  });
  const slots = createSlotGate({ clock, engine, http, locale, log, paths, report, settings });
  const stores: readonly AccountStore[] = [
    { name: 'figures', forget: (accountId) => (engine.forget(accountId), true) },
    {
      name: 'daily usage',
      forget: (accountId, extent) => extent !== 'everything' || dailyUsage.forget(accountId),
    },
    {
      name: 'history',
      forget: (accountId, extent) => extent !== 'everything' || !existsSync(paths.history) || history.forget(accountId),
    },
    { name: 'slots', forget: (accountId) => (slots.forget(accountId), true) },
    { name: 'counts', forget: (accountId) => (counters.forget(accountId), true) },
    {
      name: 'settings',
      forget: async (accountId) => (await settings.update((now) => withoutAccount(now, accountId))).ok,
    },
    accountRowsStore(paths.database, database),
  ];
  stores.forEach(accountStores.register);
  const timeZone = hostTimeZone();
  return {
    clock,
    home,
    homeOutcome,
    gate,
    timeZoneIsKnown: timeZone.isKnown,
    paths,
    settings,
    log,
    report,
    engine,
    http,
    httpWithKey,
    addedAccounts: added,
    vault,
    localSearch: createLocalSearch({ ...surroundings, moreFolders, keychain, codexKeyring }),
    database,
    dailyUsage,
    accountTool: tools.requests,
    history,
    counters: counters,
    runTool: tools.run,
    ...{ publicHttp, network, proxySignIn },
    slots,
    accountStores,
    problems: storage.all,
    onProblem: storage.onChange,
    markProblemsSeen: storage.markSeen,
    rates,
    locale,
    localSourcesRead: async () => void (await Promise.all([sessionLog.ready(), claudeCache.ready()])),
    followSettings: () => watchPath(paths.settings, settings.reload),
    gatherAnswers: cache.gather,
    answersWritten: cache.gathered,
    flush: () => {
      settings.flush();
      cache.flush();
      history.flush();
    },
  };
}

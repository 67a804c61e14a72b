import os from 'node:os';
import type { AskTool, Clock, Log } from '../core/ports.ts';
import type { StorageProblem } from '../core/settings/storage-problem.ts';
import type { Reader } from '../core/translate.ts';
import { createClaudeCliCache } from './node/claude/cli-cache.ts';
import { createCodexAppServer } from './node/codex/app-server.ts';
import { createSessionLogSource } from './node/codex/session-log.ts';
import { createDiscovery } from './node/credentials/discovery.ts';
import { createMacosKeychain } from './node/credentials/keychain-macos.ts';
import { createHttp } from './node/http/http-client.ts';
import { createFileLog } from './node/log/file-log.ts';
import { createAccountCache } from './node/storage/account-cache.ts';
import { prepareHome, resolveHome } from './node/storage/home.ts';
import { homePaths } from './node/storage/paths.ts';
import { openSettings, type SettingsStore } from './node/storage/settings-store.ts';
import type { SettingsFile } from './node/storage/settings-file.ts';
import { createReader } from './node/translator.ts';
import { createAlarm } from './engine/alarm.ts';
import { createEngine, type Engine } from './engine/engine.ts';

export const systemClock: Clock = { nowMs: Date.now, random: Math.random };

/** What the app and the command line have in common: the same state, read and kept in the same way. */
export interface Parts {
  readonly clock: Clock;
  readonly home: string;
  readonly homeIsWritable: boolean;
  readonly paths: ReturnType<typeof homePaths>;
  readonly settings: SettingsStore;
  readonly engine: Engine;
  readonly log: Log;
  /** Everything that storage could not do so far. */
  readonly problems: () => readonly StorageProblem[];
  readonly onProblem: (listener: () => void) => void;
  readonly report: (problem: StorageProblem) => void;
  readonly reader: () => Reader;
  /** Resolves when the engine has heard what the local sources knew at its start. */
  readonly localSourcesRead: () => Promise<void>;
  /** Writes what was held back. */
  readonly flush: () => void;
}

export interface PartsOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly createStore: (folder: string) => SettingsFile;
  readonly proxyFor?: (url: string) => Promise<string | null>;
  readonly locales: () => readonly string[];
}

export function homeOf(environment: PartsOptions['environment']): string {
  return resolveHome({ environment, homeFolder: os.homedir(), platform: process.platform });
}

export function createParts({ environment, createStore, proxyFor, locales }: PartsOptions): Parts {
  const clock = systemClock;
  const { nowMs } = clock;
  const surroundings = { environment, homeFolder: os.homedir(), platform: process.platform };
  const home = homeOf(environment);
  const homeIsWritable = prepareHome(home).kind === 'writable';
  const paths = homePaths(home, { ...surroundings, temporaryFolder: os.tmpdir() });
  const problems: StorageProblem[] = [];
  const listeners: (() => void)[] = [];
  const report = (problem: StorageProblem): void => {
    problems.push(problem);
    for (const listener of listeners) listener();
  };
  const log = createFileLog({ folder: paths.logs, nowMs });
  const settings = openSettings({ folder: home, createStore, nowMs, report });
  const cache = createAccountCache({ folder: paths.accountCache, nowMs, report });
  const keychain = process.platform === 'darwin' ? createMacosKeychain() : null;
  const moreFolders = () => ({ codex: settings.get().codexFolders, claude: settings.get().claudeFolders });
  const discovery = createDiscovery({ ...surroundings, keychain, moreFolders });
  const http = createHttp({
    credentials: discovery,
    version: __APP_VERSION__,
    nowMs,
    ...(proxyFor ? { proxyFor } : {}),
  });
  const alarm = createAlarm(clock, { unref: false });
  const askCodexTool = createCodexAppServer({ ...surroundings, version: __APP_VERSION__, nowMs, log });
  const askTool: AskTool = (account, folder) =>
    account.provider === 'codex' && settings.get().askCodexTool ? askCodexTool(account, folder) : Promise.resolve(null);
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
  const engine = createEngine({
    ...{ clock, alarm, http, discovery, cache, log, askTool },
    settings: settings.get,
    sources: [sessionLog, claudeCache],
  });
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return {
    clock,
    home,
    homeIsWritable,
    paths,
    settings,
    log,
    report,
    engine,
    problems: () => problems,
    onProblem: (listener) => void listeners.push(listener),
    reader: rememberedReader(settings, locales, timeZone),
    localSourcesRead: sessionLog.ready,
    flush: cache.flush,
  };
}

/** Making a reader loads catalogues, so it is made anew only when the language changes. */
function rememberedReader(settings: SettingsStore, locales: () => readonly string[], timeZone: string): () => Reader {
  let made: { readonly language: string; readonly reader: Reader } | null = null;
  return () => {
    const { language } = settings.get();
    made = made?.language === language ? made : { language, reader: createReader(language, locales(), timeZone) };
    return made.reader;
  };
}

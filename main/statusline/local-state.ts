import type { AccountState } from '../../core/accounts/account-state.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { Clock, Discovery } from '../../core/ports.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { lastMeasuredAtMs } from '../../core/usage/freshness.ts';
import { mergePartial } from '../../core/usage/merge.ts';
import type { Observation } from '../../core/usage/observation.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import type { DiscoveryEnvironment } from '../node/credentials/folders.ts';
import { hostHomeFolder, hostTimeZone, terminalLocales } from '../node/host-environment.ts';
import { createTerminalContext } from '../node/locale-context.ts';
import { createAccountCache } from '../node/storage/account-cache.ts';
import type { HomePaths } from '../node/storage/home.ts';
import { createProblemRecord } from '../node/storage/problems.ts';
import { withLock } from '../node/storage/process-lock.ts';
import { readSettingsFile } from '../node/storage/settings-file.ts';
import { openStateFolder } from '../node/storage/state-folder.ts';
import { isSameButAges } from '../../core/usage/comparison.ts';
import { minuteMs } from '../../core/units/time.ts';

/**
 * The parts of the app that a status line needs. It runs at every prompt, so nothing here sends requests, opens the
 * database or writes settings.
 */
export interface StatusLineServices {
  readonly clock: Clock;
  readonly surroundings: DiscoveryEnvironment;
  readonly paths: HomePaths;
  /** A newer version of the app wrote the state folder, so nothing is saved. */
  readonly isSealed: boolean;
  readonly settings: Settings;
  readonly locale: LocaleContext;
}

/** Creates the services of a status line from the environment and the stored settings. */
export function createStatusLineServices(environment: DiscoveryEnvironment['environment']): StatusLineServices {
  const about = { environment, homeFolder: hostHomeFolder(), platform: process.platform };
  const { paths, judgement } = openStateFolder(environment);
  const settings = readSettingsFile(paths.settings);
  return {
    clock: { nowMs: Date.now, random: Math.random },
    surroundings: { ...about, moreFolders: () => ({ codex: settings.codexFolders, claude: settings.claudeFolders }) },
    paths,
    isSealed: judgement.newer !== null,
    settings,
    locale: createTerminalContext(settings, terminalLocales(environment, process.platform), hostTimeZone().name),
  };
}

/** Unchanged figures are saved again only if they are this much newer. */
const resaveUnchangedAfterMs = minuteMs;
/** Another status line needs milliseconds. A command that asks services needs longer, and its figures are better. */
const lockWaitMs = 1_000;

/**
 * Saves the observation of a status line while the app is not running. It merges it as the app does, and into the same
 * cache, so that the next start shows it. It asks no service. If another process of ours is polling, it saves nothing,
 * because that process asks the service itself.
 */
export async function saveObservation(
  parts: StatusLineServices,
  accountId: string,
  observation: Observation,
): Promise<void> {
  const { paths, isSealed } = parts;
  if (isSealed) return;
  const keep = async (): Promise<void> => {
    const { engine, flush } = offlineEngine(parts);
    await engine.load();
    if (stateOf(engine, accountId) === undefined) await engine.discover();
    const state = stateOf(engine, accountId);
    if (state === undefined || isAlreadySaved(state, observation)) return;
    engine.observe(accountId, observation);
    flush();
  };
  await withLock(paths.refreshLock, keep, { waitMs: lockWaitMs });
}

/** Returns an account from the cache. Undefined if it is not there. */
export async function cachedAccount(parts: StatusLineServices, accountId: string): Promise<AccountState | undefined> {
  const { engine } = offlineEngine(parts);
  await engine.load();
  return stateOf(engine, accountId);
}

/** Returns all accounts from the cache, with their last known sign-ins. */
export async function cachedAccounts(parts: StatusLineServices): Promise<readonly AccountState[]> {
  const { engine } = offlineEngine(parts);
  await engine.load();
  return engine.accounts();
}

function stateOf(engine: Engine, accountId: string): AccountState | undefined {
  return engine.accounts().find(({ account }) => account.id === accountId);
}

function isAlreadySaved(state: AccountState, observation: Observation): boolean {
  const knownAsOfMs = lastMeasuredAtMs(state.facts) ?? Number.NEGATIVE_INFINITY;
  const isMuchNewer = observation.asOfMs - knownAsOfMs >= resaveUnchangedAfterMs;
  return !isMuchNewer && isSameButAges(state, { ...state, facts: mergePartial(state.facts, observation) });
}

/** Creates an engine that is never started. It merges and saves observations but cannot ask any service. */
function offlineEngine({ clock, paths, settings, surroundings }: StatusLineServices) {
  const cache = createAccountCache({
    ...{ folder: paths.accountCache, lock: paths.accountCacheLock },
    ...{ nowMs: clock.nowMs, report: createProblemRecord(paths.storageProblems).add },
  });
  const doNothing = (): void => undefined;
  const engine = createEngine({
    clock,
    cache,
    alarm: { set: doNothing, clear: doNothing },
    http: { send: async () => ({ kind: 'failure', failure: { kind: 'timeout' }, fingerprint: null }) },
    discovery: lazyDiscovery(surroundings),
    log: { info: doNothing, warn: doNothing, error: doNothing },
    settings: () => settings,
  });
  return { engine, flush: cache.flush };
}

/** Discovery is loaded only for a new account, because it takes long. */
function lazyDiscovery(surroundings: StatusLineServices['surroundings']): Discovery {
  return {
    look: async () => {
      const [{ createDiscovery }, { createMacosKeychain }] = await Promise.all([
        import('../node/credentials/discovery.ts'),
        import('../node/credentials/keychain.ts'),
      ]);
      const keychain = surroundings.platform === 'darwin' ? createMacosKeychain() : null;
      return createDiscovery({ ...surroundings, keychain }).look();
    },
    watch: () => () => undefined,
  };
}

import type { AccountState } from '../../core/accounts/account-state.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { Clock, Discovery } from '../../core/ports.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { lastMeasuredAtMs } from '../../core/usage/freshness.ts';
import { mergePartial } from '../../core/usage/merge.ts';
import type { Observation } from '../../core/usage/observation.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import type { DiscoveryEnvironment } from '../node/credentials/folders.ts';
import { hostHomeFolder, hostTemporaryFolder, hostTimeZone, localesOf } from '../node/host-environment.ts';
import { createLocaleContext } from '../node/locale-context.ts';
import { createAccountCache } from '../node/storage/account-cache.ts';
import { type HomePaths, homePaths, resolveHome } from '../node/storage/home.ts';
import { createProblemRecord } from '../node/storage/problems.ts';
import { withLock } from '../node/storage/process-lock.ts';
import { readSettingsFile } from '../node/storage/settings-file.ts';
import { isSameButAges } from '../../core/usage/comparison.ts';

/**
 * The little that a status line needs of the app. It runs at every prompt, so it does without what makes
 * requests, opens the database or writes settings.
 */
export interface StatusLineServices {
  readonly clock: Clock;
  readonly surroundings: DiscoveryEnvironment;
  readonly paths: HomePaths;
  readonly settings: Settings;
  readonly locale: LocaleContext;
}

export function createStatusLineServices(environment: DiscoveryEnvironment['environment']): StatusLineServices {
  const about = { environment, homeFolder: hostHomeFolder(), platform: process.platform };
  const paths = homePaths(resolveHome(about), { ...about, temporaryFolder: hostTemporaryFolder() });
  const settings = readSettingsFile(paths.settings);
  return {
    clock: { nowMs: Date.now, random: Math.random },
    surroundings: { ...about, moreFolders: () => ({ codex: settings.codexFolders, claude: settings.claudeFolders }) },
    paths,
    settings,
    locale: createLocaleContext(settings.language, localesOf(environment), hostTimeZone().name),
  };
}

/** The same figures are written again only when they are this much younger. */
const sameFiguresKeptMs = 60_000;
/** Another status line is done in milliseconds; a command that asks services takes longer and knows better. */
const waitForOthersMs = 1_000;

/**
 * Keeps what a status line said where the app is not running, by the same core and in the same cache, so
 * that the next start knows it. Nothing is asked of any service. Where another of our processes is at
 * work it is left alone: that one asks the service itself.
 */
export async function saveObservation(parts: StatusLineServices, accountId: string, said: Observation): Promise<void> {
  const { paths } = parts;
  const keep = async (): Promise<void> => {
    const { engine, flush } = quietEngine(parts);
    engine.load();
    if (stateOf(engine, accountId) === undefined) await engine.discover();
    const state = stateOf(engine, accountId);
    if (state === undefined || isKnown(state, said)) return;
    engine.observe(accountId, said);
    flush();
  };
  await withLock(paths.refreshLock, keep, { waitMs: waitForOthersMs });
}

/** What is known of an account from an earlier run; undefined where there is nothing. */
export function cachedAccount(parts: StatusLineServices, accountId: string): AccountState | undefined {
  const { engine } = quietEngine(parts);
  engine.load();
  return stateOf(engine, accountId);
}

/** The accounts of earlier runs, with the sign-ins that are remembered of them. */
export function cachedAccounts(parts: StatusLineServices): readonly AccountState[] {
  const { engine } = quietEngine(parts);
  engine.load();
  return engine.accounts();
}

function stateOf(engine: Engine, accountId: string): AccountState | undefined {
  return engine.accounts().find(({ account }) => account.id === accountId);
}

function isKnown(state: AccountState, said: Observation): boolean {
  const knownAsOfMs = lastMeasuredAtMs(state.facts) ?? Number.NEGATIVE_INFINITY;
  const isMuchYounger = said.asOfMs - knownAsOfMs >= sameFiguresKeptMs;
  return !isMuchYounger && isSameButAges(state, { ...state, facts: mergePartial(state.facts, said) });
}

/** An engine that is never started: it merges and keeps, and has no way to ask anything. */
function quietEngine({ clock, paths, settings, surroundings }: StatusLineServices) {
  const cache = createAccountCache({
    ...{ folder: paths.accountCache, lock: paths.accountCacheLock },
    ...{ nowMs: clock.nowMs, report: createProblemRecord(paths.storageProblems).add },
  });
  const silent = (): void => undefined;
  const engine = createEngine({
    clock,
    cache,
    alarm: { set: silent, clear: silent },
    http: { send: async () => ({ kind: 'failure', failure: { kind: 'timeout' }, fingerprint: null }) },
    discovery: lateDiscovery(surroundings),
    log: { info: silent, warn: silent, error: silent },
    settings: () => settings,
  });
  return { engine, flush: cache.flush };
}

/** Discovery of all tools is loaded only for an account that was never seen, because it takes its time. */
function lateDiscovery(surroundings: StatusLineServices['surroundings']): Discovery {
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

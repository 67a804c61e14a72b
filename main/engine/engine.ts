import { syncAccounts, type ResolvedNameless, resolvedNameless } from '../../core/accounts/sync.ts';
import {
  type AccountState,
  grantEndpointId,
  grantForgotten,
  withoutOldGrantOf,
  type AccountCache,
} from '../../core/accounts/account-state.ts';
import type { OfferSeen } from '../../core/credits/grant-offer.ts';
import type { Alarm, AskTool, Clock, Discovery, Finding, Http, Log, ObservationSource } from '../../core/ports.ts';
import type { Tally } from '../../core/metrics/tally.ts';
import type { ProviderId } from '../../core/providers/provider-id.ts';
import { loadProviders } from '../../core/providers/registry.ts';
import type { Observation } from '../../core/usage/observation.ts';
import { quietAfterSignInMs } from '../../core/polling/endpoint.ts';
import type { RefreshBy } from '../../core/polling/refresh-request.ts';
import { onLocalClock } from '../../core/usage/observation-times.ts';
import { defaultPowerState, type DevicePowerState } from '../../core/polling/interval.ts';
import type { AccountNextPoll } from '../../core/polling/next-poll.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { createAccounts } from './accounts.ts';
import { createRefreshRequests, type RefreshOutcome } from './refresh-requests.ts';
import { createPoller, type ToolOccasion } from './poller.ts';
import { createApplyObservation, signedInFolders } from './observations.ts';
import { createPacing } from './pacing.ts';
import { createScheduler, type PauseReason } from './scheduler.ts';
import type { PollPreferences } from '../../core/accounts/scheduled-polls.ts';

export interface EngineDependencies {
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly http: Http;
  readonly discovery: Discovery;
  readonly cache: AccountCache;
  readonly log: Log;
  readonly settings: () => Settings;
  /** Whether the user told a provider's own tool to send essential traffic only. Left out: never. */
  readonly isEssentialOnly?: (provider: ProviderId) => boolean;
  /** Asks the account's own tool. A tool that can answer is asked instead of the endpoint. */
  readonly askTool?: AskTool;
  /** Ends the tools that run for a question, and drops the questions that wait. */
  readonly stopTools?: () => void;
  /**
   * Moves or forgets what is stored of a nameless account whose name is known now. Called only while this
   * process polls. Until it returns true the account stays in the cache, so that the next start tries again.
   * Left out: the nameless account is simply removed.
   */
  readonly fold?: (fold: ResolvedNameless) => Promise<boolean>;
  /** Counts every request that ended. */
  readonly tally?: Tally;
  /** Local sources of observations. The engine tells them which folders to follow. */
  readonly sources?: readonly ObservationSource[];
}

export interface Engine {
  /** Loads the accounts from the cache. Sends no request. Call before `start`. */
  readonly load: () => Promise<void>;
  /** Loads what another process wrote to the cache since. Does nothing after `start`. */
  readonly reload: () => Promise<void>;
  /**
   * Looks for accounts and starts to poll them. Resolves when the first discovery is done.
   *
   * @param runsOnce The process ends after its first answers. It asks the tool of an account only where nothing else
   * can answer, and it sends its requests side by side instead of one a second. Left out: the process keeps running.
   */
  readonly start: (how?: { readonly runsOnce: boolean }) => Promise<void>;
  readonly stop: () => void;
  /** Looks for accounts once. Before `start` this sends no request. */
  readonly discover: () => Promise<readonly Finding[]>;
  readonly accounts: () => readonly AccountState[];
  readonly findings: () => readonly Finding[];
  /** Calls the listener after every change, and at every whole minute because countdowns change then. */
  readonly subscribe: (listener: () => void) => void;
  /** Polls as soon as the requester may. Null polls all accounts. An accepted request ends every pause. */
  readonly refresh: (accountId: string | null, by: RefreshBy) => RefreshOutcome;
  /**
   * Resolves when no request is in flight and no due poll waits for its host. Also resolves when the
   * caller's signal is aborted, which removes the caller from the waiters.
   */
  readonly settled: (signal?: AbortSignal) => Promise<void>;
  /** How many callers wait for `settled`. */
  readonly waiterCount: () => number;
  /**
   * Merges an observation from a source other than polling at once. The observations of one turn are announced together,
   * after the turn. False: the account is unknown.
   */
  readonly observe: (accountId: string, observation: Observation) => boolean;
  readonly forget: (accountId: string) => void;
  /** Drops the account's grant and polls it again. Does nothing where no grant is known. */
  readonly forgetGrant: (accountId: string) => void;
  /** Stores what the user has seen of an offered grant and did about it. The same object changes nothing. */
  readonly setOffer: (accountId: string, change: (seen: OfferSeen | null) => OfferSeen | null) => void;
  /** Recomputes when each endpoint is polled. Call after a change of the settings. */
  readonly reschedule: () => void;
  /** Watches the present places of sign-ins and discovers accounts there. Call it after the places changed. */
  readonly rediscover: () => Promise<void>;
  /** Stops polling for this reason until `resume`, which runs each missed poll once. */
  readonly pause: (because: PauseReason) => void;
  readonly resume: (because: PauseReason) => void;
  /** Updates the power state that decides how often to poll. Fields that are left out stay as they were. */
  readonly setDevicePower: (change: Partial<DevicePowerState>) => void;
  /** Polls anything older than a minute, once per opening. Call when the panel opens. */
  readonly panelOpened: () => void;
  /** Polls every endpoint without an answer now. For a process that runs once and cannot wait. */
  readonly pollUnanswered: () => void;
  /** Moves the next poll of these accounts forward to a random time within `spreadMs`, for a schedule of the user. */
  readonly expedite: (accountIds: readonly string[], spreadMs: number) => void;
  /** When each endpoint of each account is polled next, and why then. Empty before `start`. */
  readonly nextPolls: () => readonly AccountNextPoll[];
}

/**
 * Polls the accounts. The engine alone owns the account states, the timer and the requests for usage.
 * The rules are in core; this file connects the parts of polling.
 */
export function createEngine(dependencies: EngineDependencies): Engine {
  const { clock, discovery } = dependencies;
  let findings: readonly Finding[] = [];
  let devicePower = defaultPowerState;
  let isLoaded = false;
  let loading: Promise<void> | null = null;
  let discoveries = 0;
  let appliedDiscovery = 0;
  let endWatch: (() => void) | null = null;
  const accounts = createAccounts(dependencies.cache);
  const preferences = (): PollPreferences => ({
    settings: dependencies.settings(),
    isEssentialOnly: dependencies.isEssentialOnly ?? (() => false),
    canAskTools: dependencies.askTool !== undefined,
  });
  /** The accounts whose tool is asked at the next poll, beside the rule of their provider. */
  const toolOccasions = new Map<string, ToolOccasion>();
  const noteToolOccasion = (accountId: string, occasion: ToolOccasion = 'event'): void => {
    if (!runsOnce && toolOccasions.get(accountId) !== 'person') toolOccasions.set(accountId, occasion);
  };
  let runsOnce = false;
  const pacing = createPacing(preferences, () => devicePower);
  const poller = createPoller({
    ...dependencies,
    accounts,
    preferences,
    takeToolOccasion: (accountId) => {
      const occasion = toolOccasions.get(accountId) ?? null;
      toolOccasions.delete(accountId);
      return occasion;
    },
    findings: () => findings,
    devicePower: () => devicePower,
    runsOnce: () => runsOnce,
  });
  const scheduler = createScheduler({ ...dependencies, runsOnce: () => runsOnce }, accounts, pacing, poller);
  const requests = createRefreshRequests({ clock, accounts, pacing, scheduler, noteToolOccasion });
  const applyObservation = createApplyObservation();

  /** Discovery needs the cached accounts too. Otherwise a cached account would look new and be overwritten. */
  async function loadOnce(): Promise<void> {
    // Two loads at once could put an older state over a newer one.
    await (loading ??= accounts.load());
    isLoaded = true;
  }

  function dropNameless(fold: ResolvedNameless): void {
    const { namelessId } = fold;
    if (dependencies.fold === undefined) return accounts.remove(namelessId);
    accounts.removeFromMemory(namelessId);
    if (!scheduler.isRunning()) return;
    dependencies.fold(fold).then(
      (isSettled) => {
        if (isSettled) accounts.removeFromCache(namelessId);
      },
      (cause: unknown) => dependencies.log.error('The stored data of a nameless account could not be moved', cause),
    );
  }

  function noteAllToolOccasions(): void {
    for (const { account } of accounts.all()) noteToolOccasion(account.id);
  }

  async function discover(): Promise<readonly Finding[]> {
    if (!isLoaded) await loadOnce();
    discoveries += 1;
    const thisDiscovery = discoveries;
    const found = await discovery.look();
    await loadProviders(found.map(({ provider }) => provider));
    // A discovery may wait for a half-written file or a service, so a later one may have finished first.
    if (thisDiscovery < appliedDiscovery) return findings;
    // The first discovery finds sign-ins that existed before this process. They need no quiet time.
    const quietMs = appliedDiscovery === 0 ? 0 : quietAfterSignInMs;
    appliedDiscovery = thisDiscovery;
    findings = found;
    const nowMs = clock.nowMs();
    const before = accounts.all();
    const next = syncAccounts(before, findings, nowMs, quietMs).map((state) => withoutOldGrantOf(state, nowMs));
    const known = new Set(before.map(({ account }) => account.id));
    for (const { account } of next) if (!known.has(account.id)) noteToolOccasion(account.id);
    accounts.replaceAll(next);
    for (const fold of resolvedNameless(before, findings)) dropNameless(fold);
    if (scheduler.isRunning())
      for (const source of dependencies.sources ?? []) source.follow(signedInFolders(findings, next));
    scheduler.correctTimes();
    scheduler.pollDue();
    return findings;
  }

  return {
    load: loadOnce,
    reload: async () => {
      // A process that began to poll meanwhile has newer states than those that were read.
      const isFollowing = (): boolean => !scheduler.isRunning();
      if (isFollowing()) await accounts.reload(isFollowing);
    },
    accounts: accounts.all,
    findings: () => findings,
    discover,
    subscribe: accounts.subscribe,
    refresh: requests.refresh,
    panelOpened: requests.panelOpened,
    pollUnanswered: requests.pollUnanswered,
    expedite: requests.expedite,
    settled: scheduler.settled,
    waiterCount: scheduler.waiterCount,
    reschedule: scheduler.reschedule,
    pause: scheduler.pause,
    resume: (because) => {
      if (because === 'asleep' && scheduler.isPaused()) noteAllToolOccasions();
      scheduler.resume(because);
    },
    start: async (how) => {
      runsOnce = how?.runsOnce === true;
      if (!isLoaded) await loadOnce();
      noteAllToolOccasions();
      scheduler.start();
      endWatch = discovery.watch(() => void discover());
      await discover();
    },
    stop: () => {
      dependencies.stopTools?.();
      for (const source of dependencies.sources ?? []) source.stop();
      scheduler.stop();
      endWatch?.();
    },
    rediscover: async () => {
      endWatch?.();
      endWatch = scheduler.isRunning() ? discovery.watch(() => void discover()) : null;
      await discover();
    },
    observe: (accountId, observation) => {
      const state = accounts.get(accountId);
      if (state === undefined) return false;
      const localObservation = onLocalClock(observation, state.clockAheadMs ?? 0, true);
      accounts.setSoon(applyObservation(state, localObservation, dependencies.settings(), clock.nowMs()));
      scheduler.pollDueSoon();
      return true;
    },
    forget: (accountId) => {
      toolOccasions.delete(accountId);
      accounts.remove(accountId);
      scheduler.pollDue();
    },
    forgetGrant: (accountId) => {
      const state = accounts.get(accountId);
      if (state === undefined) return;
      const next = grantForgotten(state, clock.nowMs());
      if (next === state) return;
      pacing.waiveBudget(accountId, grantEndpointId);
      accounts.set(next);
      scheduler.pollDue();
    },
    setOffer: (accountId, change) => {
      const state = accounts.get(accountId);
      if (state === undefined) return;
      const seen = state.offer ?? null;
      const offer = change(seen);
      if (offer !== seen) accounts.set({ ...state, offer });
    },
    setDevicePower: (change) => {
      const next = { ...devicePower, ...change };
      if (next.onBattery === devicePower.onBattery && next.locked === devicePower.locked) return;
      devicePower = next;
      scheduler.reschedule();
    },
    nextPolls: () =>
      scheduler.isRunning() ? pacing.nextPolls(accounts.all(), scheduler.isPaused(), clock.nowMs()) : [],
  };
}

import { syncAccounts, type ResolvedNameless, resolvedNameless } from '../../core/accounts/sync.ts';
import {
  type AccountState,
  grantEndpointId,
  grantForgotten,
  withoutOldGrantOf,
} from '../../core/accounts/account-state.ts';
import type { OfferSeen } from '../../core/credits/grant-offer.ts';
import type {
  AccountCache,
  Alarm,
  AskTool,
  Clock,
  Discovery,
  Finding,
  Http,
  Log,
  ObservationSource,
} from '../../core/ports.ts';
import type { Tally } from '../../core/metrics/tally.ts';
import type { ProviderId } from '../../core/providers/provider-id.ts';
import type { Observation } from '../../core/usage/observation.ts';
import { quietAfterSignInMs } from '../../core/polling/endpoint.ts';
import type { RefreshBy } from '../../core/polling/refresh-request.ts';
import { onLocalClock } from '../../core/usage/observation-times.ts';
import { defaultPowerState, type DevicePowerState } from '../../core/polling/interval.ts';
import type { AccountNextPoll } from '../../core/polling/next-poll.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { createAccounts } from './accounts.ts';
import { createRefreshRequests, type RefreshOutcome } from './refresh-requests.ts';
import { createPoller } from './poller.ts';
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
  /** What the user told a provider's own tool: essential traffic only (S0-2). Left out: nothing. */
  readonly isEssentialOnly?: (provider: ProviderId) => boolean;
  /** An account's own tool, asked before the endpoint where it can answer. */
  readonly askTool?: AskTool;
  /**
   * Settles what is kept of a nameless account whose name is known now, while this process asks. Until it
   * answers true the account stays in the cache, so that the next start goes on with it. Left out: nothing is.
   */
  readonly fold?: (fold: ResolvedNameless) => Promise<boolean>;
  /** Told of every request that ended. */
  readonly tally?: Tally;
  /** Local sources, told which folders to follow. */
  readonly sources?: readonly ObservationSource[];
}

export interface Engine {
  /** Loads what was known, asks nothing. Call before `start`. */
  readonly load: () => void;
  /** Loads what another process has written since; only before `start`. */
  readonly reload: () => void;
  /** Looks for accounts and begins to keep them fresh. Resolves once the first look is done. */
  readonly start: () => Promise<void>;
  readonly stop: () => void;
  /** Looks for accounts once, asks no service. */
  readonly discover: () => Promise<readonly Finding[]>;
  readonly accounts: () => readonly AccountState[];
  readonly findings: () => readonly Finding[];
  /** Calls back after every change and at every whole minute, when countdowns change. */
  readonly subscribe: (listener: () => void) => void;
  /** Asks again as soon as whoever wants it may; null asks all. What is accepted also ends a pause. */
  readonly refresh: (accountId: string | null, by: RefreshBy) => RefreshOutcome;
  /**
   * Resolves when nothing is in flight and nothing asked for is still waiting for its host, or when the
   * caller's signal is aborted, which also forgets the caller.
   */
  readonly settled: (signal?: AbortSignal) => Promise<void>;
  /** How many callers wait for `settled`. */
  readonly waiterCount: () => number;
  /** Merges what another source saw; false for an account that is not known (S1-16). */
  readonly observe: (accountId: string, observation: Observation) => boolean;
  readonly forget: (accountId: string) => void;
  /** Drops what is known of the account's grant and asks anew (S0-11); where none is known does nothing. */
  readonly forgetGrant: (accountId: string) => void;
  /** Keeps what the user has seen and done about the grant on offer (S0-14); the same object changes nothing. */
  readonly setOffer: (accountId: string, change: (seen: OfferSeen | null) => OfferSeen | null) => void;
  /** The settings changed: every schedule is judged anew. */
  readonly reschedule: () => void;
  /** The places to look at changed. */
  readonly rediscover: () => Promise<void>;
  /** Nothing is asked for this reason until `resume`, which takes each missed turn once. */
  readonly pause: (because: PauseReason) => void;
  readonly resume: (because: PauseReason) => void;
  /** What around the app decides how often to ask; what is left out stays as it was. */
  readonly setDevicePower: (change: Partial<DevicePowerState>) => void;
  /** Somebody opened the panel: what is older than a minute is asked, once for each opening. */
  readonly panelOpened: () => void;
  /** Whoever runs once and ends cannot wait for the first turns of what was never answered: they come now. */
  readonly pollUnanswered: () => void;
  /** A schedule of the user's wants to know: their turns come within the spread, by what each endpoint bears. */
  readonly expedite: (accountIds: readonly string[], spreadMs: number) => void;
  /** When each endpoint of each account is asked next, and why then; empty before `start`. */
  readonly outlook: () => readonly AccountNextPoll[];
}

/**
 * Runs the core: the one owner of account states, the one timer, the one gateway to the network
 * (S4-1 .. S4-9). All judgement is in core; this file only puts the parts together.
 */
export function createEngine(parts: EngineDependencies): Engine {
  const { clock, discovery } = parts;
  let findings: readonly Finding[] = [];
  let surroundings = defaultPowerState;
  let seeded = false;
  let looks = 0;
  let appliedLook = 0;
  let endWatch: (() => void) | null = null;
  const accounts = createAccounts(parts.cache);
  const wishes = (): PollPreferences => ({
    settings: parts.settings(),
    isEssentialOnly: parts.isEssentialOnly ?? (() => false),
  });
  const pacing = createPacing(wishes, () => surroundings);
  const clockOffsetsMs = new Map<string, number>();
  const flights = createPoller({
    ...parts,
    accounts,
    clockOffsetsMs,
    findings: () => findings,
    devicePower: () => surroundings,
  });
  const schedule = createScheduler(parts, accounts, pacing, flights);
  const asking = createRefreshRequests(clock, accounts, pacing, schedule);
  const hear = createApplyObservation();

  /** Also before a mere look: what is kept is never overwritten by an account that seems new. */
  function seedOnce(): void {
    if (!seeded) accounts.load();
    seeded = true;
  }

  function foldAway(fold: ResolvedNameless): void {
    const { namelessId } = fold;
    if (parts.fold === undefined) return accounts.remove(namelessId);
    accounts.removeFromMemory(namelessId);
    if (!schedule.isRunning()) return;
    parts.fold(fold).then(
      (isSettled) => {
        if (isSettled) accounts.removeFromCache(namelessId);
      },
      (cause: unknown) => parts.log.error('A nameless account was not settled', cause),
    );
  }

  async function look(): Promise<readonly Finding[]> {
    seedOnce();
    looks += 1;
    const thisLook = looks;
    const found = await discovery.look();
    // A look may wait for a torn file or for the service; one that began later may have ended before it.
    if (thisLook < appliedLook) return findings;
    // What the first look finds was there before us.
    const quietMs = appliedLook === 0 ? 0 : quietAfterSignInMs;
    appliedLook = thisLook;
    findings = found;
    const nowMs = clock.nowMs();
    const before = accounts.all();
    const next = syncAccounts(before, findings, nowMs, quietMs).map((state) => withoutOldGrantOf(state, nowMs));
    accounts.replaceAll(next);
    for (const fold of resolvedNameless(before, findings)) foldAway(fold);
    if (schedule.isRunning()) for (const source of parts.sources ?? []) source.follow(signedInFolders(findings, next));
    schedule.correctTimes();
    schedule.pollDue();
    return findings;
  }

  return {
    load: seedOnce,
    reload: () => {
      if (!schedule.isRunning()) accounts.reload();
    },
    accounts: accounts.all,
    findings: () => findings,
    discover: look,
    subscribe: accounts.subscribe,
    refresh: asking.refresh,
    panelOpened: asking.panelOpened,
    pollUnanswered: asking.pollUnanswered,
    expedite: asking.expedite,
    settled: schedule.settled,
    waiterCount: schedule.waiterCount,
    reschedule: schedule.reschedule,
    pause: schedule.pause,
    resume: schedule.resume,
    start: async () => {
      schedule.start();
      endWatch = discovery.watch(() => void look());
      await look();
    },
    stop: () => {
      for (const source of parts.sources ?? []) source.stop();
      schedule.stop();
      endWatch?.();
    },
    rediscover: async () => {
      endWatch?.();
      endWatch = schedule.isRunning() ? discovery.watch(() => void look()) : null;
      await look();
    },
    observe: (accountId, observation) => {
      const state = accounts.get(accountId);
      if (state === undefined) return false;
      const told = onLocalClock(observation, clockOffsetsMs.get(accountId) ?? 0, true);
      accounts.set(hear(state, told, parts.settings(), clock.nowMs()));
      schedule.pollDue();
      return true;
    },
    forget: (accountId) => {
      accounts.remove(accountId);
      schedule.pollDue();
    },
    forgetGrant: (accountId) => {
      const state = accounts.get(accountId);
      if (state === undefined) return;
      const next = grantForgotten(state, clock.nowMs());
      if (next === state) return;
      pacing.waiveBudget(accountId, grantEndpointId);
      accounts.set(next);
      schedule.pollDue();
    },
    setOffer: (accountId, change) => {
      const state = accounts.get(accountId);
      if (state === undefined) return;
      const seen = state.offer ?? null;
      const offer = change(seen);
      if (offer !== seen) accounts.set({ ...state, offer });
    },
    setDevicePower: (change) => {
      const next = { ...surroundings, ...change };
      if (next.onBattery === surroundings.onBattery && next.locked === surroundings.locked) return;
      surroundings = next;
      schedule.reschedule();
    },
    outlook: () => (schedule.isRunning() ? pacing.nextPolls(accounts.all(), schedule.isPaused(), clock.nowMs()) : []),
  };
}

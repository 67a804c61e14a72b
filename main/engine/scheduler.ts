import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/providers/account.ts';
import { lastMeasuredAtMs } from '../../core/usage/freshness.ts';
import type { Alarm, Clock } from '../../core/ports.ts';
import { providers } from '../../core/providers/registry.ts';
import { withoutOldGrant } from '../../core/usage/grant.ts';
import { plannedIntervalMs } from '../../core/polling/interval.ts';
import { type EndpointState, isDue, usageEndpointId } from '../../core/polling/endpoint.ts';
import { rescheduleMissed, reschedule, repairAfterClockSetback } from '../../core/polling/due.ts';
import { minuteMs, nextMinuteMs } from '../../core/units/time.ts';
import { networkReturned } from '../../core/polling/refresh-request.ts';
import { type Accounts, oncePerTurn } from './accounts.ts';
import type { Pacing } from './pacing.ts';
import type { Poller } from './poller.ts';

/** Owns the timer. It rings at the next poll and at every whole minute, because countdowns change then. */
export interface Scheduler {
  /** Starts every due poll and sets the timer. Does nothing before `start`. */
  readonly pollDue: () => void;
  /** Does `pollDue` once after this turn, however often it is called. */
  readonly pollDueSoon: () => void;
  /** Moves every poll to its current interval and spreads missed polls. Call after the interval changed. */
  readonly reschedule: () => void;
  /** Moves polls back that lie too far in the future because the clock was set back. Call after a discovery. */
  readonly correctTimes: () => void;
  readonly start: () => void;
  readonly stop: () => void;
  readonly isRunning: () => boolean;
  readonly isPaused: () => boolean;
  /** Stops polling for this reason until `resume`. */
  readonly pause: (because: PauseReason) => void;
  /** Ends the pause for this reason. Each missed poll runs once. After `offline`, waits for the network end. */
  readonly resume: (because: PauseReason) => void;
  /** Ends every pause, because a request proves that the computer is awake. The caller then calls `pollDue`. */
  readonly endPauses: () => void;
  /**
   * Resolves when no request is in flight and no due poll waits for its host. Also resolves when the
   * caller's signal is aborted, which removes the caller from the waiters.
   */
  readonly settled: (signal?: AbortSignal) => Promise<void>;
  /** How many callers wait for `settled`. */
  readonly waiterCount: () => number;
}

/** `asleep`: the computer announced its sleep. `offline`: the computer has no network. */
export type PauseReason = 'asleep' | 'offline';

/** A process that ends after its first answers sends at most so many requests side by side. */
const mostSideBySide = 64;

/** The computer is awake if the timer rang on time for this many minutes in a row. */
const provenAwakeMinutes = 3;

interface SchedulerDependencies {
  readonly clock: Clock;
  readonly alarm: Alarm;
  /** True: this process ends after its first answers. Its requests to one host do not wait for each other. */
  readonly runsOnce: () => boolean;
}

/** Makes a stopped scheduler over the given timer. */
export function createScheduler(
  { clock, alarm, runsOnce }: SchedulerDependencies,
  accounts: Accounts,
  pacing: Pacing,
  poller: Poller,
): Scheduler {
  const rescheduler = createRescheduler(clock, accounts, pacing);
  const waiters = new Set<() => void>();
  let isStarted = false;
  const pauses = new Set<PauseReason>();
  let ringsWhileAsleep = 0;
  let expectedRingMs = 0;
  let ringMinute: number | null = null;

  function pollDue(): void {
    if (!isStarted) return;
    if (pauses.size === 0) startDue();
    resolveWaiters();
    setAlarm();
  }

  function freeAtMs(account: Account, nowMs: number): number {
    return runsOnce() ? nowMs : pacing.hostFreeAtMs(account, nowMs);
  }

  /** Without room the end of a request, not the timer, starts the next one. */
  function hasRoom(): boolean {
    return !runsOnce() || poller.inFlightCount() < mostSideBySide;
  }

  function startDue(): void {
    const nowMs = clock.nowMs();
    for (const due of pacing.pollsUntil(accounts.all(), nowMs, nowMs)) {
      const { account, endpointId } = due;
      const endpoint = accounts.get(account.id)?.endpoints[endpointId];
      if (endpoint === undefined || !isDue(endpoint, nowMs) || freeAtMs(account, nowMs) > nowMs) continue;
      if (!hasRoom()) return;
      const request = poller.start(account.id, endpointId);
      if (request === null) continue;
      pacing.recordPoll(due, nowMs);
      void request.then(pollDue);
    }
  }

  function setAlarm(): void {
    if (accounts.all().length === 0) return;
    const nowMs = clock.nowMs();
    const minuteEndsAtMs = nextMinuteMs(nowMs);
    const duePolls = pauses.size > 0 || !hasRoom() ? [] : pacing.pollsUntil(accounts.all(), minuteEndsAtMs, nowMs);
    const times = duePolls
      .filter(({ account, endpointId }) => !poller.isInFlight(account.id, endpointId))
      .map(({ account, atMs }) => Math.max(atMs, freeAtMs(account, nowMs)));
    expectedRingMs = times.reduce((soonest, atMs) => Math.min(soonest, atMs), minuteEndsAtMs);
    alarm.set(expectedRingMs, ring);
  }

  function ring(): void {
    const nowMs = clock.nowMs();
    const isNewMinute = ringMinute !== minuteOf(nowMs);
    ringMinute = minuteOf(nowMs);
    const isLate = nowMs - expectedRingMs > minuteMs;
    if (isLate) rescheduler.catchUp();
    if (isNewMinute) rescheduler.correctTimes();
    if (isNewMinute && pauses.has('asleep')) countPunctualRing(isLate);
    pollDue();
    if (isNewMinute) accounts.announce();
  }

  /** Some systems announce a sleep but not its end. A timer that keeps ringing on time proves the end. */
  function countPunctualRing(isLate: boolean): void {
    ringsWhileAsleep = isLate ? 0 : ringsWhileAsleep + 1;
    if (ringsWhileAsleep >= provenAwakeMinutes) resume('asleep');
  }

  function pause(because: PauseReason): void {
    pauses.add(because);
    ringsWhileAsleep = 0;
    pollDue();
  }

  function endPause(because: PauseReason): void {
    if (!pauses.delete(because)) return;
    if (because === 'offline') rescheduler.networkReturned();
    if (pauses.size === 0) rescheduler.catchUp();
  }

  function resume(because: PauseReason): void {
    endPause(because);
    pollDue();
  }

  function isBusy(): boolean {
    const nowMs = clock.nowMs();
    const isFetching = accounts
      .all()
      .some(({ endpoints }) => Object.values(endpoints).some(({ link }) => link.kind === 'fetching'));
    return isFetching || (pauses.size === 0 && pacing.pollsUntil(accounts.all(), nowMs, nowMs).length > 0);
  }

  function resolveWaiters(): void {
    if (waiters.size === 0 || isBusy()) return;
    for (const end of [...waiters]) end();
  }

  return {
    pollDue,
    pollDueSoon: oncePerTurn(pollDue),
    reschedule: () => {
      rescheduler.reschedule();
      pollDue();
    },
    isRunning: () => isStarted,
    isPaused: () => pauses.size > 0,
    correctTimes: rescheduler.correctTimes,
    start: () => void (isStarted = true),
    stop: () => {
      isStarted = false;
      alarm.clear();
    },
    pause,
    resume,
    endPauses: () => {
      for (const reason of [...pauses]) endPause(reason);
    },
    settled: (signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const end = (): void => {
          waiters.delete(end);
          signal?.removeEventListener('abort', end);
          resolve();
        };
        waiters.add(end);
        signal?.addEventListener('abort', end, { once: true });
        resolveWaiters();
      }),
    waiterCount: () => waiters.size,
  };
}

function minuteOf(atMs: number): number {
  return Math.floor(atMs / minuteMs);
}

const catchUpSpreadMs = 5_000;

/** Corrects the poll times of all accounts after the clock or the interval changed. Sends no request. */
interface Rescheduler {
  /** Moves polls back that lie too far in the future after the clock was set back, and drops expired grants. */
  readonly correctTimes: () => void;
  /** Makes each missed poll due once, spread over a few seconds. */
  readonly catchUp: () => void;
  /** Ends the backoff of network failures, because the network is back. */
  readonly networkReturned: () => void;
  /** Moves each poll to its current interval and spreads missed polls. */
  readonly reschedule: () => void;
}

function createRescheduler(clock: Clock, accounts: Accounts, pacing: Pacing): Rescheduler {
  const updateEndpoints = (change: EndpointChange): void => accounts.updateAll((state) => withEndpoints(state, change));

  const plannedMs = (endpoint: EndpointState, account: Account, id: string): number =>
    plannedIntervalMs(pacing.paceOf(account, id, endpoint));

  const spread = (endpoint: EndpointState): EndpointState =>
    rescheduleMissed(endpoint, catchUpSpreadMs, clock.nowMs(), clock.random());

  return {
    correctTimes: () => {
      const nowMs = clock.nowMs();
      const repair: EndpointChange = (endpoint, { account }, id) =>
        repairAfterClockSetback(endpoint, nowMs, plannedMs(endpoint, account, id));
      accounts.updateAll((state) => {
        const facts = withoutOldGrant(state.facts, nowMs);
        return withEndpoints(facts === state.facts ? state : { ...state, facts }, repair);
      });
    },
    catchUp: () => updateEndpoints(spread),
    networkReturned: () => {
      const nowMs = clock.nowMs();
      updateEndpoints((endpoint, { account }, id) =>
        networkReturned(endpoint, pacing.paceOf(account, id, endpoint).minimumMs, nowMs),
      );
    },
    reschedule: () => {
      const nowMs = clock.nowMs();
      updateEndpoints((endpoint, { account, facts }, id) => {
        if (hasFixedInterval(account, id)) return endpoint;
        const usageAsOfMs = id === usageEndpointId ? lastMeasuredAtMs(facts, nowMs) : null;
        const next = reschedule(endpoint, usageAsOfMs, plannedMs(endpoint, account, id));
        return next !== endpoint && next.nextDueAtMs <= nowMs ? spread(next) : next;
      });
    },
  };
}

/** Returns an endpoint of an account as it is now. The same object: nothing changed. */
type EndpointChange = (endpoint: EndpointState, state: AccountState, id: string) => EndpointState;

/** Returns the account with its endpoints changed; the same object if none is. */
function withEndpoints(state: AccountState, change: EndpointChange): AccountState {
  const before = Object.entries(state.endpoints);
  const after = before.map(([id, endpoint]) => [id, change(endpoint, state, id)] as const);
  const isSame = after.every(([id, endpoint]) => state.endpoints[id] === endpoint);
  return isSame ? state : { ...state, endpoints: Object.fromEntries(after) };
}

/** True: the endpoint keeps its interval whatever the settings and the power state. */
function hasFixedInterval({ provider }: Account, endpointId: string): boolean {
  return providers[provider].endpoints[endpointId]?.pollInterval.isFixed === true;
}

import type { Account } from '../../core/accounts/account.ts';
import { lastMeasuredAtMs } from '../../core/usage/freshness.ts';
import type { Alarm, Clock } from '../../core/ports.ts';
import { providers } from '../../core/providers/registry.ts';
import { withoutOldGrant } from '../../core/usage/grant.ts';
import { plannedIntervalMs } from '../../core/polling/interval.ts';
import { type EndpointState, isDue, usageEndpointId } from '../../core/polling/endpoint.ts';
import { rescheduleMissed, reschedule, repairAfterClockSetback } from '../../core/polling/due.ts';
import { networkReturned } from '../../core/polling/refresh-request.ts';
import type { Accounts } from './accounts.ts';
import type { Pacing } from './pacing.ts';
import type { Poller } from './poller.ts';

const minuteMs = 60_000;

/** The one timer: rings at the soonest turn and at every whole minute, when countdowns change. */
export interface Scheduler {
  /** Launches whatever is due and sets the timer anew. Does nothing before `start`. */
  readonly pollDue: () => void;
  /** The pace changed: turns are moved to where the new one puts them, missed ones are spread. */
  readonly reschedule: () => void;
  /** The accounts were looked up: nothing may lie in a future that a clock set back has made of the past. */
  readonly correctTimes: () => void;
  readonly start: () => void;
  readonly stop: () => void;
  readonly isRunning: () => boolean;
  readonly isPaused: () => boolean;
  /** Nothing is asked for this reason until it is over. */
  readonly pause: (because: PauseReason) => void;
  /** The reason is over: each missed turn is taken once, and after `offline` the waits for the network end. */
  readonly resume: (because: PauseReason) => void;
  /** Somebody asks, so the computer is awake: every pause ends. The caller takes the turn. */
  readonly endPauses: () => void;
  /**
   * Resolves when nothing is in flight and nothing that is due is still waiting for its host, or when the
   * caller's signal is aborted, which also forgets the caller.
   */
  readonly settled: (signal?: AbortSignal) => Promise<void>;
  /** How many callers wait for `settled`. */
  readonly waiterCount: () => number;
}

/** `asleep`: the computer said that it goes to sleep. `offline`: it has no network. */
export type PauseReason = 'asleep' | 'offline';

/** So many minutes in a row in which the timer rang on time prove that the computer is awake. */
const provenAwakeMinutes = 3;

export function createScheduler(
  { clock, alarm }: { readonly clock: Clock; readonly alarm: Alarm },
  accounts: Accounts,
  pacing: Pacing,
  flights: Poller,
): Scheduler {
  const upkeep = createRescheduler(clock, accounts, pacing);
  const waiters = new Set<() => void>();
  let running = false;
  const pauses = new Set<PauseReason>();
  let ringsWhileAsleep = 0;
  let expectedRingMs = 0;
  let ringMinute: number | null = null;

  function takeTurn(): void {
    if (!running) return;
    if (pauses.size === 0) launchDue();
    announceSettled();
    arm();
  }

  function launchDue(): void {
    const nowMs = clock.nowMs();
    for (const turn of pacing.pollsUntil(accounts.all(), nowMs, nowMs)) {
      const { account, endpointId } = turn;
      const endpoint = accounts.get(account.id)?.endpoints[endpointId];
      if (endpoint === undefined || !isDue(endpoint, nowMs) || pacing.hostFreeAtMs(account, nowMs) > nowMs) continue;
      const flight = flights.start(account.id, endpointId);
      if (flight === null) continue;
      pacing.recordPoll(turn, nowMs);
      void flight.then(takeTurn);
    }
  }

  function arm(): void {
    if (accounts.all().length === 0) return;
    const nowMs = clock.nowMs();
    const minuteEndsAtMs = nextMinuteMs(nowMs);
    const turns = pauses.size > 0 ? [] : pacing.pollsUntil(accounts.all(), minuteEndsAtMs, nowMs);
    const times = turns
      .filter(({ account, endpointId }) => !flights.isInFlight(account.id, endpointId))
      .map(({ account, atMs }) => Math.max(atMs, pacing.hostFreeAtMs(account, nowMs)));
    expectedRingMs = times.reduce((soonest, atMs) => Math.min(soonest, atMs), minuteEndsAtMs);
    alarm.set(expectedRingMs, ring);
  }

  function ring(): void {
    const nowMs = clock.nowMs();
    const isNewMinute = ringMinute !== minuteOf(nowMs);
    ringMinute = minuteOf(nowMs);
    const isLate = nowMs - expectedRingMs > minuteMs;
    if (isLate) upkeep.catchUp();
    if (isNewMinute) upkeep.correctTimes();
    if (isNewMinute && pauses.has('asleep')) noticeAwake(isLate);
    takeTurn();
    if (isNewMinute) accounts.announce();
  }

  /** A computer can tell of a sleep and never of its end; a timer that keeps ringing on time is the better witness. */
  function noticeAwake(isLate: boolean): void {
    ringsWhileAsleep = isLate ? 0 : ringsWhileAsleep + 1;
    if (ringsWhileAsleep >= provenAwakeMinutes) resume('asleep');
  }

  function pause(because: PauseReason): void {
    pauses.add(because);
    ringsWhileAsleep = 0;
    takeTurn();
  }

  function endPause(because: PauseReason): void {
    if (!pauses.delete(because)) return;
    if (because === 'offline') upkeep.networkReturned();
    if (pauses.size === 0) upkeep.catchUp();
  }

  function resume(because: PauseReason): void {
    endPause(because);
    takeTurn();
  }

  function isWaiting(): boolean {
    const nowMs = clock.nowMs();
    const isFlying = accounts
      .all()
      .some(({ endpoints }) => Object.values(endpoints).some(({ link }) => link.kind === 'fetching'));
    return isFlying || (pauses.size === 0 && pacing.pollsUntil(accounts.all(), nowMs, nowMs).length > 0);
  }

  function announceSettled(): void {
    if (waiters.size === 0 || isWaiting()) return;
    for (const end of [...waiters]) end();
  }

  return {
    pollDue: takeTurn,
    reschedule: () => {
      upkeep.reschedule();
      takeTurn();
    },
    isRunning: () => running,
    isPaused: () => pauses.size > 0,
    correctTimes: upkeep.correctTimes,
    start: () => void (running = true),
    stop: () => {
      running = false;
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
        announceSettled();
      }),
    waiterCount: () => waiters.size,
  };
}

function minuteOf(atMs: number): number {
  return Math.floor(atMs / minuteMs);
}

/** The whole minute after a moment, when countdowns change. */
function nextMinuteMs(nowMs: number): number {
  return (Math.floor(nowMs / minuteMs) + 1) * minuteMs;
}

const catchUpSpreadMs = 5_000;

/** Puts the turns of all accounts right after the clock or the pace has changed. Asks nothing itself. */
interface Rescheduler {
  /** Nothing may lie in a future that a clock set back has made of the past, and no grant is kept for ever. */
  readonly correctTimes: () => void;
  /** Each missed turn is taken once, spread over some seconds. */
  readonly catchUp: () => void;
  /** Waits for the way to the services end, because the network is back. */
  readonly networkReturned: () => void;
  /** Turns are moved to where the present pace puts them, missed ones are spread. */
  readonly reschedule: () => void;
}

function createRescheduler(clock: Clock, accounts: Accounts, pacing: Pacing): Rescheduler {
  function everyEndpoint(change: (endpoint: EndpointState, account: Account, id: string) => EndpointState): void {
    for (const { account, endpoints } of accounts.all()) {
      for (const [id, endpoint] of Object.entries(endpoints))
        accounts.setEndpoint(account.id, id, change(endpoint, account, id));
    }
  }

  const plannedMs = (endpoint: EndpointState, account: Account, id: string): number =>
    plannedIntervalMs(pacing.paceOf(account, id, endpoint));

  const spread = (endpoint: EndpointState): EndpointState =>
    rescheduleMissed(endpoint, catchUpSpreadMs, clock.nowMs(), clock.random());

  return {
    correctTimes: () => {
      const nowMs = clock.nowMs();
      for (const state of accounts.all()) {
        const facts = withoutOldGrant(state.facts, nowMs);
        if (facts !== state.facts) accounts.set({ ...state, facts });
      }
      everyEndpoint((endpoint, account, id) =>
        repairAfterClockSetback(endpoint, nowMs, plannedMs(endpoint, account, id)),
      );
    },
    catchUp: () => everyEndpoint(spread),
    networkReturned: () => {
      const nowMs = clock.nowMs();
      everyEndpoint((endpoint, account, id) =>
        networkReturned(endpoint, pacing.paceOf(account, id, endpoint).minimumMs, nowMs),
      );
    },
    reschedule: () => {
      const nowMs = clock.nowMs();
      for (const { account, endpoints, facts } of accounts.all()) {
        const usageAsOfMs = lastMeasuredAtMs(facts, nowMs);
        for (const [id, endpoint] of Object.entries(endpoints)) {
          if (hasFixedInterval(account, id)) continue;
          const next = reschedule(
            endpoint,
            id === usageEndpointId ? usageAsOfMs : null,
            plannedMs(endpoint, account, id),
          );
          const isMissed = next !== endpoint && next.nextDueAtMs <= nowMs;
          accounts.setEndpoint(account.id, id, isMissed ? spread(next) : next);
        }
      }
    },
  };
}

/** Its interval is the same whatever the pace. */
function hasFixedInterval({ provider }: Account, endpointId: string): boolean {
  return providers[provider].endpoints[endpointId]?.pollInterval.isFixed === true;
}

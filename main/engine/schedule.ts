import type { Alarm, Clock } from '../../core/ports.ts';
import { isDue } from '../../core/refresh/endpoint-machine.ts';
import type { Accounts } from './accounts.ts';
import type { Flights } from './flights.ts';
import { nextMinuteMs } from './next-minute.ts';
import type { Pacing } from './pacing.ts';
import { createUpkeep } from './upkeep.ts';

const minuteMs = 60_000;

/** The one timer: rings at the soonest turn and at every whole minute, when countdowns change. */
export interface Schedule {
  /** Launches whatever is due and sets the timer anew. Does nothing before `start`. */
  readonly takeTurn: () => void;
  /** The pace changed: turns are moved to where the new one puts them, missed ones are spread. */
  readonly replan: () => void;
  readonly start: () => void;
  readonly stop: () => void;
  readonly isRunning: () => boolean;
  readonly isPaused: () => boolean;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Resolves when nothing is in flight and nothing that is due is still waiting for its host. */
  readonly settled: () => Promise<void>;
}

export function createSchedule(
  { clock, alarm }: { readonly clock: Clock; readonly alarm: Alarm },
  accounts: Accounts,
  pacing: Pacing,
  flights: Flights,
): Schedule {
  const upkeep = createUpkeep(clock, accounts, pacing);
  const waiters = new Set<() => void>();
  let running = false;
  let paused = false;
  let expectedRingMs = 0;
  let ringMinute: number | null = null;

  function takeTurn(): void {
    if (!running) return;
    if (!paused) launchDue();
    announceSettled();
    arm();
  }

  function launchDue(): void {
    const nowMs = clock.nowMs();
    for (const turn of pacing.turnsUntil(accounts.all(), nowMs, nowMs)) {
      const { account, endpointId } = turn;
      const endpoint = accounts.get(account.id)?.endpoints[endpointId];
      if (endpoint === undefined || !isDue(endpoint, nowMs) || pacing.hostFreeAtMs(account, nowMs) > nowMs) continue;
      const flight = flights.launch(account.id, endpointId);
      if (flight === null) continue;
      pacing.passed(turn, nowMs);
      void flight.then(takeTurn);
    }
  }

  function arm(): void {
    if (accounts.all().length === 0) return;
    const nowMs = clock.nowMs();
    const minuteEndsAtMs = nextMinuteMs(nowMs);
    const turns = paused ? [] : pacing.turnsUntil(accounts.all(), minuteEndsAtMs, nowMs);
    const times = turns
      .filter(({ account, endpointId }) => !flights.isAloft(account.id, endpointId))
      .map(({ account, atMs }) => Math.max(atMs, pacing.hostFreeAtMs(account, nowMs)));
    expectedRingMs = times.reduce((soonest, atMs) => Math.min(soonest, atMs), minuteEndsAtMs);
    alarm.set(expectedRingMs, ring);
  }

  function ring(): void {
    const nowMs = clock.nowMs();
    const isNewMinute = ringMinute !== minuteOf(nowMs);
    ringMinute = minuteOf(nowMs);
    if (nowMs - expectedRingMs > minuteMs) upkeep.catchUp();
    if (isNewMinute) upkeep.afterMinute();
    takeTurn();
    if (isNewMinute) accounts.announce();
  }

  function isWaiting(): boolean {
    const nowMs = clock.nowMs();
    const isFlying = accounts
      .all()
      .some(({ endpoints }) => Object.values(endpoints).some(({ link }) => link.kind === 'fetching'));
    return isFlying || (!paused && pacing.turnsUntil(accounts.all(), nowMs, nowMs).length > 0);
  }

  function announceSettled(): void {
    if (waiters.size === 0 || isWaiting()) return;
    for (const resolve of waiters) resolve();
    waiters.clear();
  }

  return {
    takeTurn,
    replan: () => {
      upkeep.replan();
      takeTurn();
    },
    isRunning: () => running,
    isPaused: () => paused,
    start: () => void (running = true),
    stop: () => {
      running = false;
      alarm.clear();
    },
    pause: () => {
      paused = true;
      takeTurn();
    },
    resume: () => {
      paused = false;
      upkeep.catchUp();
      takeTurn();
    },
    settled: () =>
      new Promise((resolve) => {
        waiters.add(resolve);
        announceSettled();
      }),
  };
}

function minuteOf(atMs: number): number {
  return Math.floor(atMs / minuteMs);
}

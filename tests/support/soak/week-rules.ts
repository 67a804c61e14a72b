import type { Alert } from '../../../core/alerts/judge.ts';
import type { HttpOutcome } from '../../../core/ports.ts';
import { dayMs, hourMs, minuteMs } from '../../../core/units/time.ts';
import type { WeekAccount } from './week-services.ts';

/** The right time, and the time that the clock of the computer shows, epoch ms. */
export interface BothTimes {
  readonly trueMs: number;
  readonly shownMs: number;
}

/** The most requests of an account in 24 hours. */
export const mostRequestsADay = 288;

/** Watches what must hold the whole week, and counts. Every breach becomes one line of `violations`. */
export interface WeekRules {
  readonly violations: readonly string[];
  /** A request leaves for the service. Returns the function that notes its answer. */
  readonly request: (
    each: WeekAccount,
    endpointId: string,
    at: BothTimes,
  ) => (outcome: HttpOutcome, answeredAt: BothTimes) => void;
  /** A program of an account's tool begins. Returns the function that notes its end. */
  readonly tool: (key: string, at: BothTimes) => () => void;
  /** A dedup key was taken as new. */
  readonly claimed: (key: string) => void;
  /** An alert was found to be new, in this window of the service or this refusal of the sign-in. */
  readonly alert: (alert: Alert, event: number, at: BothTimes) => void;
  /** A notification was shown. One of several accounts may say the same again when one of them has something new. */
  readonly shown: (text: string, isOfSeveral: boolean, at: BothTimes) => void;
  /** The app must tell this once: a window that it has seen full, or a sign-in that it knows to be refused. */
  readonly mustTell: (event: string) => void;
  /** A figure is shown as fresh although its newest good answer is this old. */
  readonly shownFresh: (accountId: string, ageMs: number, lifeMs: number, at: BothTimes) => void;
  readonly breach: (what: string, at?: BothTimes) => void;
  readonly mostRequests: () => number;
  readonly counts: () => Readonly<Record<'requests' | 'questions' | 'notifications', number>>;
  /** Call at the end of the week: what the app must have told and did not. */
  readonly finish: () => void;
}

/** Makes the rules of a week that has not begun. */
export function createWeekRules(): WeekRules {
  const violations: string[] = [];
  const requestsAtMs = new Map<string, number[]>();
  const waits = new Map<string, BothTimes>();
  const inFlight = new Set<string>();
  const running = new Set<string>();
  const keys = new Set<string>();
  /** When each event was told, epoch ms. */
  const told = new Map<string, number>();
  const owed = new Set<string>();
  const shownAtMs = new Map<string, number>();
  let mostRequests = 0;
  const counts = { requests: 0, questions: 0, notifications: 0 };

  const breach = (what: string, at?: BothTimes): void => {
    const when = at === undefined ? '' : `${new Date(at.trueMs).toISOString()} `;
    violations.push(`${when}${what}`);
  };

  function countRequest(accountId: string, at: BothTimes): void {
    const times = [...(requestsAtMs.get(accountId) ?? []).filter((atMs) => atMs > at.trueMs - dayMs), at.trueMs];
    requestsAtMs.set(accountId, times);
    mostRequests = Math.max(mostRequests, times.length);
    if (times.length > mostRequestsADay) breach(`${accountId} got ${times.length} requests in 24 hours`, at);
  }

  return {
    violations,
    request: (each, endpointId, at) => {
      const { id } = each.account;
      const key = `${id} ${endpointId}`;
      counts.requests += 1;
      countRequest(id, at);
      const wait = waits.get(key);
      if (wait !== undefined && at.trueMs < wait.trueMs && at.shownMs < wait.shownMs) {
        breach(
          `${key} was asked inside a wait that its service named: until ${new Date(wait.trueMs).toISOString()}`,
          at,
        );
      }
      if (inFlight.has(key)) breach(`${key} was asked twice at once`, at);
      inFlight.add(key);
      return (outcome, answeredAt) => {
        inFlight.delete(key);
        const failure = outcome.kind === 'failure' ? outcome.failure : null;
        const waitMs = failure?.kind === 'limited' || failure?.kind === 'server' ? (failure.retryAfterMs ?? 0) : 0;
        if (waitMs === 0) waits.delete(key);
        else waits.set(key, { trueMs: answeredAt.trueMs + waitMs, shownMs: answeredAt.shownMs + waitMs });
      };
    },
    tool: (key, at) => {
      counts.questions += 1;
      if (running.has(key)) breach(`the tool ran twice at once: ${key}`, at);
      running.add(key);
      return () => void running.delete(key);
    },
    claimed: (key) => {
      if (keys.has(key)) breach(`the dedup key ${key} was new twice`);
      keys.add(key);
    },
    alert: (alert, event, at) => {
      const name = eventName(alert, event);
      const before = told.get(name);
      if (before !== undefined) breach(`told again after ${new Date(before).toISOString()}: ${name}`, at);
      told.set(name, at.trueMs);
    },
    shown: (text, isOfSeveral, at) => {
      counts.notifications += 1;
      for (const [known, atMs] of shownAtMs) if (atMs < at.trueMs - hourMs) shownAtMs.delete(known);
      if (!isOfSeveral && shownAtMs.has(text)) breach(`shown twice within an hour: ${text}`, at);
      shownAtMs.set(text, at.trueMs);
    },
    mustTell: (event) => void owed.add(event),
    shownFresh: (accountId, ageMs, lifeMs, at) => {
      if (ageMs > lifeMs) breach(`${accountId} is shown as fresh after ${Math.round(ageMs / minuteMs)} minutes`, at);
    },
    breach,
    mostRequests: () => mostRequests,
    counts: () => ({ ...counts }),
    finish: () => {
      for (const event of owed) if (!told.has(event)) breach(`never told: ${event}`);
    },
  };
}

/** The name of an event that is told at most once: what, of which account, in which window of the service. */
function eventName(alert: Alert, event: number): string {
  const window = 'window' in alert ? ` ${alert.window.id}` : '';
  const percent = alert.kind === 'threshold' ? ` ${alert.percent}` : '';
  return `${alert.kind} ${alert.accountId}${window}${percent} #${event}`;
}

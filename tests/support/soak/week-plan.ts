import { dayMs, hourMs, minuteMs } from '../../../core/units/time.ts';
import { seededRandom } from '../seeded-random.ts';

/** Wednesday; London changes to summer time in the night to the fifth day. */
export const weekStartMs = Date.parse('2026-03-25T00:00:00Z');

/** What the computer does at a time. `asleep` and `offline` may be announced to the app or not. */
export type ComputerState = 'awake' | 'asleep' | 'offline';

/** What is wrong with the service of an account at a time. */
export type Trouble = 'none' | 'limited-with-wait' | 'limited' | 'server' | 'other-format' | 'refused';

/** What is wrong with the tools at a time. */
export type ToolTrouble = 'none' | 'moved' | 'hangs' | 'nonsense';

interface Span<T> {
  readonly fromMs: number;
  readonly toMs: number;
  readonly what: T;
}

/** What happens in a week. It is the same for the same seed. */
export interface WeekPlan {
  readonly computer: (atMs: number) => ComputerState;
  /** Whether the system tells the app of its sleep, and whether the app knows that the network is gone. */
  readonly isAnnounced: (atMs: number) => boolean;
  readonly trouble: (account: number, atMs: number) => Trouble;
  readonly tools: (atMs: number) => ToolTrouble;
  /** By how much the clock of the computer is set at this minute, ms. */
  readonly correctionMs: (atMs: number) => number;
  readonly timeZone: (atMs: number) => string;
}

/** Makes the plan of a week for so many accounts. Half of the accounts have trouble with their services on a day. */
export function createWeekPlan(accounts: number, days: number, seed: number): WeekPlan {
  const random = seededRandom(seed);
  const spans: Span<Trouble>[][] = Array.from({ length: accounts }, () => []);
  for (let day = 0; day < days; day += 1) {
    for (const [account, own] of spans.entries()) {
      const what = troubles[Math.floor(random() * troubles.length * 2)];
      const fromMs = weekStartMs + day * dayMs + (8 + random() * 8) * hourMs;
      const toMs = fromMs + (20 + random() * 90) * minuteMs;
      if (what !== undefined) own.push({ fromMs, toMs, what });
      if ((day + account) % 7 === 2 && account % 5 === 0) own.push(wholeDay(day, 'other-format'));
    }
  }
  const dayOf = (atMs: number): number => Math.floor((atMs - weekStartMs) / dayMs);
  const hourOf = (atMs: number): number => ((atMs - weekStartMs) % dayMs) / hourMs;

  return {
    computer: (atMs) => {
      const hour = hourOf(atMs);
      if (hour < 6.5 || hour >= 23) return 'asleep';
      return hour >= 12 && hour < 13.5 ? 'offline' : 'awake';
    },
    isAnnounced: (atMs) => dayOf(atMs + hourMs) % 2 === 0,
    trouble: (account, atMs) =>
      spans[account]?.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)?.what ?? 'none',
    tools: (atMs) => {
      const hour = hourOf(atMs);
      if (hour < 15 || hour >= 16.5) return 'none';
      return (['moved', 'hangs', 'nonsense', 'none'] as const)[dayOf(atMs) % 4] ?? 'none';
    },
    correctionMs: (atMs) => corrections[Math.round((atMs - weekStartMs) / minuteMs)] ?? 0,
    timeZone: (atMs) => (dayOf(atMs) === 5 ? 'America/New_York' : 'Europe/London'),
  };
}

const troubles: readonly Trouble[] = ['limited-with-wait', 'limited', 'server', 'refused'];

/** By minute of the week. */
const corrections: Readonly<Record<number, number>> = {
  [10 * 60]: 40_000,
  [11 * 60]: -40_000,
  [2 * 1440 + 9 * 60]: 20 * minuteMs,
  [2 * 1440 + 17 * 60]: -20 * minuteMs,
  [5 * 1440 + 10 * 60]: -70_000,
  [5 * 1440 + 18 * 60]: 70_000,
};

function wholeDay(day: number, what: Trouble): Span<Trouble> {
  return { fromMs: weekStartMs + day * dayMs, toMs: weekStartMs + (day + 1) * dayMs, what };
}

import { areFactsSameButAges } from '../accounts/should-persist.ts';
import { type Fact, noFact, type Source } from './fact.ts';
import type { Facts, WindowFacts } from './facts.ts';
import { isUnstarted } from './windows.ts';

/** A clock is corrected by some seconds now and then; that makes no figure older. */
export const clockToleranceMs = 60_000;

/**
 * When the newest figure about usage was true, epoch ms; null when nothing was ever read. What only money
 * is about counts where a local source told it: by a poll it may come from an endpoint beside usage,
 * and says nothing about the age of usage.
 */
export function lastMeasuredAtMs(facts: Facts, nowMs = Number.POSITIVE_INFINITY): number | null {
  const ofUsage: readonly Fact<unknown>[] = [
    facts.credits,
    facts.balance,
    facts.concurrency,
    facts.ledger,
    ...facts.windows.flatMap((window) => [window.usedPercent, window.reached]),
  ];
  const alsoTold = [facts.spend, facts.prepaid, facts.resetCredits].filter(({ said }) => said?.source !== 'poll');
  const times = [...ofUsage, ...alsoTold].flatMap(({ said }) => (said === null ? [] : [said.asOfMs]));
  return latestOf(times, nowMs);
}

/** The latest of some moments, null for none. One after now was noted before the clock was set back: it counts last. */
export function latestOf(timesMs: readonly (number | null)[], nowMs: number): number | null {
  const known = timesMs.filter((atMs) => atMs !== null);
  const past = known.filter((atMs) => atMs <= nowMs + clockToleranceMs);
  const counted = past.length > 0 ? past : known;
  return counted.length === 0 ? null : Math.max(...counted);
}

const activeForMs = 5 * 60_000;
const spokenByTools: ReadonlySet<Source> = new Set(['log', 'statusline', 'headers']);

/**
 * How many answers in a row said nothing new, after one more. An account whose tool was at work in
 * the last five minutes counts as changed, because its next figure will differ.
 */
export function unchangedStreak(before: number, known: Facts, answered: Facts, nowMs: number): number {
  return isToolActive(known, nowMs) || !areFactsSameButAges(settled(known), settled(answered)) ? 0 : before + 1;
}

/** True when a local source told a figure that was true within the last five minutes. */
export function isToolActive(facts: Facts, nowMs: number): boolean {
  const figures: readonly Fact<unknown>[] = [
    facts.credits,
    facts.balance,
    facts.spend,
    facts.ledger,
    ...facts.windows.flatMap((window) => [window.usedPercent, window.reached]),
  ];
  return figures.some(
    ({ said }) => said !== null && spokenByTools.has(said.source) && nowMs - said.asOfMs < activeForMs,
  );
}

/** A window that has not begun has a reset that moves along with every answer; that is no news. */
function settled(facts: Facts): Facts {
  return { ...facts, windows: facts.windows.map(settledWindow) };
}

function settledWindow(window: WindowFacts): WindowFacts {
  const { usedPercent, resetsAtMs, shape } = window;
  const isIdle = isUnstarted(
    usedPercent.said?.value ?? null,
    resetsAtMs.said?.value ?? null,
    shape.said?.value.durationSeconds ?? null,
    window,
  );
  return isIdle ? { ...window, resetsAtMs: noFact } : window;
}

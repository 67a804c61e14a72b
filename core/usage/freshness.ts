import { minuteMs } from '../units/time.ts';
import { isSameButAges } from './comparison.ts';
import { type Fact, noFact, type Source } from './fact.ts';
import { factFields, factNames, type Facts, type WindowFacts } from './facts.ts';
import { isUnstarted } from './windows.ts';

/** A clock is corrected by some seconds now and then. That makes no figure older. */
export const clockToleranceMs = minuteMs;

/**
 * When the newest figure about usage was true, epoch ms; null when no source has stated one. Money counts only
 * where a source on this computer stated it. A poll may take it from another endpoint than usage, which says
 * nothing about the age of usage.
 */
export function lastMeasuredAtMs(facts: Facts, nowMs = Number.POSITIVE_INFINITY): number | null {
  const figures = usageFigures(facts, ({ said }) => said?.source !== 'poll');
  return latestOf(
    figures.flatMap(({ said }) => (said === null ? [] : [said.asOfMs])),
    nowMs,
  );
}

/** The latest of some times; null for none. A time after now was noted before the clock was set back, so it counts last. */
export function latestOf(timesMs: readonly (number | null)[], nowMs: number): number | null {
  const known = timesMs.filter((atMs) => atMs !== null);
  const past = known.filter((atMs) => atMs <= nowMs + clockToleranceMs);
  const counted = past.length > 0 ? past : known;
  return counted.length === 0 ? null : Math.max(...counted);
}

const activeForMs = 5 * minuteMs;
const toolSources: ReadonlySet<Source> = new Set(['log', 'statusline', 'headers']);

/**
 * How many answers in a row said nothing new, after one more answer. An account whose tool worked in the last
 * five minutes counts as changed, because its next figure will differ.
 */
export function unchangedStreak(before: number, known: Facts, answered: Facts, nowMs: number): number {
  return isToolActive(known, nowMs) || !isSameButAges(settled(known), settled(answered)) ? 0 : before + 1;
}

/** True when a source on this computer stated a figure that was true within the last five minutes. */
export function isToolActive(facts: Facts, nowMs: number): boolean {
  return usageFigures(facts, () => true).some(
    ({ said }) => said !== null && toolSources.has(said.source) && nowMs - said.asOfMs < activeForMs,
  );
}

/** The facts whose age is the age of usage, and of those that date it only when local, the ones that are. */
function usageFigures(facts: Facts, isLocal: (fact: Fact<unknown>) => boolean): readonly Fact<unknown>[] {
  const named = factNames.flatMap((name): readonly Fact<unknown>[] => {
    const fact = facts[name];
    const { datesUsage } = factFields[name];
    return datesUsage === 'always' || (datesUsage === 'local' && isLocal(fact)) ? [fact] : [];
  });
  return [...named, ...facts.windows.flatMap((window) => [window.usedPercent, window.reached])];
}

/** The facts without resets that move along with every answer, which is no news: those of windows not begun. */
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

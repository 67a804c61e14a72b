import { minuteMs } from '../units/time.ts';
import { isSameButAges } from './comparison.ts';
import { type Fact, noFact, type Source } from './fact.ts';
import { factFields, factNames, type Facts, type WindowFacts } from './facts.ts';
import { isUnstarted } from './windows.ts';

/** Systems sometimes correct a clock by some seconds. Such a correction makes no figure older. */
export const clockToleranceMs = minuteMs;

/**
 * Returns when the newest figure about usage was true, epoch ms; null: no source has stated one. Money counts only if a
 * source on this computer stated it. A poll may take money from another endpoint, which says nothing about the age of
 * usage.
 */
export function lastMeasuredAtMs(facts: Facts, nowMs = Number.POSITIVE_INFINITY): number | null {
  const figures = usageFigures(facts, ({ said }) => said?.source !== 'poll');
  return latestOf(
    figures.flatMap(({ said }) => (said === null ? [] : [said.asOfMs])),
    nowMs,
  );
}

/**
 * Returns the latest of some times; null: there is none. A time after now was stored before the clock was set back. It
 * counts only if no other time exists.
 */
export function latestOf(timesMs: readonly (number | null)[], nowMs: number): number | null {
  const known = timesMs.filter((atMs) => atMs !== null);
  const past = known.filter((atMs) => atMs <= nowMs + clockToleranceMs);
  const counted = past.length > 0 ? past : known;
  return counted.length === 0 ? null : Math.max(...counted);
}

const activeForMs = 5 * minuteMs;
const toolSources: ReadonlySet<Source> = new Set(['log', 'statusline', 'headers']);

/**
 * Returns how many answers in a row brought nothing new, after one more answer. If the account's tool worked in the
 * last five minutes, the count is 0, because the next figure will differ.
 */
export function unchangedStreak(before: number, known: Facts, answered: Facts, nowMs: number): number {
  return isToolActive(known, nowMs) || !isSameButAges(settled(known), settled(answered)) ? 0 : before + 1;
}

/** Returns true if a source on this computer stated a figure that was true within the last five minutes. */
export function isToolActive(facts: Facts, nowMs: number): boolean {
  return usageFigures(facts, () => true).some(
    ({ said }) => said !== null && toolSources.has(said.source) && nowMs - said.asOfMs < activeForMs,
  );
}

/**
 * Returns the facts whose age is the age of usage. A fact marked `local` counts only if `isLocal` returns true for it.
 */
function usageFigures(facts: Facts, isLocal: (fact: Fact<unknown>) => boolean): readonly Fact<unknown>[] {
  const named = factNames.flatMap((name): readonly Fact<unknown>[] => {
    const fact = facts[name];
    const { datesUsage } = factFields[name];
    return datesUsage === 'always' || (datesUsage === 'local' && isLocal(fact)) ? [fact] : [];
  });
  return [...named, ...facts.windows.flatMap((window) => [window.usedPercent, window.reached])];
}

/**
 * Returns the facts without the resets of windows that are not started. Such a reset moves with every answer, which is
 * no news.
 */
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

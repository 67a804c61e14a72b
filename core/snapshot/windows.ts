import type { Pace } from '../pace/pace.ts';
import type { JudgedWindow } from '../usage/windows.ts';
import type { WindowShape } from '../usage/observation.ts';
import { toIso } from '../units/time.ts';
import { lengthLabel } from '../units/window-length.ts';
import type { WindowSnapshot } from './schema.ts';

/**
 * A judged window as the public snapshot shows it.
 *
 * @param warnAtPercent The user's warning steps, ascending.
 * @param pace How it is being used; left out or null: not known, or too old to say.
 */
export function windowSnapshot(
  window: JudgedWindow & { readonly isStale?: boolean },
  warnAtPercent: readonly number[],
  pace: Pace | null = null,
): WindowSnapshot {
  return {
    id: window.id,
    label: windowLabel(window.id, window.shape),
    name: window.shape.name,
    usedPercent: window.usedPercent,
    durationSeconds: window.shape.durationSeconds,
    resetsAt: window.resetsAtMs === null ? null : toIso(window.resetsAtMs),
    state: window.state,
    warning: warningOf(countedPercent(window), warnAtPercent),
    blockedBy: window.blockedBy,
    pace: pace === null ? null : paceSnapshot(pace),
    source: window.source,
    asOf: toIso(window.asOfMs),
    stale: window.isStale === true,
  };
}

function paceSnapshot({ expectedPercent, exhaustsAtMs, exhaustsBetweenMs }: Pace): WindowSnapshot['pace'] {
  return {
    expectedPercent,
    exhaustsAt: exhaustsAtMs === null ? null : toIso(exhaustsAtMs),
    exhaustsBetween: exhaustsBetweenMs === null ? null : [toIso(exhaustsBetweenMs[0]), toIso(exhaustsBetweenMs[1])],
  };
}

/** A reached limit counts as 100 whatever its percentage; past its reset nothing is known. */
function countedPercent({ state, usedPercent }: JudgedWindow): number | null {
  if (state === 'exhausted') return Math.max(100, usedPercent ?? 100);
  return state === 'reset-pending' ? null : usedPercent;
}

/**
 * How far a use is by the user's warning steps: critical from the highest one on, a warning from a
 * lower one on, `used >= step`. Null: below all of them, or not known.
 *
 * @param steps Percentages, ascending; none: nothing warns.
 */
export function warningOf(usedPercent: number | null, steps: readonly number[]): WindowSnapshot['warning'] {
  const [lowest] = steps;
  const highest = steps.at(-1);
  if (usedPercent === null || lowest === undefined || highest === undefined) return null;
  if (usedPercent >= highest) return 'critical';
  return usedPercent >= lowest ? 'warning' : null;
}

/** Lengths that a service names by a word, and `<n>h` and the like. */
const saysItsLength = /^(weekly|monthly|\d+[mhd])$/;

/**
 * The short public label of a window by its length: `5h`, `weekly`, `9h`, `30d`. Without a known length it is
 * `session` or `other`, and empty where the window has a name: no length is made up, and no id is shown.
 */
export function windowLabel(id: string, { name, durationSeconds }: WindowShape): string {
  if (durationSeconds !== null) return lengthLabel(durationSeconds);
  if (name !== null) return '';
  return id === 'session' || saysItsLength.test(id) ? id : 'other';
}

/** True for a window of a week's length, whatever slot it came in. */
export function isWeekly(window: { readonly id: string; readonly durationSeconds: number | null }): boolean {
  return (
    window.id === 'weekly' || (window.durationSeconds !== null && lengthLabel(window.durationSeconds) === 'weekly')
  );
}

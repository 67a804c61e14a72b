import type { Pace } from '../pace/pace.ts';
import type { JudgedWindow } from '../usage/windows.ts';
import type { WindowShape } from '../usage/observation.ts';
import { toIso } from '../units/time.ts';
import { lengthLabel } from '../units/window-length.ts';
import type { WindowSnapshot } from './schema.ts';

/**
 * Returns a judged window in the form of the public snapshot.
 *
 * @param steps The user's steps, in ascending order.
 * @param pace How fast the window is used. Left out or null: the pace is unknown, or the figure is stale.
 */
export function windowSnapshot(
  window: JudgedWindow & { readonly isStale?: boolean },
  steps: readonly number[],
  pace: Pace | null = null,
): WindowSnapshot {
  return {
    id: window.id,
    label: windowLabel(window.id, window.shape),
    name: window.shape.name,
    ...(window.shape.isReserve === true ? { isReserve: true as const } : {}),
    usedPercent: window.usedPercent,
    durationSeconds: window.shape.durationSeconds,
    resetsAt: window.resetsAtMs === null ? null : toIso(window.resetsAtMs),
    state: window.state,
    warning: warningOf(countedPercent(window), steps),
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

/**
 * Returns the percentage for the warning; null: unknown. A reached limit counts as at least 100. After the reset the
 * percentage is unknown.
 */
function countedPercent({ state, usedPercent }: JudgedWindow): number | null {
  if (state === 'exhausted') return Math.max(100, usedPercent ?? 100);
  return state === 'reset-pending' ? null : usedPercent;
}

/**
 * Returns the warning level of a used percentage. It is critical from the highest step and a warning from the lowest
 * step. Null: below all steps, or unknown.
 *
 * @param steps Percentages in ascending order. An empty list gives no warning.
 */
export function warningOf(usedPercent: number | null, steps: readonly number[]): WindowSnapshot['warning'] {
  const [lowest] = steps;
  const highest = steps.at(-1);
  if (usedPercent === null || lowest === undefined || highest === undefined) return null;
  if (usedPercent >= highest) return 'critical';
  return usedPercent >= lowest ? 'warning' : null;
}

/** Matches ids that name a length: `weekly`, `monthly`, `5h`, `30d`, `45m`. */
const saysItsLength = /^(weekly|monthly|\d+[mhd])$/;

/** The ids of windows without a length that have a name in every language. */
const ownLabels: ReadonlySet<string> = new Set(['spend-limit', 'lower-priority']);

/**
 * Returns the short public label of a window by its length: `5h`, `weekly`, `9h`, `30d`. A window without a known
 * length is `session`, `other`, `spend-limit`, `lower-priority` or an id that names a length. If such a window has a name,
 * the label is empty. The label never shows a guessed length or another id.
 */
export function windowLabel(id: string, { name, durationSeconds }: WindowShape): string {
  if (durationSeconds !== null) return lengthLabel(durationSeconds);
  if (ownLabels.has(id)) return id;
  if (name !== null) return '';
  return id === 'session' || saysItsLength.test(id) ? id : 'other';
}

/** Returns true for a window with the length of a week, whatever its id is. */
export function isWeekly(window: { readonly id: string; readonly durationSeconds: number | null }): boolean {
  return (
    window.id === 'weekly' || (window.durationSeconds !== null && lengthLabel(window.durationSeconds) === 'weekly')
  );
}

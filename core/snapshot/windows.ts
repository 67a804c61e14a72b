import type { Pace } from '../pace/pace.ts';
import type { JudgedWindow } from '../quota/judge-windows.ts';
import { toIso } from '../units/time.ts';
import type { WindowSnapshot } from './schema.ts';
import { warningOf } from './warning.ts';
import { windowLabel } from './window-label.ts';

/**
 * A judged window as the public snapshot shows it.
 *
 * @param warnAtPercent The user's warning steps, ascending (S1-36).
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

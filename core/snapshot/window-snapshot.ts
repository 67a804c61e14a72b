import type { JudgedWindow } from '../quota/judge-windows.ts';
import { toIso } from '../units/time.ts';
import type { WindowSnapshot } from './snapshot.ts';
import { windowLabel } from './window-label.ts';

/** A judged window as the public snapshot shows it. */
export function windowSnapshot(window: JudgedWindow): WindowSnapshot {
  return {
    id: window.id,
    label: windowLabel(window.id, window.shape),
    name: window.shape.name,
    usedPercent: window.usedPercent,
    durationSeconds: window.shape.durationSeconds,
    resetsAt: window.resetsAtMs === null ? null : toIso(window.resetsAtMs),
    state: window.state,
    blockedBy: window.blockedBy,
    pace: null,
    source: window.source,
    asOf: toIso(window.asOfMs),
  };
}

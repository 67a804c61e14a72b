import type { WindowSnapshot } from './schema.ts';
import type { MeterLevel } from './tray-view-model.ts';

/** The step of a meter: low and critical by the user's warning steps (S1-36), used up at nothing left. */
export function meterLevel(leftPercent: number | null, warning: WindowSnapshot['warning']): MeterLevel {
  if (leftPercent === null) return 'unknown';
  if (leftPercent <= 0) return 'used-up';
  if (warning === null) return 'fine';
  return warning === 'critical' ? 'critical' : 'low';
}

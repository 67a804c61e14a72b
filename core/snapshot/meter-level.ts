import type { WindowSnapshot } from './schema.ts';
import type { MeterLevel } from './tray-view-model.ts';

/** The step of a meter: low and critical by the user's warning steps (S1-36), used up at nothing left. */
export function meterLevel(remainingPercent: number | null, warning: WindowSnapshot['warning']): MeterLevel {
  if (remainingPercent === null) return 'unknown';
  if (remainingPercent <= 0) return 'used-up';
  if (warning === null) return 'fine';
  return warning === 'critical' ? 'critical' : 'low';
}

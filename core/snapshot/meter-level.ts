import type { MeterLevel } from './tray-view-model.ts';

const lowAtPercent = 20;
const criticalAtPercent = 5;

/** The step of a meter by what is left: low at 20 %, critical at 5 %, used up at nothing (design.md). */
export function meterLevel(leftPercent: number | null): MeterLevel {
  if (leftPercent === null) return 'unknown';
  if (leftPercent <= 0) return 'used-up';
  if (leftPercent <= criticalAtPercent) return 'critical';
  return leftPercent <= lowAtPercent ? 'low' : 'fine';
}

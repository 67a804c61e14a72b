import type { WindowShape } from '../quota/observation.ts';

const weekSeconds = 604_800;

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

/** True for a window of a week's length, whatever slot it came in (S1-33). */
export function isWeekly(window: { readonly id: string; readonly durationSeconds: number | null }): boolean {
  return window.id === 'weekly' || (window.durationSeconds !== null && isNear(window.durationSeconds, weekSeconds));
}

function lengthLabel(durationSeconds: number): string {
  if (isNear(durationSeconds, weekSeconds)) return 'weekly';
  if (isNear(durationSeconds, 18_000)) return '5h';
  const minutes = Math.ceil(durationSeconds / 60);
  if (minutes % 1440 === 0) return `${minutes / 1440}d`;
  if (minutes % 60 === 0) return `${minutes / 60}h`;
  return `${minutes}m`;
}

function isNear(durationSeconds: number, wantedSeconds: number): boolean {
  return Math.abs(durationSeconds - wantedSeconds) <= wantedSeconds * 0.02;
}

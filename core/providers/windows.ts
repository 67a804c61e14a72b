/** The two places in which a service reports windows; they say little about what stands in them. */
export type Slot = 'primary' | 'secondary';

export interface WindowIdentity {
  readonly id: string;
  readonly durationSeconds: number | null;
}

const sessionMinutes = 300;
const weeklyMinutes = 10_080;
const hourMinutes = 60;
const dayMinutes = 1440;
/** Services round lengths; a share of this much either way is still the same window. */
const tolerance = 0.02;

/**
 * What a window of the whole account is called (S1-9): by its length, whatever slot it came in; by its
 * slot only where no length is known, and then no length is made up. A length of 0 or less counts as
 * not known. Minutes are rounded up.
 */
export function windowIdentity(durationSeconds: number | null, slot: Slot): WindowIdentity {
  if (durationSeconds === null || durationSeconds <= 0) {
    return { id: slot === 'primary' ? 'session' : 'weekly', durationSeconds: null };
  }
  return { id: lengthId(Math.ceil(durationSeconds / 60)), durationSeconds };
}

function lengthId(minutes: number): string {
  if (isNear(minutes, sessionMinutes)) return 'session';
  if (isNear(minutes, weeklyMinutes)) return 'weekly';
  if (minutes % dayMinutes === 0) return `${minutes / dayMinutes}d`;
  if (minutes % hourMinutes === 0) return `${minutes / hourMinutes}h`;
  return `${minutes}m`;
}

function isNear(minutes: number, wantedMinutes: number): boolean {
  return Math.abs(minutes - wantedMinutes) <= wantedMinutes * tolerance;
}

const weekMinutes = 10_080;
const dayMinutes = 1440;
const hourMinutes = 60;
const sessionMinutes = 300;
/** Services round lengths. A window with a difference of up to this share is still the same. */
const lengthTolerance = 0.02;

/** Returns the short label of a window's length: `5h`, `weekly`, `30d`, `9h`, `45m`. It rounds up to whole minutes. */
export function lengthLabel(durationSeconds: number): string {
  const minutes = Math.ceil(durationSeconds / 60);
  if (isNear(minutes, weekMinutes)) return 'weekly';
  if (isNear(minutes, sessionMinutes)) return '5h';
  if (minutes % dayMinutes === 0) return `${minutes / dayMinutes}d`;
  if (minutes % hourMinutes === 0) return `${minutes / hourMinutes}h`;
  return `${minutes}m`;
}

function isNear(minutes: number, wantedMinutes: number): boolean {
  return Math.abs(minutes - wantedMinutes) <= wantedMinutes * lengthTolerance;
}

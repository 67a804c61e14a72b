import { statedValue } from '../usage/fact.ts';
import type { WindowReading, WindowShape } from '../usage/observation.ts';
import { statedPercent, statedReset, parseUsedOfLimit } from './parse.ts';

/** The two places in which a service reports windows; they say little about what stands in them. */
export type WindowPosition = 'primary' | 'secondary';

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
export function windowIdentity(durationSeconds: number | null, slot: WindowPosition): WindowIdentity {
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

interface StatedWindow {
  readonly id: string;
  readonly shape: WindowShape;
  /** As the service states it; undefined: it does not. */
  readonly usedPercent?: unknown;
  readonly used?: unknown;
  readonly limit?: unknown;
  readonly resetsAt: unknown;
}

/**
 * A window by what a service states of it: its percentage, else what is used of a limit. Null where neither
 * can be read; a limit of 0 has no percentage and is kept as unknown.
 */
export function parseQuotaWindow(statement: StatedWindow, asOfMs: number): WindowReading | null {
  const { id, shape, usedPercent, used, limit, resetsAt } = statement;
  const percent = usedPercent === undefined ? parseUsedOfLimit(used, limit) : statedPercent(usedPercent);
  if (percent === null) return null;
  const reset = statedReset(resetsAt, asOfMs);
  return {
    id,
    shape,
    usedPercent: percent,
    ...(percent.is === 'value' ? { reached: statedValue(percent.value >= 100) } : {}),
    ...(reset === null ? {} : { resetsAtMs: reset }),
  };
}

/** Each window under an id of its own: a second one of the same id is called by its kind too. */
export function withDistinctIds(
  windows: readonly { readonly kind: string; readonly window: WindowReading }[],
): readonly WindowReading[] {
  const byId = new Map<string, WindowReading>();
  for (const { kind, window } of windows) {
    const id = byId.has(window.id) ? `${window.id}:${kind}` : window.id;
    if (!byId.has(id)) byId.set(id, { ...window, id });
  }
  return [...byId.values()];
}

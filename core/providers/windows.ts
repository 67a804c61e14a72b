import { statedValue } from '../usage/fact.ts';
import type { WindowReading, WindowShape } from '../usage/observation.ts';
import { parseInstantMs } from '../units/time.ts';
import { lengthLabel } from '../units/window-length.ts';
import { statedPercent, statedReset, parseUsedOfLimit } from './parse.ts';

/** The two positions in which Codex lists windows. A position does not tell the length of its window. */
export type WindowPosition = 'primary' | 'secondary';

export interface WindowIdentity {
  readonly id: string;
  readonly durationSeconds: number | null;
}

/**
 * The id of an account's window, by its length: `session`, `weekly`, `30d`, `9h`, `45m`. Without a known length
 * (null, 0 or less) the position decides and the length stays null, because free and team accounts have a
 * weekly window in the first position. Minutes are rounded up.
 */
export function windowIdentity(durationSeconds: number | null, position: WindowPosition): WindowIdentity {
  if (durationSeconds === null || durationSeconds <= 0) {
    return { id: position === 'primary' ? 'session' : 'weekly', durationSeconds: null };
  }
  const label = lengthLabel(durationSeconds);
  return { id: label === '5h' ? 'session' : label, durationSeconds };
}

/** A window with the raw values of its fields. */
interface StatedWindow {
  readonly id: string;
  readonly shape: WindowShape;
  /** Undefined: the service states no percentage. */
  readonly usedPercent?: unknown;
  readonly used?: unknown;
  readonly limit?: unknown;
  readonly resetsAt: unknown;
}

/**
 * A window with its used percentage, either stated or computed from the used amount and the limit. Null where
 * neither can be parsed. A limit of 0 has no percentage, so the percentage is unknown then.
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

/** The windows with distinct ids: a second window with the same id gets its kind appended. */
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

/** True where figures of this time belong to a period that was over by then, so that they say nothing about the new one. */
export function isOverBy(resetsAt: unknown, asOfMs: number): boolean {
  const resetsAtMs = parseInstantMs(resetsAt);
  return resetsAtMs !== null && resetsAtMs <= asOfMs;
}

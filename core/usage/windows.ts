import { hourSeconds, secondMs, weekSeconds } from '../units/time.ts';
import { currentValue, type Fact, type Source } from './fact.ts';
import type { WindowFacts } from './facts.ts';
import { isPlausibleReset } from './observation-times.ts';
import { noShape, type WindowShape } from './observation.ts';

/** The state of a judged window. */
export type JudgedState = 'open' | 'not-started' | 'exhausted' | 'blocked' | 'reset-pending';

/** A window at a time, derived from its facts. The app stores no part of it. */
export interface JudgedWindow {
  readonly id: string;
  readonly shape: WindowShape;
  /**
   * The used percentage; null: unknown. It is 0 if the reset has passed and no newer figure confirms it. The state is
   * then `reset-pending`.
   */
  readonly usedPercent: number | null;
  readonly resetsAtMs: number | null;
  readonly state: JudgedState;
  /** The id of the longer window that is used up; null: no window blocks this one. */
  readonly blockedBy: string | null;
  readonly source: Source;
  readonly asOfMs: number;
}

/** Returns the windows of one account at a time. It judges them together, because a long window blocks a short one. */
export function judgeWindows(windows: readonly WindowFacts[], nowMs: number): readonly JudgedWindow[] {
  const alone = windows.map((window) => judgeAlone(window, nowMs));
  const judged = alone.map((window) => withBlocker(window, alone));
  return [...judged].sort(byScopeThenLength);
}

function judgeAlone(window: WindowFacts, nowMs: number): JudgedWindow {
  const origin = window.usedPercent.said ?? window.shape.said;
  const measuredAtMs = origin?.asOfMs ?? 0;
  const usedPercent = currentValue(window.usedPercent);
  const resetsAtMs = validReset(window, measuredAtMs);
  const base = {
    id: window.id,
    shape: window.shape.said?.value ?? noShape,
    resetsAtMs,
    blockedBy: null,
    source: origin?.source ?? ('poll' as const),
    asOfMs: measuredAtMs,
  };
  if (resetsAtMs !== null && resetsAtMs <= nowMs) {
    // The service stated this figure after the reset, so it stays unchanged.
    return { ...base, usedPercent: measuredAtMs < resetsAtMs ? 0 : usedPercent, state: 'reset-pending' };
  }
  const limitState = reachedLimit(window);
  if (limitState !== null) return { ...base, usedPercent, state: limitState };
  const unstarted = isUnstarted(usedPercent, resetsAtMs, base.shape.durationSeconds, window);
  return { ...base, usedPercent, state: unstarted ? 'not-started' : 'open' };
}

/**
 * Returns the reset that belongs to the figure, epoch ms; null: unknown. If another source measured the figure after
 * the reset, the window has begun again and this reset does not count. An impossible reset does not count either. A
 * stored state of an older version may hold one.
 */
function validReset(window: WindowFacts, measuredAtMs: number): number | null {
  const resetsAtMs = currentValue(window.resetsAtMs);
  const saidAtMs = window.resetsAtMs.said?.asOfMs ?? 0;
  if (resetsAtMs === null) return null;
  if (!isPlausibleReset(resetsAtMs, saidAtMs, window.shape.said?.value.durationSeconds ?? null)) return null;
  return saidAtMs < resetsAtMs && resetsAtMs <= measuredAtMs ? null : resetsAtMs;
}

/**
 * Returns the state that a reached limit gives to the window; null: no limit is reached. `blocked`: the service says
 * that the limit is reached, but not which of its windows is used up.
 */
function reachedLimit(window: WindowFacts): 'exhausted' | 'blocked' | null {
  const used = currentValue(window.usedPercent);
  if (used !== null && used >= 100) return 'exhausted';
  const reachedAtMs = window.reached.said?.asOfMs ?? -1;
  const usedAtMs = window.usedPercent.said?.asOfMs ?? -1;
  const reached = currentValue(window.reached);
  if (reached === null || reached === false || (used !== null && reachedAtMs < usedAtMs)) return null;
  return reached === true ? 'exhausted' : 'blocked';
}

/** A status line repeats the last figures of its session, which may be older than the time that it states. */
const sourcesWithOldFigures: ReadonlySet<Source> = new Set(['statusline']);

/**
 * Returns true if a figure that is newer than `sinceMs` shows that the limit of the window is not reached. An unknown
 * figure shows nothing, and neither does one of a status line.
 */
export function isShownOpen(window: WindowFacts, sinceMs: number): boolean {
  if (reachedLimit(window) !== null) return false;
  const isNewer = ({ said }: Fact<unknown>): boolean =>
    said !== null && said.asOfMs > sinceMs && !sourcesWithOldFigures.has(said.source);
  const { usedPercent, reached } = window;
  const hasRoom = usedPercent.said !== null && usedPercent.said.value < 100 && isNewer(usedPercent);
  return hasRoom || (reached.said?.value === false && isNewer(reached));
}

function withBlocker(window: JudgedWindow, all: readonly JudgedWindow[]): JudgedWindow {
  if (window.shape.scope === 'own' || (window.state !== 'open' && window.state !== 'not-started')) return window;
  const blockers = all.filter((other) => blocks(other, window));
  const last = blockers.reduce<JudgedWindow | null>((a, b) => (a === null || endOf(b) > endOf(a) ? b : a), null);
  return last === null ? window : { ...window, state: 'blocked', blockedBy: last.id };
}

function blocks(other: JudgedWindow, window: JudgedWindow): boolean {
  if (other.id === window.id || other.state !== 'exhausted' || other.shape.scope !== 'account') return false;
  return window.shape.scope === 'part' || lengthOf(other) > lengthOf(window);
}

function endOf(window: JudgedWindow): number {
  return window.resetsAtMs ?? Number.POSITIVE_INFINITY;
}

const sessionSeconds = 5 * hourSeconds;

/**
 * Returns the length of a window in seconds; 0: unknown. The session window and the weekly window have a length even if
 * the source left it out.
 */
export function lengthOf(window: { readonly id: string; readonly shape: WindowShape }): number {
  return (
    window.shape.durationSeconds ??
    (window.id === 'weekly' ? weekSeconds : window.id === 'session' ? sessionSeconds : 0)
  );
}

function byScopeThenLength(a: JudgedWindow, b: JudgedWindow): number {
  const rank = (window: JudgedWindow): number => (window.shape.scope === 'account' ? 0 : 1);
  return rank(a) - rank(b) || lengthOf(a) - lengthOf(b) || (a.id < b.id ? -1 : 1);
}

/** The answer takes some seconds, so a reset of "now plus the full length" is a little too early. */
const pinnedResetToleranceMs = 90_000;

/**
 * Returns true if a window is not started. Nothing is used, and the source states the reset as unknown or as a full
 * length away. Codex states the time of the request plus the full length. A service that states a reset only while a
 * window runs never does this.
 */
export function isUnstarted(
  usedPercent: number | null,
  resetsAtMs: number | null,
  durationSeconds: number | null,
  window: WindowFacts,
): boolean {
  if (usedPercent !== 0) return false;
  if (resetsAtMs === null) return window.resetsAtMs.unknownSinceMs !== null;
  if (durationSeconds === null || window.shape.said?.value.runsWithReset === true) return false;
  const askedAtMs = window.resetsAtMs.said?.asOfMs ?? 0;
  return resetsAtMs >= askedAtMs + durationSeconds * secondMs - pinnedResetToleranceMs;
}

/** Returns true if the newest stated facts of a window say that it is not started. Its reset moves with each request. */
export function isWaiting(window: WindowFacts): boolean {
  const { shape, usedPercent, resetsAtMs } = window;
  const seconds = shape.said?.value.durationSeconds ?? null;
  return isUnstarted(usedPercent.said?.value ?? null, resetsAtMs.said?.value ?? null, seconds, window);
}

/**
 * Returns true if two times mean the same reset of a window. Services move a reset by seconds between answers.
 *
 * @param toleranceMs The largest difference of the times, ms. It depends on the caller. A drawing must be exact, and a
 * message must not repeat for a small move.
 */
export function sameReset(aMs: number, bMs: number, toleranceMs: number): boolean {
  return Math.abs(aMs - bMs) <= toleranceMs;
}

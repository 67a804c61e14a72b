import { currentValue, type Source } from './fact.ts';
import type { WindowFacts } from './facts.ts';
import { isPlausibleReset } from './observation-times.ts';
import { noShape, type WindowShape } from './observation.ts';

type JudgedState = 'open' | 'not-started' | 'exhausted' | 'blocked' | 'reset-pending';

/** A window as it stands at a moment, derived from its facts; nothing in it is stored. */
export interface JudgedWindow {
  readonly id: string;
  readonly shape: WindowShape;
  /** null: unknown. After a reset that passed unconfirmed: 0, with the state as its verify mark (X-11, S1-28). */
  readonly usedPercent: number | null;
  readonly resetsAtMs: number | null;
  readonly state: JudgedState;
  readonly blockedBy: string | null;
  readonly source: Source;
  readonly asOfMs: number;
}

/** Judges all windows of one account together, because a long one blocks a short one. */
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
    // A figure measured after that time is the service's own word and stays as it was said.
    return { ...base, usedPercent: measuredAtMs < resetsAtMs ? 0 : usedPercent, state: 'reset-pending' };
  }
  const hit = hitOf(window);
  if (hit !== null) return { ...base, usedPercent, state: hit };
  const unstarted = isUnstarted(usedPercent, resetsAtMs, base.shape.durationSeconds, window);
  return { ...base, usedPercent, state: unstarted ? 'not-started' : 'open' };
}

/**
 * A reset time that passed before a newer figure of another source was measured says nothing about
 * that figure: the window has begun anew and its reset is unknown. So is one that cannot be, which a state
 * of an older version may hold.
 */
function validReset(window: WindowFacts, measuredAtMs: number): number | null {
  const resetsAtMs = currentValue(window.resetsAtMs);
  const saidAtMs = window.resetsAtMs.said?.asOfMs ?? 0;
  if (resetsAtMs === null) return null;
  if (!isPlausibleReset(resetsAtMs, saidAtMs, window.shape.said?.value.durationSeconds ?? null)) return null;
  return saidAtMs < resetsAtMs && resetsAtMs <= measuredAtMs ? null : resetsAtMs;
}

/** `blocked`: the service says that the limit is hit, and not by which of its windows. */
function hitOf(window: WindowFacts): 'exhausted' | 'blocked' | null {
  const used = currentValue(window.usedPercent);
  if (used !== null && used >= 100) return 'exhausted';
  const reachedAtMs = window.reached.said?.asOfMs ?? -1;
  const usedAtMs = window.usedPercent.said?.asOfMs ?? -1;
  const reached = currentValue(window.reached);
  if (reached === null || reached === false || (used !== null && reachedAtMs < usedAtMs)) return null;
  return reached === true ? 'exhausted' : 'blocked';
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

/** In seconds; the two well-known windows have a length even where the source left it out. */
export function lengthOf(window: { readonly id: string; readonly shape: WindowShape }): number {
  return window.shape.durationSeconds ?? (window.id === 'weekly' ? 604_800 : window.id === 'session' ? 18_000 : 0);
}

function byScopeThenLength(a: JudgedWindow, b: JudgedWindow): number {
  const rank = (window: JudgedWindow): number => (window.shape.scope === 'account' ? 0 : 1);
  return rank(a) - rank(b) || lengthOf(a) - lengthOf(b) || (a.id < b.id ? -1 : 1);
}

const toleranceMs = 90_000;

/**
 * Whether a window has not begun: nothing used, and either no reset although the source speaks about
 * the window, or a reset pinned at "when it was asked, plus the full length". The second is how Codex says it; a window of a
 * service that states resets of running windows only has begun.
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
  return resetsAtMs >= askedAtMs + durationSeconds * 1000 - toleranceMs;
}

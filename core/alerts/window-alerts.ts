import type { Settings } from '../settings/settings.ts';
import type { AccountSnapshot, WindowSnapshot } from '../snapshot/schema.ts';
import { type DedupKeys, dedupKeysAround, dedupKeysOfReading } from './alert.ts';
import type { WindowMark } from './memory.ts';

/** A window between two readings. */
export interface WindowChange {
  readonly window: WindowSnapshot;
  /** null: this is the first reading, which only says where it stands. */
  readonly before: WindowMark | null;
  readonly mark: WindowMark;
  /** Whether it began anew since then, and whether that was before its time. */
  readonly reset: 'none' | 'due' | 'early';
}

/** A reset time that moved less names the same reset (its keys could be the same). */
const sameResetMs = 20 * 60_000;
/** So much less used is a reset, whatever the service says of its time. */
const fallPercent = 10;

/** How a window stands after a reading; null: the reading says nothing that could be compared. */
export function windowChange(before: WindowMark | null, window: WindowSnapshot): WindowChange | null {
  const usedPercent = usedOf(window);
  if (usedPercent === null) return null;
  const resetsAtMs = window.resetsAt === null ? null : Date.parse(window.resetsAt);
  const reset = before === null ? 'none' : resetBetween(before, window, usedPercent, resetsAtMs);
  const isNewTime = before !== null && isLater(before.resetsAtMs, resetsAtMs);
  const rearmedBy = reset === 'none' ? (before?.rearmedBy ?? null) : isNewTime ? null : window.asOf;
  const peakPercent = reset === 'none' ? Math.max(before?.peakPercent ?? 0, usedPercent) : usedPercent;
  const exhausted = window.state === 'exhausted';
  const mark = { usedPercent, peakPercent, resetsAtMs, exhausted, runsOut: runsOut(window), rearmedBy };
  return { window, before, mark, reset };
}

/** A reached limit counts as 100 whatever its percentage; past its reset nothing is known. */
function usedOf({ state, usedPercent }: WindowSnapshot): number | null {
  if (state === 'reset-pending') return null;
  return state === 'exhausted' ? Math.max(100, usedPercent ?? 100) : usedPercent;
}

function resetBetween(
  before: WindowMark,
  window: WindowSnapshot,
  usedPercent: number,
  resetsAtMs: number | null,
): WindowChange['reset'] {
  const fell = before.usedPercent - usedPercent;
  const isDue = before.resetsAtMs !== null && Date.parse(window.asOf) >= before.resetsAtMs;
  if (isDue) return isLater(before.resetsAtMs, resetsAtMs) || fell >= fallPercent ? 'due' : 'none';
  if (fell >= fallPercent) return 'early';
  if (before.resetsAtMs === null || resetsAtMs === null) return 'none';
  // A reset time that creeps along while use grows is how some windows are counted, and no reset.
  const movedMs = resetsAtMs - before.resetsAtMs;
  const isFarLater = movedMs >= ((window.durationSeconds ?? Infinity) * 1000) / 2;
  return movedMs >= sameResetMs && (fell > 0 || isFarLater) ? 'early' : 'none';
}

function isLater(beforeMs: number | null, nowMs: number | null): boolean {
  return beforeMs !== null && nowMs !== null && nowMs - beforeMs >= sameResetMs;
}

function runsOut({ state, pace, resetsAt }: WindowSnapshot): boolean {
  if (state !== 'open' || resetsAt === null || pace === null || pace.exhaustsAt === null) return false;
  return Date.parse(pace.exhaustsAt) < Date.parse(resetsAt);
}

/** What a notice says of a window; kept with it, so that its words can be made anew. */
export type WindowFacts = Pick<WindowSnapshot, 'id' | 'label' | 'name' | 'resetsAt'>;

export function windowFacts({ id, label, name, resetsAt }: WindowSnapshot): WindowFacts {
  return { id, label, name, resetsAt };
}

/** Keys of something about a window that is told once until its reset. */
export function windowDedupKeys(kind: string, accountId: string, { window, mark }: WindowChange): DedupKeys {
  const again = mark.rearmedBy === null ? '' : `|${mark.rearmedBy}`;
  const stem = `${kind}|${accountId}|${window.id}${again}`;
  return mark.resetsAtMs === null ? dedupKeysOfReading(stem, window.asOf) : dedupKeysAround(stem, mark.resetsAtMs);
}

export type ThresholdSettings = Pick<Settings, 'alertAtPercent' | 'windowAlertAtPercent' | 'accountAlerts'>;

/** The percentages at which a window notifies: the account's own, else the window's, else the general ones. */
export function alertThresholds(accountId: string, windowId: string, settings: ThresholdSettings): readonly number[] {
  const { session, weekly } = settings.windowAlertAtPercent;
  const ofWindow = windowId === 'session' ? session : windowId === 'weekly' ? weekly : undefined;
  return settings.accountAlerts[accountId]?.alertAtPercent ?? ofWindow ?? settings.alertAtPercent;
}

/** A window that was just seen used up. */
export interface ExhaustionAlert {
  readonly kind: 'exhausted';
  readonly accountId: string;
  readonly window: WindowSnapshot;
  readonly keys: DedupKeys;
}

/** What was known of the windows at the reading before. */
export interface WindowsBefore {
  readonly windows: readonly Pick<WindowSnapshot, 'id' | 'state'>[];
}

/**
 * The windows of an account that are used up on data that is fresh: stale data never alerts.
 * A window without a known reset alerts when it turns from not used up to used up.
 *
 * @param before The account at the last reading; null at the first.
 * @param rearmedBy What tells apart a window that began anew although its reset time stayed; null: nothing.
 */
export function exhaustionAlerts(
  before: WindowsBefore | null,
  now: AccountSnapshot,
  rearmedBy: (windowId: string) => string | null = () => null,
): readonly ExhaustionAlert[] {
  return now.windows
    .filter(
      (window) =>
        !window.stale && window.state === 'exhausted' && (window.resetsAt !== null || isNewlyExhausted(before, window)),
    )
    .map((window) => ({
      kind: 'exhausted',
      accountId: now.id,
      window,
      keys: exhaustionDedupKeys(now.id, window, rearmedBy),
    }));
}

function isNewlyExhausted(before: WindowsBefore | null, window: WindowSnapshot): boolean {
  return before?.windows.find((each) => each.id === window.id)?.state !== 'exhausted';
}

function exhaustionDedupKeys(
  accountId: string,
  window: WindowSnapshot,
  rearmedBy: (windowId: string) => string | null,
): DedupKeys {
  const again = rearmedBy(window.id);
  const stem = `exhausted|${accountId}|${window.id}${again === null ? '' : `|${again}`}`;
  return window.resetsAt === null
    ? dedupKeysOfReading(stem, window.asOf)
    : dedupKeysAround(stem, Date.parse(window.resetsAt));
}

/** More of a window is used than the user wants to pass unheard. */
export interface ThresholdAlert {
  readonly kind: 'threshold';
  readonly accountId: string;
  readonly window: WindowFacts;
  readonly percent: number;
  readonly usedPercent: number;
  readonly keys: DedupKeys;
  /** Of the lower steps that were passed with it: they are not told after it. */
  readonly alsoClaims: readonly string[];
}

/**
 * The highest step that was passed since the last reading; after a reset all are ahead again. The first
 * reading passes none, and a window that is used up is told as that.
 *
 * @param alertAtPercent Ascending.
 */
export function thresholdAlerts(
  accountId: string,
  step: WindowChange,
  alertAtPercent: readonly number[],
): readonly ThresholdAlert[] {
  const { window, before, mark, reset } = step;
  if (before === null || mark.exhausted) return [];
  const passedPercent = reset === 'none' ? before.peakPercent : 0;
  const passed = alertAtPercent.filter((percent) => percent > passedPercent && percent <= mark.usedPercent);
  const percent = passed.at(-1);
  if (percent === undefined) return [];
  const keysOf = (each: number): DedupKeys => windowDedupKeys(`threshold-${each}`, accountId, step);
  return [
    {
      ...{ kind: 'threshold', accountId, window: windowFacts(window), percent, usedPercent: mark.usedPercent },
      keys: keysOf(percent),
      alsoClaims: passed.slice(0, -1).flatMap(keysOf),
    },
  ];
}

/** At its present pace a window is used up before its reset. */
export interface RunOutAlert {
  readonly kind: 'will-run-out';
  readonly accountId: string;
  readonly window: WindowFacts;
  /** ISO 8601. */
  readonly exhaustsAt: string;
  readonly keys: DedupKeys;
}

/** Once until the reset, when it is first foreseen; not at the first reading. */
export function runOutAlerts(accountId: string, step: WindowChange): readonly RunOutAlert[] {
  const { window, before, mark, reset } = step;
  const exhaustsAt = window.pace?.exhaustsAt ?? null;
  if (before === null || !mark.runsOut || exhaustsAt === null) return [];
  if (before.runsOut && reset === 'none') return [];
  const keys = windowDedupKeys('will-run-out', accountId, step);
  return [{ kind: 'will-run-out', accountId, window: windowFacts(window), exhaustsAt, keys }];
}

/** A window that had little or nothing left began anew. */
export interface WindowBackAlert {
  readonly kind: 'window-back';
  readonly accountId: string;
  readonly window: WindowFacts;
  readonly usedPercent: number;
  /** Before the time that its service had named. */
  readonly early: boolean;
  readonly keys: DedupKeys;
}

/**
 * A reset that was seen in a reading, never one that is merely due by the clock (S1-28), and only of a
 * window that had been at the lowest step or used up and can be worked with again.
 */
export function windowBackAlerts(
  accountId: string,
  step: WindowChange,
  alertAtPercent: readonly number[],
): readonly WindowBackAlert[] {
  const { window, before, mark, reset } = step;
  const lowFrom = alertAtPercent[0] ?? 100;
  if (before === null || reset === 'none') return [];
  if (before.peakPercent < lowFrom && !before.exhausted) return [];
  if (mark.usedPercent >= lowFrom || window.state === 'exhausted' || window.state === 'blocked') return [];
  const keys = windowDedupKeys('window-back', accountId, step);
  const facts = { window: windowFacts(window), usedPercent: mark.usedPercent, early: reset === 'early' };
  return [{ kind: 'window-back', accountId, ...facts, keys }];
}

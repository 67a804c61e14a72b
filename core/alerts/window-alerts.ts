import type { Settings } from '../settings/settings.ts';
import type { BlockedReason } from '../snapshot/block-schema.ts';
import type { AccountSnapshot, WindowSnapshot } from '../snapshot/schema.ts';
import { minuteMs } from '../units/time.ts';
import { sameReset } from '../usage/windows.ts';
import { type DedupKeys, dedupKeysAround, dedupKeysOfReading } from './dedup-keys.ts';
import type { WindowMark } from './memory.ts';

/** What changed in one window since the last reading. */
export interface WindowChange {
  readonly window: WindowSnapshot;
  /** What the last reading left in the memory; null: this is the first reading, so nothing can be compared. */
  readonly before: WindowMark | null;
  /** What the memory keeps of this reading. */
  readonly mark: WindowMark;
  /** Whether the window was reset since then: at the time the service had named, or earlier. */
  readonly reset: 'none' | 'due' | 'early';
}

/** Two reset times that differ by less are the same reset. The dedup keys round to the same step. */
const sameResetMs = 20 * 60_000;
/** A fall of the used percentage by this much is a reset, whatever reset time the service states. */
const resetFallPercent = 10;

/** The change of a window since the last reading; null: the percentage is unknown, so nothing can be compared. */
export function windowChange(before: WindowMark | null, window: WindowSnapshot): WindowChange | null {
  const usedPercent = usedOf(window);
  if (usedPercent === null) return null;
  const resetsAtMs = resetOf(window);
  const reset = before === null ? 'none' : resetBetween(before, window, usedPercent, resetsAtMs);
  const isNewTime = before !== null && isLater(before.resetsAtMs, resetsAtMs);
  const rearmedBy = reset === 'none' ? (before?.rearmedBy ?? null) : isNewTime ? null : window.asOf;
  const peakPercent = reset === 'none' ? Math.max(before?.peakPercent ?? 0, usedPercent) : usedPercent;
  const exhausted = window.state === 'exhausted';
  const keptMs = keptReset(before, window, resetsAtMs);
  const mark = { usedPercent, peakPercent, resetsAtMs: keptMs, exhausted, runsOut: runsOut(window), rearmedBy };
  return { window, before, mark, reset };
}

/**
 * Returns the reset that the memory keeps. It stays as it is while a service moves it by seconds, and a window that is
 * not started has none, because the service moves it with each request. So an idle account writes nothing.
 */
function keptReset(before: WindowMark | null, { state }: WindowSnapshot, resetsAtMs: number | null): number | null {
  if (resetsAtMs === null || state === 'not-started') return null;
  const knownMs = before?.resetsAtMs ?? null;
  return knownMs !== null && sameReset(knownMs, resetsAtMs, minuteMs) ? knownMs : resetsAtMs;
}

/** The used percentage. An exhausted window counts as 100; after its reset the percentage is unknown (null). */
function usedOf({ state, usedPercent }: WindowSnapshot): number | null {
  if (state === 'reset-pending') return null;
  return state === 'exhausted' ? Math.max(100, usedPercent ?? 100) : usedPercent;
}

function resetOf({ resetsAt }: WindowSnapshot): number | null {
  return resetsAt === null ? null : Date.parse(resetsAt);
}

function resetBetween(
  before: WindowMark,
  window: WindowSnapshot,
  usedPercent: number,
  resetsAtMs: number | null,
): WindowChange['reset'] {
  const fell = before.usedPercent - usedPercent;
  const isDue = before.resetsAtMs !== null && Date.parse(window.asOf) >= before.resetsAtMs;
  if (isDue) return isLater(before.resetsAtMs, resetsAtMs) || fell >= resetFallPercent ? 'due' : 'none';
  if (fell >= resetFallPercent) return 'early';
  if (before.resetsAtMs === null || resetsAtMs === null) return 'none';
  // Some services move the reset time of a rolling window with each use. That is no reset.
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

/** The facts about a window that a stored notification keeps, so that its text can follow the user's language. */
export type WindowFacts = Pick<WindowSnapshot, 'id' | 'label' | 'name' | 'resetsAt'> &
  Pick<AccountSnapshot, 'clockAheadSeconds'>;

/** Picks the facts about a window that a notification keeps. */
export function windowFacts({ id, label, name, resetsAt }: WindowSnapshot): WindowFacts {
  return { id, label, name, resetsAt };
}

/** Dedup keys of an alert that a window sends at most once until its reset. */
export function windowDedupKeys(kind: string, accountId: string, { window, mark }: WindowChange): DedupKeys {
  const again = mark.rearmedBy === null ? '' : `|${mark.rearmedBy}`;
  const stem = `${kind}|${accountId}|${window.id}${again}`;
  const resetsAtMs = resetOf(window);
  return resetsAtMs === null ? dedupKeysOfReading(stem, window.asOf) : dedupKeysAround(stem, resetsAtMs);
}

/** The settings that decide at which percentages a window notifies. */
export type ThresholdSettings = Pick<Settings, 'alertAtPercent' | 'windowAlertAtPercent' | 'accountAlerts'>;

/** The percentages at which a window notifies: those of the account, else of the window, else the general ones. */
export function alertThresholds(accountId: string, windowId: string, settings: ThresholdSettings): readonly number[] {
  const { session, weekly } = settings.windowAlertAtPercent;
  const ofWindow = windowId === 'session' ? session : windowId === 'weekly' ? weekly : undefined;
  return settings.accountAlerts[accountId]?.alertAtPercent ?? ofWindow ?? settings.alertAtPercent;
}

/** A window is used up. */
export interface ExhaustionAlert {
  readonly kind: 'exhausted';
  readonly accountId: string;
  readonly window: WindowSnapshot;
  /** How the service still accepts requests, if this window blocks the account. Left out: it does not say. */
  readonly beyondLimit?: NonNullable<BlockedReason['beyondLimit']>;
  readonly keys: DedupKeys;
}

/** The state of the windows at the last reading. */
export interface WindowsBefore {
  readonly windows: readonly Pick<WindowSnapshot, 'id' | 'state'>[];
}

/**
 * One alert for each window that is used up. Stale figures never cause an alert.
 * A window without a known reset causes one only when it becomes used up, because its keys have no time.
 *
 * @param before The windows at the last reading; null at the first reading.
 * @param rearmedBy The reading that showed a reset although the reset time stayed the same; null: no such reading.
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
      ...modeOf(window, now),
      keys: exhaustionDedupKeys(now.id, window, rearmedBy),
    }));
}

function modeOf({ id }: WindowSnapshot, { blockedReason }: AccountSnapshot): Pick<ExhaustionAlert, 'beyondLimit'> {
  const { windowId, beyondLimit } = blockedReason ?? {};
  return windowId !== id || beyondLimit === undefined ? {} : { beyondLimit };
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

/** The use of a window passed a percentage that the user chose. */
export interface ThresholdAlert {
  readonly kind: 'threshold';
  readonly accountId: string;
  readonly window: WindowFacts;
  readonly percent: number;
  readonly usedPercent: number;
  readonly keys: DedupKeys;
  /** Dedup keys of the lower percentages that were passed at the same time, so that they do not notify later. */
  readonly alsoClaims: readonly string[];
}

/**
 * An alert for the highest percentage that was passed since the last reading. After a reset every
 * percentage can be passed again. The first reading causes no alert, and a used-up window causes an
 * exhaustion alert instead.
 *
 * @param alertAtPercent In ascending order.
 */
export function thresholdAlerts(
  accountId: string,
  change: WindowChange,
  alertAtPercent: readonly number[],
): readonly ThresholdAlert[] {
  const { window, before, mark, reset } = change;
  if (before === null || mark.exhausted) return [];
  const passedPercent = reset === 'none' ? before.peakPercent : 0;
  const passed = alertAtPercent.filter((percent) => percent > passedPercent && percent <= mark.usedPercent);
  const percent = passed.at(-1);
  if (percent === undefined) return [];
  const keysOf = (each: number): DedupKeys => windowDedupKeys(`threshold-${each}`, accountId, change);
  return [
    {
      ...{ kind: 'threshold', accountId, window: windowFacts(window), percent, usedPercent: mark.usedPercent },
      keys: keysOf(percent),
      alsoClaims: passed.slice(0, -1).flatMap(keysOf),
    },
  ];
}

/** At its present pace a window will be used up before its reset. */
export interface RunOutAlert {
  readonly kind: 'will-run-out';
  readonly accountId: string;
  readonly window: WindowFacts;
  /** When it will be used up, ISO 8601. */
  readonly exhaustsAt: string;
  readonly keys: DedupKeys;
}

/** An alert when the forecast first appears, at most once until the reset. The first reading causes none. */
export function runOutAlerts(accountId: string, change: WindowChange): readonly RunOutAlert[] {
  const { window, before, mark, reset } = change;
  const exhaustsAt = window.pace?.exhaustsAt ?? null;
  if (before === null || !mark.runsOut || exhaustsAt === null) return [];
  if (before.runsOut && reset === 'none') return [];
  const keys = windowDedupKeys('will-run-out', accountId, change);
  return [{ kind: 'will-run-out', accountId, window: windowFacts(window), exhaustsAt, keys }];
}

/** A window that had little or nothing left was reset. */
export interface WindowBackAlert {
  readonly kind: 'window-back';
  readonly accountId: string;
  readonly window: WindowFacts;
  readonly usedPercent: number;
  /** True if the reset came before the time that the service had named. */
  readonly early: boolean;
  readonly keys: DedupKeys;
}

/**
 * An alert for a reset that a reading showed. A reset that is only due by the clock causes none, because the
 * service may not have reset the window. The window must have passed the lowest percentage before, and
 * must be usable again now.
 */
export function windowBackAlerts(
  accountId: string,
  change: WindowChange,
  alertAtPercent: readonly number[],
): readonly WindowBackAlert[] {
  const { window, before, mark, reset } = change;
  const lowestPercent = alertAtPercent[0] ?? 100;
  if (before === null || reset === 'none') return [];
  if (before.peakPercent < lowestPercent && !before.exhausted) return [];
  if (mark.usedPercent >= lowestPercent || window.state === 'exhausted' || window.state === 'blocked') return [];
  const keys = windowDedupKeys('window-back', accountId, change);
  const facts = { window: windowFacts(window), usedPercent: mark.usedPercent, early: reset === 'early' };
  return [{ kind: 'window-back', accountId, ...facts, keys }];
}

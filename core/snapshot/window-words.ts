import { assertNever } from '../assert-never.ts';
import type { Settings } from '../settings/settings.ts';
import type { Reader } from '../translate.ts';
import { leftPercent } from './account-use.ts';
import { percentText } from './format-number.ts';
import { clockTime, countdown } from './format-time.ts';
import type { WindowSnapshot } from './snapshot.ts';

/** The figure of a window: `41 % left`, `59 % used` by setting, `used up`, or the dash of the unknown. */
export function windowFigure(window: WindowSnapshot, settings: Settings, reader: Reader): string {
  if (window.state === 'exhausted') return reader.t('window.used-up');
  if (window.state === 'not-started') return reader.t('window.full');
  const left = leftPercent(window);
  if (left === null) return percentText(null, reader);
  return settings.meterShows === 'left'
    ? reader.t('window.left', { percent: percentText(left, reader) })
    : reader.t('window.used', { percent: percentText(window.usedPercent, reader) });
}

/** What follows the figure: when it comes back, or why it cannot be used now; null when nothing is known. */
export function windowDetail(
  window: WindowSnapshot,
  windows: readonly WindowSnapshot[],
  settings: Settings,
  reader: Reader,
  nowMs: number,
): string | null {
  switch (window.state) {
    case 'reset-pending':
      return reader.t('window.reset-due');
    case 'not-started':
      return reader.t('window.not-started');
    case 'exhausted':
    case 'open':
      return resetText(window.resetsAt, settings, reader, nowMs);
    case 'blocked': {
      const blocker = windows.find((other) => other.id === window.blockedBy);
      return reader.t(blocker?.label === 'weekly' ? 'window.blocked-weekly' : 'window.blocked');
    }
    default:
      return assertNever(window.state);
  }
}

/** `resets in 1h 02m`, or `resets Thu 09:00` by setting; null when the reset is unknown. */
export function resetText(resetsAt: string | null, settings: Settings, reader: Reader, nowMs: number): string | null {
  if (resetsAt === null) return null;
  const resetsAtMs = Date.parse(resetsAt);
  return settings.resetShows === 'countdown'
    ? reader.t('window.resets-in', { time: countdown(resetsAtMs, nowMs, reader) })
    : reader.t('window.resets-at', { time: clockTime(resetsAtMs, nowMs, reader) });
}

import { assertNever } from '../assert-never.ts';
import type { Settings } from '../settings/settings.ts';
import type { Reader } from '../i18n/translate.ts';
import { leftPercent } from '../snapshot/account-use.ts';
import { percentText } from '../text/numbers.ts';
import { ago, clockTime, countdown } from '../text/times.ts';
import { joined } from '../text/layout.ts';
import type { AccountSnapshot, WindowSnapshot } from '../snapshot/schema.ts';

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

/**
 * What follows the figure: when it comes back, or why it cannot be used now, and the age of a figure that
 * is older than its account; null when there is nothing to say.
 */
export function windowDetail(
  window: WindowSnapshot,
  account: Pick<AccountSnapshot, 'windows' | 'fetchedAt'>,
  settings: Settings,
  reader: Reader,
  nowMs: number,
): string | null {
  const parts = [
    outlookText(window, account.windows, settings, reader, nowMs),
    ageText(window, account, reader, nowMs),
  ];
  return parts.some((part) => part !== null) ? joined(parts) : null;
}

/** Differences within a minute are not worth telling. */
const sameAgeMs = 60_000;

function ageText(
  { asOf }: WindowSnapshot,
  { fetchedAt }: Pick<AccountSnapshot, 'fetchedAt'>,
  reader: Reader,
  nowMs: number,
): string | null {
  const isOlder = fetchedAt !== null && Date.parse(fetchedAt) - Date.parse(asOf) > sameAgeMs;
  return isOlder ? reader.t('state.as-of', { age: ago(Date.parse(asOf), nowMs, reader) }) : null;
}

function outlookText(
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
      if (window.blockedBy === null) return reader.t('window.blocked-by-service');
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

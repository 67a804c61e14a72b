import type { AccountSnapshot, WindowSnapshot } from '../snapshot/snapshot.ts';
import { type AlertKeys, keysAround, keysOfReading } from './alert.ts';

/** A window that was just seen used up. */
export interface ExhaustionAlert {
  readonly kind: 'exhausted';
  readonly accountId: string;
  readonly window: WindowSnapshot;
  readonly keys: AlertKeys;
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
      (window) => !window.stale && window.state === 'exhausted' && (window.resetsAt !== null || turned(before, window)),
    )
    .map((window) => ({
      kind: 'exhausted',
      accountId: now.id,
      window,
      keys: exhaustionKeys(now.id, window, rearmedBy),
    }));
}

function turned(before: WindowsBefore | null, window: WindowSnapshot): boolean {
  return before?.windows.find((each) => each.id === window.id)?.state !== 'exhausted';
}

function exhaustionKeys(
  accountId: string,
  window: WindowSnapshot,
  rearmedBy: (windowId: string) => string | null,
): AlertKeys {
  const again = rearmedBy(window.id);
  const stem = `exhausted|${accountId}|${window.id}${again === null ? '' : `|${again}`}`;
  return window.resetsAt === null ? keysOfReading(stem, window.asOf) : keysAround(stem, Date.parse(window.resetsAt));
}

import type { AlertKeys } from './alert.ts';
import { windowFacts, type WindowFacts, windowKeys } from './window-facts.ts';
import type { WindowStep } from './window-alerts.ts';

/** A window that had little or nothing left began anew. */
export interface WindowBackAlert {
  readonly kind: 'window-back';
  readonly accountId: string;
  readonly window: WindowFacts;
  readonly usedPercent: number;
  /** Before the time that its service had named. */
  readonly early: boolean;
  readonly keys: AlertKeys;
}

/**
 * A reset that was seen in a reading, never one that is merely due by the clock (S1-28), and only of a
 * window that had been at the lowest step or used up and can be worked with again.
 */
export function windowBackAlerts(
  accountId: string,
  step: WindowStep,
  alertAtPercent: readonly number[],
): readonly WindowBackAlert[] {
  const { window, before, mark, reset } = step;
  const lowFrom = alertAtPercent[0] ?? 100;
  if (before === null || reset === 'none') return [];
  if (before.peakPercent < lowFrom && !before.exhausted) return [];
  if (mark.usedPercent >= lowFrom || window.state === 'exhausted' || window.state === 'blocked') return [];
  const keys = windowKeys('window-back', accountId, step);
  const facts = { window: windowFacts(window), usedPercent: mark.usedPercent, early: reset === 'early' };
  return [{ kind: 'window-back', accountId, ...facts, keys }];
}

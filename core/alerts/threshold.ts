import type { AlertKeys } from './alert.ts';
import { windowFacts, type WindowFacts, windowKeys } from './window-facts.ts';
import type { WindowStep } from './window-alerts.ts';

/** More of a window is used than the user wants to pass unheard. */
export interface ThresholdAlert {
  readonly kind: 'threshold';
  readonly accountId: string;
  readonly window: WindowFacts;
  readonly percent: number;
  readonly usedPercent: number;
  readonly keys: AlertKeys;
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
  step: WindowStep,
  alertAtPercent: readonly number[],
): readonly ThresholdAlert[] {
  const { window, before, mark, reset } = step;
  if (before === null || mark.exhausted) return [];
  const passedPercent = reset === 'none' ? before.peakPercent : 0;
  const passed = alertAtPercent.filter((percent) => percent > passedPercent && percent <= mark.usedPercent);
  const percent = passed.at(-1);
  if (percent === undefined) return [];
  const keysOf = (each: number): AlertKeys => windowKeys(`threshold-${each}`, accountId, step);
  return [
    {
      ...{ kind: 'threshold', accountId, window: windowFacts(window), percent, usedPercent: mark.usedPercent },
      keys: keysOf(percent),
      alsoClaims: passed.slice(0, -1).flatMap(keysOf),
    },
  ];
}

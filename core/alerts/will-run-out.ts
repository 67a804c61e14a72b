import type { AlertKeys } from './alert.ts';
import { windowFacts, type WindowFacts, windowKeys } from './window-facts.ts';
import type { WindowStep } from './window-alerts.ts';

/** At its present pace a window is used up before its reset. */
export interface RunOutAlert {
  readonly kind: 'will-run-out';
  readonly accountId: string;
  readonly window: WindowFacts;
  /** ISO 8601. */
  readonly exhaustsAt: string;
  readonly keys: AlertKeys;
}

/** Once until the reset, when it is first foreseen; not at the first reading. */
export function runOutAlerts(accountId: string, step: WindowStep): readonly RunOutAlert[] {
  const { window, before, mark, reset } = step;
  const exhaustsAt = window.pace?.exhaustsAt ?? null;
  if (before === null || !mark.runsOut || exhaustsAt === null) return [];
  if (before.runsOut && reset === 'none') return [];
  const keys = windowKeys('will-run-out', accountId, step);
  return [{ kind: 'will-run-out', accountId, window: windowFacts(window), exhaustsAt, keys }];
}

import type { AccountSnapshot, WindowSnapshot } from '../../core/snapshot/schema.ts';
import { hourMs } from '../../core/units/time.ts';
import { exampleSnapshot } from './example-snapshot.ts';
import { nowMs } from './example-states.ts';

interface Limit {
  /** What is left, 0 to 100; null: unknown. */
  readonly left: number | null;
  readonly resetsInHours?: number | null;
  readonly change?: Partial<WindowSnapshot>;
}

/** Returns the snapshot of an account with these limits: a session of five hours, a week, or both. */
export function accountWith(
  name: string,
  { session, weekly }: { readonly session?: Limit; readonly weekly?: Limit },
  change: Partial<AccountSnapshot> = {},
): AccountSnapshot {
  const windows = [
    ...(session === undefined ? [] : [limit('session', '5h', 5, session)]),
    ...(weekly === undefined ? [] : [limit('weekly', 'weekly', 168, weekly)]),
  ];
  return exampleSnapshot({ id: `codex:${name}`, label: name, email: null, windows, ...change });
}

function limit(id: string, label: string, hours: number, given: Limit): WindowSnapshot {
  const { left, resetsInHours = hours / 2, change } = given;
  const usedPercent = left === null ? null : 100 - left;
  return {
    id,
    label,
    name: null,
    usedPercent,
    durationSeconds: hours * 3600,
    resetsAt: resetsInHours === null ? null : new Date(nowMs + resetsInHours * hourMs).toISOString(),
    state: left === 0 ? 'exhausted' : 'open',
    warning: usedPercent === null || usedPercent < 80 ? null : usedPercent < 95 ? 'warning' : 'critical',
    blockedBy: null,
    pace: null,
    source: 'poll',
    asOf: new Date(nowMs).toISOString(),
    stale: false,
    ...change,
  };
}

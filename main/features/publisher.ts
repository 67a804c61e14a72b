import type { Clock } from '../../core/ports.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import { noRecentReadings, type RecentReadings } from '../../core/pace/readings.ts';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { Engine } from '../engine/engine.ts';

/** Turns engine states into snapshots and hands each to the views; several changes at once make one. */
export interface Publisher {
  readonly current: () => Snapshot;
  /** The listener gets the snapshot and the one before it (null at the first). */
  readonly onSnapshot: (listener: (now: Snapshot, before: Snapshot | null) => void) => void;
  /** From now on gives this snapshot of another process instead of the engine's; null: the engine's again. */
  readonly mirror: (snapshot: Snapshot | null) => void;
  /** Publishes anew: after a change of the settings or the language. */
  readonly publish: () => void;
}

export function createPublisher(
  engine: Pick<Engine, 'accounts' | 'subscribe'>,
  settings: () => Settings,
  locale: () => LocaleContext,
  clock: Clock,
  recent: RecentReadings = noRecentReadings,
): Publisher {
  const listeners: ((now: Snapshot, before: Snapshot | null) => void)[] = [];
  let last: Snapshot | null = null;
  let pending = false;

  let followed: Snapshot | null = null;

  const current = (): Snapshot =>
    followed ?? buildSnapshot(engine.accounts(), settings(), locale(), clock.nowMs(), recent);

  function publish(): void {
    pending = false;
    const before = last;
    const now = current();
    last = now;
    for (const listener of listeners) listener(now, before);
  }

  engine.subscribe(() => {
    if (pending) return;
    pending = true;
    queueMicrotask(publish);
  });
  const follow = (snapshot: Snapshot | null): void => {
    followed = snapshot;
    publish();
  };

  return { current, publish, mirror: follow, onSnapshot: (listener) => void listeners.push(listener) };
}

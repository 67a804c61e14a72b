import type { Clock } from '../../core/ports.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { buildSnapshot, prepareSnapshots } from '../../core/snapshot/build.ts';
import { type KnownIncidents, noKnownIncidents } from '../../core/incidents/incident.ts';
import { noRecentReadings, type RecentReadings } from '../../core/pace/readings.ts';
import type { Shell } from '../../core/providers/start-command.ts';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import { minuteMs } from '../../core/units/time.ts';
import type { Engine } from '../engine/engine.ts';

/** Makes snapshots of the engine's states and gives them to listeners. Several changes at once make one snapshot. */
export interface Publisher {
  /** Returns a snapshot of now. */
  readonly current: () => Snapshot;
  /** Calls the listener with each snapshot and the one before it. Null: it is the first. */
  readonly onSnapshot: (listener: (now: Snapshot, before: Snapshot | null) => void) => void;
  /** Publishes this snapshot of another process instead of the engine's. Null: the engine's again. */
  readonly mirror: (snapshot: Snapshot | null) => void;
  /** Publishes a new snapshot. Call after the settings or the language changed. */
  readonly publish: () => void;
}

/** How many snapshots are made before other work has its turn: some milliseconds of work. */
const partSize = 40;

/**
 * Makes a publisher that publishes after each change of the engine.
 *
 * @param yieldThread Resolves after other work had its turn. At a new minute all snapshots change; many are then made in
 * parts, so that nobody waits for all of them. Left out: all are made at once.
 * @param shell The shell of the start command. Left out: a POSIX shell.
 */
export function createPublisher(
  engine: Pick<Engine, 'accounts' | 'subscribe'>,
  settings: () => Settings,
  locale: () => LocaleContext,
  clock: Clock,
  recent: RecentReadings = noRecentReadings,
  incidents: KnownIncidents = noKnownIncidents,
  yieldThread?: () => Promise<void>,
  shell: Shell = 'posix',
): Publisher {
  const listeners: ((now: Snapshot, before: Snapshot | null) => void)[] = [];
  let previous: Snapshot | null = null;
  let isQueued = false;
  let preparedMinute = 0;

  let mirrored: Snapshot | null = null;

  /** The account to use next, which stays until another one clearly leads. */
  let beforeNextUpId: string | null = null;

  const current = (): Snapshot => {
    if (mirrored !== null) return mirrored;
    const terms = { beforeNextUpId, shell };
    const snapshot = buildSnapshot(engine.accounts(), settings(), locale(), clock.nowMs(), recent, incidents, terms);
    beforeNextUpId = snapshot.nextUp?.accountId ?? null;
    return snapshot;
  };

  function publish(): void {
    isQueued = false;
    const before = previous;
    const now = current();
    previous = now;
    for (const listener of listeners) listener(now, before);
  }

  /** Makes the snapshots of a new minute in parts. What changes meanwhile is in the publication at the end. */
  async function prepare(pause: () => Promise<void>): Promise<void> {
    const accounts = engine.accounts();
    for (let from = 0; from < accounts.length; from += partSize) {
      const part = accounts.slice(from, from + partSize);
      prepareSnapshots(part, settings(), locale(), clock.nowMs(), recent, incidents);
      await pause();
    }
  }

  engine.subscribe(() => {
    if (isQueued) return;
    isQueued = true;
    const minute = Math.floor(clock.nowMs() / minuteMs);
    const isMany = mirrored === null && engine.accounts().length > partSize;
    if (yieldThread === undefined || !isMany || minute === preparedMinute) return queueMicrotask(publish);
    preparedMinute = minute;
    void prepare(yieldThread).finally(publish);
  });
  const mirror = (snapshot: Snapshot | null): void => {
    mirrored = snapshot;
    publish();
  };

  return { current, publish, mirror, onSnapshot: (listener) => void listeners.push(listener) };
}

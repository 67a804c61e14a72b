import type { Alarm, Clock, Log } from '../../core/ports.ts';
import type { CheckOutcome } from '../../core/updates/release.ts';
import {
  nextCheckAtMs,
  nextUpdate,
  startingUpdate,
  type UpdateEvent,
  type UpdateInstaller,
  type UpdateMemory,
  type UpdateState,
} from '../../core/updates/update.ts';
import { isNewerVersion } from '../../core/updates/version.ts';

/** The ports of the updates. */
export interface UpdatesOptions {
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly log: Pick<Log, 'warn'>;
  readonly currentVersion: string;
  /** Whether to look for new versions by itself, now. */
  readonly isWanted: () => boolean;
  /** Never rejects. */
  readonly check: () => Promise<CheckOutcome>;
  readonly installer: UpdateInstaller;
  readonly store: { readonly load: () => UpdateMemory; readonly save: (memory: UpdateMemory) => void };
  /** Called after each change of the state. */
  readonly changed: () => void;
}

/** Looks for new versions, and installs one when the user wants it. */
export interface Updates {
  readonly state: () => UpdateState;
  /** Plans the next look by the present settings. Call it after the start and after a change of the setting. */
  readonly plan: () => void;
  /** Looks now. Resolves after the answer. */
  readonly checkNow: () => Promise<void>;
  /** Resolves when the download has ended. */
  readonly download: () => Promise<void>;
  /** Resolves only if the installation failed. */
  readonly install: () => Promise<void>;
  /** The user had the offer before them. */
  readonly offerSeen: () => void;
  /** The user closed the offer, or followed it. */
  readonly closeOffer: () => void;
  readonly stop: () => void;
}

/** Creates the updates. They send no request before the first `plan` or `checkNow`. */
export function createUpdates(options: UpdatesOptions): Updates {
  const { clock, alarm, log, currentVersion, isWanted, check, installer, store, changed } = options;
  const startedAtMs = clock.nowMs();
  let state = startingUpdate(store.load(), currentVersion);

  const happen = (event: UpdateEvent): boolean => {
    const before = state;
    state = nextUpdate(state, event, currentVersion);
    if (state === before) return false;
    if (state.memory !== before.memory) store.save(state.memory);
    changed();
    return true;
  };

  const plan = (): void => {
    alarm.clear();
    if (!isWanted()) return;
    const atMs = nextCheckAtMs(state.memory, startedAtMs, clock.nowMs());
    alarm.set(atMs, () => {
      // A long timer rings early, and a look may have come before it.
      if (nextCheckAtMs(state.memory, startedAtMs, clock.nowMs()) > clock.nowMs()) return plan();
      if (isWanted()) void checkNow();
    });
  };

  const checkNow = async (): Promise<void> => {
    if (!happen({ kind: 'check-started' })) return;
    const outcome = await check();
    const atMs = clock.nowMs();
    if (outcome.kind === 'release') {
      const { release } = outcome;
      if (isNewerVersion(currentVersion, release.version))
        log.warn(`The latest release, ${release.version}, is older than this version.`);
      happen({ kind: 'check-answered', release, atMs });
    } else {
      log.warn(`Looking for a new version failed: ${JSON.stringify(outcome.failure)}`);
      happen({ kind: 'check-failed', failure: outcome.failure, atMs });
    }
    plan();
  };

  return {
    state: () => state,
    plan,
    checkNow,
    download: async () => {
      if (!happen({ kind: 'download-started' }) || state.found.kind !== 'downloading') return;
      const failure = await installer.download(state.found.release, (percent) =>
        happen({ kind: 'download-progressed', percent }),
      );
      if (failure !== null) log.warn(`The download of a new version failed: ${failure}`);
      happen({ kind: 'download-ended', failure });
    },
    install: async () => {
      if (!happen({ kind: 'install-started' })) return;
      const failure = await installer.install();
      log.warn(`A new version was not installed: ${failure}`);
      happen({ kind: 'install-failed', failure });
    },
    offerSeen: () => void happen({ kind: 'offer-seen' }),
    closeOffer: () => void happen({ kind: 'offer-closed' }),
    stop: alarm.clear,
  };
}

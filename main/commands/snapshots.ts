import { existsSync } from 'node:fs';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import { removeLeftovers } from '../node/storage/leftovers.ts';
import { type LockWait, withLock } from '../node/storage/process-lock.ts';
import { withTimeout } from '../node/async.ts';
import type { Services } from '../services/create-services.ts';
import { printError } from './output.ts';
import { minuteMs } from '../../core/units/time.ts';

const waitForOthersMs = 30_000;
const answersWithinMs = minuteMs;

/** The snapshot without asking any service: from the cache and the sign-ins of now. */
export async function knownSnapshot({ engine, settings, locale, clock }: Services): Promise<Snapshot> {
  await engine.load();
  await engine.discover();
  return buildSnapshot(engine.accounts(), settings.get(), locale(), clock.nowMs());
}

async function cachedSnapshot({ engine, settings, locale, clock }: Services): Promise<Snapshot> {
  await engine.load();
  return buildSnapshot(engine.accounts(), settings.get(), locale(), clock.nowMs());
}

/**
 * Runs the core once in this process and returns the snapshot. It asks what is due or was never answered, in
 * parallel; with `refresh` it asks for usage too. The answers are kept. Local sources are read once, not followed. Two
 * runs take turns, so the second one finds fresh data. A run that waits too long asks nothing, tells the user, and
 * returns what is known.
 */
export async function snapshotOnce(
  services: Services,
  refresh: boolean,
  { waitMs = waitForOthersMs }: LockWait = {},
): Promise<Snapshot> {
  const { engine, clock } = services;
  // The process that may write asks the services. This one has only what was known before.
  if (services.gate.isSealed()) return cachedSnapshot(services);
  const run = async (): Promise<void> => {
    removeLeftovers([services.home, services.paths.accountCache], clock.nowMs());
    await engine.load();
    services.gatherAnswers();
    await engine.start({ runsOnce: true });
    await services.localSourcesRead();
    engine.pollUnanswered();
    if (refresh) engine.refresh(null, 'program');
    await withTimeout(engine.settled(), answersWithinMs, undefined);
    engine.stop();
    await services.answersWritten();
    services.flush();
  };
  const outcome = await withLock(services.paths.refreshLock, run, { waitMs });
  if (outcome.kind === 'busy') {
    await engine.load();
    printError(services.locale().t('terminal.busy'));
  }
  // Without a writable disk there is no lock and nothing is kept, but the services can still be asked.
  if (outcome.kind === 'unavailable') await run();
  if (existsSync(services.paths.history)) await services.history.loadRecent();
  return buildSnapshot(
    engine.accounts(),
    services.settings.get(),
    services.locale(),
    clock.nowMs(),
    services.history.recent,
  );
}

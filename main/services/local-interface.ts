import { chooseAccount } from '../../core/providers/account.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { Clock } from '../../core/ports.ts';
import {
  type ExternalObservation,
  type ExternalObservationOutcome,
  parseExternalObservation,
} from '../../core/providers/external-observation.ts';
import { isProviderId } from '../../core/providers/registry.ts';
import { refusalText } from '../../core/views/answers.ts';
import { minuteMs } from '../../core/units/time.ts';
import { appBanner } from '../../core/views/banners.ts';
import type { Banner } from '../../core/views/panel.ts';
import type { Engine } from '../engine/engine.ts';
import type { Publisher } from '../features/publisher.ts';
import { askApp } from '../node/api/client.ts';
import { once } from '../node/async.ts';
import type { MakeCommandText } from '../node/api/command-text.ts';
import { createApiPort, type PortState } from '../node/api/port.ts';
import { type ApiHandlers, apiRoutes, type RefreshOutcome } from '../node/api/routes.ts';
import { startApi } from '../node/api/socket.ts';
import { removeLeftovers } from '../node/storage/leftovers.ts';
import { removeOldCopies } from '../node/storage/migration-copies.ts';
import { type HeldLock, holdLock, type NoLock } from '../node/storage/process-lock.ts';
import { alignedInterval } from '../node/watch/aligned-interval.ts';
import { watchPath } from '../node/watch/path-watcher.ts';
import { type AccountServices, removalHandler } from './accounts.ts';
import type { Services } from './create-services.ts';
import { createLedger, type LedgerServices } from './ledger.ts';
import { createMetrics } from './metrics.ts';
import { tokenUsageAnswers } from './token-usage-answers.ts';

/** The result of opening the local interface. */
export type LocalInterface =
  | {
      readonly kind: 'open';
      readonly port: PortState;
      /** Ends every connection. Every committed call is on the disk. */
      readonly close: () => Promise<void>;
    }
  /** Another process already serves this folder. */
  | { readonly kind: 'in-use' }
  /** This process serves the folder, but its socket cannot be opened. */
  | { readonly kind: 'failed'; readonly reason: string };

interface InterfaceListeners {
  /** Called when the port opened, moved, closed or could not be opened. */
  readonly onPort: (state: PortState) => void;
  /** Called when the state folder was removed or replaced. Another process can then serve the new folder. */
  readonly onFolderGone: () => void;
}

/** What the local interface uses. */
export type LocalInterfaceServices = AccountServices &
  LedgerServices &
  Pick<Services, 'locale' | 'slots' | 'home' | 'counters' | 'gate'>;

/** A command of ours holds the lock for less than this. */
const lockWaitMs = 3_000;
/** An older version first writes everything and ends its requests. */
const givesWayWithinMs = 15_000;

/**
 * Makes this process serve the state folder. It holds the folder's lock until it ends. It opens the socket
 * for the command line and other programs, and the port that the settings name, now or later. Used by the
 * app and by `quota-tray serve`.
 */
export async function openLocalInterface(
  services: LocalInterfaceServices,
  publisher: Pick<Publisher, 'current'>,
  { onPort, onFolderGone }: InterfaceListeners,
): Promise<LocalInterface> {
  const { clock, gate, log, paths, settings, slots } = services;
  const lock = await takeServingLock(services);
  if ('kind' in lock) return lock.kind === 'busy' ? { kind: 'in-use' } : { kind: 'failed', reason: lock.cause };
  gate.lead();
  const notDeleted = removeOldCopies(paths.copies, clock.nowMs());
  if (notDeleted > 0) log.warn(`${notDeleted} old copies of stores could not be deleted`);
  const left = removeLeftovers([services.home, paths.accountCache, paths.copies], clock.nowMs());
  if (left > 0) log.info(`Removed ${left} temporary files of processes that were killed`);
  const ledger = createLedger(services);
  const tokens = tokenUsageAnswers(services);
  const handlers: ApiHandlers = {
    snapshot: publisher.current,
    refresh: refreshHandler(services),
    removeAccount: removalHandler(services),
    observe: createObservationHandler(services.engine, clock),
    ledger: { store: ledger, tiers: () => settings.get().ledgerTiers },
    slots,
    metrics: createMetrics(services, publisher, ledger, tokens.today),
    usage: tokens.answer,
    commandText: lazyCommandTexts(services, publisher),
  };
  const socket = await startApi({ socketPath: paths.appSocket, handlers, nowMs: clock.nowMs, log });
  if (socket.kind !== 'listening') {
    await ledger.close();
    // The process that answers is of a version without this lock. A failed socket keeps our lock.
    if (socket.kind === 'in-use') lock.release();
    return socket;
  }
  const endWatch = watchFolder(lock, paths.servingLock, onFolderGone);
  const port = createApiPort({ routes: apiRoutes(handlers, clock.nowMs), log, tokenFile: paths.apiToken });
  let wanted = settings.get().apiPort;
  const first = await port.moveTo(wanted);
  if (first.kind !== 'off') onPort(first);
  const unsubscribe = settings.subscribe(({ apiPort }) => {
    if (apiPort === wanted) return;
    wanted = apiPort;
    void port.moveTo(apiPort).then(onPort);
  });
  return {
    kind: 'open',
    port: first,
    close: async () => {
      unsubscribe();
      slots.stop();
      tokens.close();
      // Closing removes the socket by name. In a replaced folder that name may belong to another process.
      await Promise.all([lock.isCurrent() ? socket.close() : undefined, port.close()]);
      await ledger.close();
      endWatch();
      lock.release();
    },
  };
}

/** The variable of the start: a later look at the zone of this process assigns the variable. */
const ownTimeZone = process.env['TZ'];

/** Loads the texts of the command line at the first request for one. */
function lazyCommandTexts(
  { settings, locale, engine, clock, log }: LocalInterfaceServices,
  publisher: Pick<Publisher, 'current'>,
): MakeCommandText {
  const made = once(async () => {
    const { createCommandTexts } = await import('./command-texts.ts');
    return createCommandTexts({
      ...{ version: __APP_VERSION__, platform: process.platform, ownTimeZone },
      ...{ clock, log, settings: settings.get, locale, engine, publisher },
      observe: createObservationHandler(engine, clock),
    });
  });
  return async (request) => (await made())(request);
}

/**
 * Takes the serving lock. A command holds it for a moment without answering on the socket, so a silent
 * holder is waited for. A process that answers serves the folder and keeps the lock, unless it is of an older version:
 * that one gives way.
 */
async function takeServingLock({ gate, log, paths }: LocalInterfaceServices): Promise<HeldLock | NoLock> {
  const { servingLock, appSocket } = paths;
  const lock = await holdLock(servingLock, { waitMs: 0 });
  if (!('kind' in lock) || lock.kind !== 'busy') return lock;
  if (gate.claim()) {
    log.info('An older version serves the data folder; this version takes over');
    return holdLock(servingLock, { waitMs: givesWayWithinMs });
  }
  const asked = await askApp({ socketPath: appSocket, method: 'GET', path: '/health', timeoutMs: lockWaitMs });
  return asked.kind === 'not-running' ? holdLock(servingLock, { waitMs: lockWaitMs }) : lock;
}

/**
 * Calls `gone` once when the folder was removed or replaced. The system reports that at once where it can. Not every file
 * system does, so it also looks once a minute.
 */
function watchFolder(lock: HeldLock, lockFile: string, gone: () => void): () => void {
  const look = (): void => {
    if (lock.isCurrent()) return;
    end();
    gone();
  };
  const ends = [watchPath(lockFile, look), alignedInterval(look, minuteMs)];
  const end = (): void => ends.forEach((each) => each());
  return end;
}

/** Makes the handler that refreshes for another program. */
function refreshHandler({
  engine,
  clock,
  locale,
}: Pick<Services, 'engine' | 'clock' | 'locale'>): ApiHandlers['refresh'] {
  return (accountId): RefreshOutcome => {
    const outcome = engine.refresh(accountId, 'program');
    if (outcome.kind === 'accepted') return { kind: 'accepted', settled: engine.settled };
    if (outcome.kind === 'unknown-account') return outcome;
    const { refusal } = outcome;
    const retryAtMs = 'untilMs' in refusal ? refusal.untilMs : null;
    return { kind: 'refused', retryAtMs, message: refusalText(refusal, locale(), clock.nowMs()) };
  };
}

/** Returns the banner for a port that could not be opened. Empty: the port is open or not wanted. */
export function portBanners(state: PortState | undefined, locale: LocaleContext): readonly Banner[] {
  return state?.kind === 'failed' ? [appBanner(`port-${state.reason}`, locale, state.port)] : [];
}

/** Makes the handler for observations of other programs. The engine merges them field by field, by age. */
export function createObservationHandler(
  engine: Pick<Engine, 'accounts' | 'observe'>,
  clock: Clock,
): (external: ExternalObservation) => ExternalObservationOutcome {
  return (external) => {
    const { provider } = external;
    if (!isProviderId(provider)) return { kind: 'unknown-provider' };
    const accounts = engine.accounts().map(({ account }) => account);
    const chosen = chooseAccount(accounts, provider, external.accountId);
    if (chosen.kind !== 'account') return chosen;
    const observations = parseExternalObservation(provider, external, clock.nowMs());
    if (observations.length === 0) return { kind: 'nothing-said' };
    for (const observation of observations) engine.observe(chosen.accountId, observation);
    const ids = observations.flatMap(({ windows }) => (windows?.items ?? []).map(({ id }) => id));
    return { kind: 'accepted', windowIds: [...new Set(ids)] };
  };
}

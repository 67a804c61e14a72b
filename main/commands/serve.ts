import { noKnownIncidents } from '../../core/incidents/incident.ts';
import { storageBanners } from '../../core/views/banners.ts';
import { createPublisher } from '../features/publisher.ts';
import type { PortState } from '../node/api/port.ts';
import type { Services } from '../services/create-services.ts';
import { recordHistory } from '../services/history.ts';
import { openLocalInterface, portBanners } from '../services/local-interface.ts';
import { engineEffects, onSettingChanges } from '../services/setting-effects.ts';
import { createRunningWarmups } from '../services/warm-ups.ts';
import { exitCode, finalExitCode, printError } from './output.ts';
import type { Declare } from './program.ts';
import { withTimeout, yieldThread } from '../node/async.ts';

export interface ServeCommand {
  readonly kind: 'serve';
}

/** How serving ended. After `ended` the process can exit at once: everything is written. */
export interface ServeEnd {
  readonly kind: 'not-begun' | 'ended';
  readonly code: number;
}

/** `serve`. */
export const declareServe: Declare = (program, { t, examples, choose }) => {
  program
    .command('serve')
    .description(t('cli.serve'))
    .usage('')
    .addHelpText('after', examples('quota-tray serve'))
    .action(() =>
      choose({ kind: 'serve' }, async ({ services, locale }) => {
        const { kind, code } = await serve(await services());
        return kind === 'ended' ? process.exit(await finalExitCode(code, async () => (await locale()).t)) : code;
      }),
    );
};

/** How long requests in flight may still take after the signal to end. */
const endWithinMs = 5000;

/**
 * Runs the core without a window, in the foreground: schedules, caches, ledger, slots and the local interface,
 * until SIGTERM or SIGINT. It shows no notifications. Only one process can serve a data folder.
 */
export async function serve(services: Services): Promise<ServeEnd> {
  const { clock, engine, gate, log, paths, locale, settings } = services;
  const { t } = locale();
  const publisher = createPublisher(
    ...([engine, settings.get, locale, clock, services.history.recent] as const),
    noKnownIncidents,
    yieldThread,
  );
  const reportPort = (state: PortState): void => {
    if (state.kind === 'failed') log.warn(`The local interface is not on port ${state.port}: ${state.reason}`);
    for (const { text } of portBanners(state, locale())) printError(text);
  };
  const ended = endSignal();
  printStorageProblems(services);
  if (gate.isSealed()) {
    ended.forget();
    return { kind: 'not-begun', code: exitCode.unavailable };
  }
  await engine.load();
  let isFolderGone = false;
  const folderGone = (): void => {
    isFolderGone = true;
    ended.now();
  };
  let newerApp: string | null = null;
  const opened = await openLocalInterface(services, publisher, { onPort: reportPort, onFolderGone: folderGone });
  if (opened.kind !== 'open') {
    ended.forget();
    printError(
      opened.kind === 'in-use'
        ? t('cli.serve.in-use', { folder: services.home, socket: paths.socket })
        : t('cli.serve.no-socket', { socket: paths.socket, reason: opened.reason }),
    );
    return { kind: 'not-begun', code: exitCode.unavailable };
  }
  const unsubscribe = onSettingChanges(settings, engineEffects(engine));
  const endSettings = services.followSettings();
  const endFollowing = gate.follow((change) => {
    if (change.kind === 'newer-app') newerApp = change.version;
    ended.now();
  });
  printError(
    opened.port.kind === 'listening'
      ? t('cli.serve.serves-port', { socket: paths.socket, url: `http://127.0.0.1:${opened.port.port}` })
      : t('cli.serve.serves', { socket: paths.socket }),
  );
  log.info('Serving without a window');
  recordHistory(services, publisher);
  const warmups = createRunningWarmups(services);
  void engine.start();
  await ended.signal;
  log.info('Ending');
  unsubscribe();
  endSettings();
  endFollowing();
  warmups.stop();
  engine.stop();
  await opened.close();
  // Requests in flight end with their answer, and the answers are kept.
  await withTimeout(engine.settled(), endWithinMs, undefined);
  if (isFolderGone) {
    printError(t('cli.serve.folder-gone', { folder: services.home }));
    return { kind: 'ended', code: exitCode.unavailable };
  }
  // A sealed folder was reported when it was found.
  if (gate.isSealed()) return { kind: 'ended', code: exitCode.unavailable };
  services.flush();
  if (newerApp !== null) {
    printError(t('cli.serve.newer-app', { version: newerApp, folder: services.home }));
    return { kind: 'ended', code: exitCode.unavailable };
  }
  return { kind: 'ended', code: exitCode.done };
}

/** Prints each storage problem once: those of now, and each new one. The log has them too. */
function printStorageProblems({ problems, onProblem, locale }: Services): void {
  const printed = new Set<string>();
  const printNew = (): void => {
    for (const { text } of storageBanners(problems(), locale())) {
      if (!printed.has(text)) printError(text);
      printed.add(text);
    }
  };
  printNew();
  onProblem(printNew);
}

/** The first signal ends serving in order. A second one ends the process at once, as the system does. */
function endSignal(): { readonly signal: Promise<void>; readonly forget: () => void; readonly now: () => void } {
  const signals = ['SIGTERM', 'SIGINT'] as const;
  let end = (): void => {};
  const forget = (): void => signals.forEach((name) => process.off(name, end));
  const signal = new Promise<void>((resolve) => {
    end = () => {
      forget();
      resolve();
    };
  });
  for (const name of signals) process.on(name, end);
  return { signal, forget, now: () => end() };
}

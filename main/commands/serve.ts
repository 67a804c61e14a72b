import { storageNotices } from '../../core/views/banners.ts';
import { createPublisher } from '../engine/publisher.ts';
import { engineEffects, onSettingChanges } from '../setting-effects.ts';
import { openLocalInterface } from '../local-interface.ts';
import type { PortState } from '../node/api/port.ts';
import type { Parts } from '../parts.ts';
import { portNotices } from '../port-notices.ts';
import { recordHistory } from '../record-history.ts';
import { createWarmUps } from '../warm-ups.ts';
import { exitCode, tell } from './output.ts';
import { settledWithin } from './settled-within.ts';

/** What came of serving: `ended` needs nothing of this process any more, whatever is still under way in it. */
export interface ServeEnd {
  readonly kind: 'not-begun' | 'ended';
  readonly code: number;
}

/** How long requests under way may still take when it is to end. */
const endWithinMs = 5000;

/**
 * The core without a window, in the foreground: schedules, caches, ledger, slots and the local
 * interface, until SIGTERM or SIGINT. Notices are not shown. Nobody else may serve the same folder.
 */
export async function serve(parts: Parts): Promise<ServeEnd> {
  const { clock, engine, log, paths, reader, settings } = parts;
  const publisher = createPublisher(engine, settings.get, reader, clock, parts.history.recent);
  const tellPort = (state: PortState): void => {
    if (state.kind === 'failed') log.warn(`The local interface is not on port ${state.port}: ${state.reason}`);
    for (const { text } of portNotices(state, reader())) tell(text);
  };
  const ended = endSignal();
  tellStorageProblems(parts);
  engine.seed();
  let isFolderGone = false;
  const folderGone = (): void => {
    isFolderGone = true;
    ended.now();
  };
  const opened = await openLocalInterface(parts, publisher, { port: tellPort, folderGone });
  if (opened.kind !== 'open') {
    ended.forget();
    tell(
      opened.kind === 'in-use'
        ? `The app or another "quota-tray serve" already serves ${parts.home}: it answers on ${paths.socket}. Ask it with "quota-tray status", or end it first.`
        : `Nothing is served, because the socket ${paths.socket} cannot be opened (${opened.reason}). Check its folder.`,
    );
    return { kind: 'not-begun', code: exitCode.unavailable };
  }
  const unsubscribe = onSettingChanges(settings, engineEffects(engine));
  const endSettings = parts.followSettings();
  tell(`Quota Tray serves ${[paths.socket, ...portText(opened.port)].join(' and ')}.`);
  log.info('Serving without a window');
  recordHistory(parts, publisher);
  const warmups = createWarmUps(parts);
  void engine.start();
  await ended.signal;
  log.info('Ending');
  unsubscribe();
  endSettings();
  warmups.stop();
  engine.stop();
  await opened.close();
  // A tool that was asked ends with its answer, and what was answered is kept.
  await settledWithin(engine.settled(), endWithinMs);
  if (isFolderGone) {
    tell(
      `The data folder ${parts.home} was removed or replaced, so nothing can be kept any more. Start "quota-tray serve" again.`,
    );
    return { kind: 'ended', code: exitCode.unavailable };
  }
  parts.flush();
  return { kind: 'ended', code: exitCode.done };
}

/** Says each problem of storage once: those that are there, and each new one. The log has them too. */
function tellStorageProblems({ problems, onProblem, reader }: Parts): void {
  const told = new Set<string>();
  const tellNew = (): void => {
    for (const { text } of storageNotices(problems(), reader())) {
      if (!told.has(text)) tell(text);
      told.add(text);
    }
  };
  tellNew();
  onProblem(tellNew);
}

function portText(port: PortState): readonly string[] {
  return port.kind === 'listening' ? [`http://127.0.0.1:${port.port}`] : [];
}

/** The first signal ends it in order; a second one ends it at once, as the system does. */
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

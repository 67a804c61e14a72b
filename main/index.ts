import { join } from 'node:path';

import { app } from 'electron';

import { createTray } from './app/tray.ts';
import { registerAppScheme } from './electron/protocol/app-protocol.ts';
import { enableSandbox, holdSingleInstance, setApplicationMenu } from './electron/application.ts';
import { homeOf, provideHomeFolder } from './node/host-environment.ts';
import { recordFault } from './node/log/fault.ts';
import { preferLittleMemory } from './node/memory.ts';
import { prepareHome } from './node/storage/home.ts';

const faultExitCode = 70;

/** How the app ends after a fault. */
interface FaultEnd {
  /** Ends the app with a sentence on stderr. */
  readonly endByFault: (cause: unknown) => void;
}

/**
 * Ends the app after an uncaught fault, instead of Electron's dialog in front of a half-working app. State is
 * already on the disk, because each change is written at once. The details go to `logs/faults.log`; a sentence
 * on stderr says so. An unhandled rejection is only reported, because the rest of the app still works.
 *
 * @param home The state folder.
 */
function watchForFaults(home: string): FaultEnd {
  const report = (cause: unknown): void => {
    const place = { folder: join(home, 'logs'), program: `Quota Tray ${__APP_VERSION__}`, nowMs: Date.now() };
    process.stderr.write(`${recordFault(cause, place)}\n`);
  };
  const endByFault = (cause: unknown): void => {
    report(cause);
    app.exit(faultExitCode);
  };
  // The program that started the app may close these streams.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('uncaughtException', endByFault);
  process.on('unhandledRejection', report);
  return { endByFault };
}

preferLittleMemory();
provideHomeFolder(process.env);
const home = homeOf(process.env);
prepareHome(home);
app.setPath('userData', home);
app.setPath('sessionData', join(home, 'browser'));

/** The desktop fetches a new icon in several messages, which this thread must answer first. */
const iconMs = 30;

/**
 * Shows the icon, then loads the rest of the program. The rest takes several times as long as the icon, and
 * a desktop at sign-in starts many programs at once.
 */
async function startWithIcon(): Promise<void> {
  const tray = createTray();
  await new Promise((resolve) => setTimeout(resolve, iconMs));
  const { start } = await import('./app/start.ts');
  const running = await start(home, tray);
  if (isPanelAwaited) running.openPanel();
  startedAgain = (argv) => (argv.includes(toggleArgument) ? running.togglePanel() : running.openPanel());
}

/** The argument of a start that shows the panel, or hides it if it is open. A desktop's own shortcut can use it. */
const toggleArgument = '--toggle';
let isPanelAwaited = process.argv.includes(toggleArgument);
let startedAgain = (_argv: readonly string[]): void => {
  isPanelAwaited = true;
};
if (holdSingleInstance((argv) => startedAgain(argv))) {
  registerAppScheme();
  enableSandbox();
  setApplicationMenu();
  app.on('window-all-closed', () => {});
  const { endByFault } = watchForFaults(home);
  app.whenReady().then(startWithIcon).catch(endByFault);
}

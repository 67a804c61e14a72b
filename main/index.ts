import { join } from 'node:path';

import { app } from 'electron';

import { commandLineArguments, runCommandLine } from './app/command-line.ts';
import { startRequest, type StartRequest } from './app/start-request.ts';
import { createTray } from './app/tray.ts';
import { registerAppScheme } from './electron/protocol/app-protocol.ts';
import {
  enableSandbox,
  holdSingleInstance,
  nameForNotifications,
  replaceOlderInstance,
  setApplicationMenu,
  stayInMenuBar,
} from './electron/application.ts';
import { appId } from './node/desktop/app-id.ts';
import { provideHomeFolder } from './node/host-environment.ts';
import { recordFault } from './node/log/fault.ts';
import { preferLittleMemory } from './node/memory.ts';
import { prepareHome } from './node/storage/home.ts';
import { openStateFolder } from './node/storage/state-folder.ts';

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
 * @param folder Where this process writes.
 */
function watchForFaults(folder: string): FaultEnd {
  const report = (cause: unknown): void => {
    const place = { folder: join(folder, 'logs'), program: `Quota Tray ${__APP_VERSION__}`, nowMs: Date.now() };
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

const commandLine = commandLineArguments(process.argv);
if (commandLine !== null) runCommandLine(commandLine);

preferLittleMemory();
provideHomeFolder(process.env);
/** A folder that a newer version wrote stays as it is: then everything of this process is in a private copy. */
const { folder, judgement } = openStateFolder(process.env);
prepareHome(folder);
app.setPath('userData', folder);
app.setPath('sessionData', join(folder, 'browser'));
nameForNotifications(appId);

/** The desktop fetches a new icon in several messages, which this thread must answer first. */
const iconMs = 30;

/** What the user asked for before the app could do it, the oldest first. */
const asked: StartRequest[] = [];
let answer = (request: StartRequest): void => void asked.push(request);

/**
 * Shows the icon, then loads the rest of the program. The rest takes several times as long as the icon, and
 * a desktop at sign-in starts many programs at once.
 */
async function startWithIcon(): Promise<void> {
  const tray = createTray();
  await new Promise((resolve) => setTimeout(resolve, iconMs));
  const { start } = await import('./app/start.ts');
  answer = (await start(folder, tray)).answer;
  for (const request of asked.splice(0)) answer(request);
}

/** Runs the app. Call it as the only copy of the app for this state folder. */
function run(): void {
  const request = startRequest(process.argv);
  if (request !== null) asked.push(request);
  app.on('window-all-closed', () => {});
  stayInMenuBar(() => answer('open-panel'));
  const { endByFault } = watchForFaults(folder);
  app.whenReady().then(startWithIcon).catch(endByFault);
}

registerAppScheme();
enableSandbox();
setApplicationMenu();
const instance = {
  version: __APP_VERSION__,
  /** Starting the app beside itself shows the panel, unless the arguments ask for something else. */
  onSecondStart: (argv: readonly string[]) => answer(startRequest(argv) ?? 'open-panel'),
};
const servedBy = judgement.stamp.kind === 'stamp' ? judgement.stamp.stamp.writtenBy : null;
if (holdSingleInstance(instance)) run();
else void replaceOlderInstance(instance, servedBy).then((isReplaced) => (isReplaced ? run() : app.exit(0)));

import { join } from 'node:path';

import { app } from 'electron';

import { start } from './app/start.ts';
import { registerAppScheme } from './electron/protocol/app-protocol.ts';
import { enableSandbox, holdSingleInstance, setApplicationMenu } from './electron/application.ts';
import { provideHomeFolder } from './node/host-environment.ts';
import { recordFault } from './node/log/fault.ts';
import { prepareHome } from './node/storage/home.ts';
import { recoverSettings } from './node/storage/settings-file.ts';
import { homeOf } from './services/create-services.ts';

const faultExitCode = 70;

interface FaultEnd {
  /** Ends the app with a sentence on stderr. */
  readonly endByFault: (cause: unknown) => void;
}

/**
 * Ends the app for a fault that nothing caught, instead of Electron's dialog in front of an app that half
 * works; what is worth keeping was written when it changed. The details are kept in `logs/faults.log`, and
 * a sentence on stderr says so. A promise that nobody waited for is only told: the rest of the app stands.
 *
 * @param home The folder of all state.
 */
function watchForFaults(home: string): FaultEnd {
  const tell = (cause: unknown): void => {
    const place = { folder: join(home, 'logs'), program: `Quota Tray ${__APP_VERSION__}`, nowMs: Date.now() };
    process.stderr.write(`${recordFault(cause, place)}\n`);
  };
  const endByFault = (cause: unknown): void => {
    tell(cause);
    app.exit(faultExitCode);
  };
  // Whoever started the app may stop reading what it says.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('uncaughtException', endByFault);
  process.on('unhandledRejection', tell);
  return { endByFault };
}

provideHomeFolder(process.env);
const home = homeOf(process.env);
prepareHome(home);
app.setPath('userData', home);
app.setPath('sessionData', join(home, 'browser'));

let openPanel = (): void => {};
if (holdSingleInstance(() => openPanel())) {
  registerAppScheme();
  enableSandbox();
  setApplicationMenu();
  app.on('window-all-closed', () => {});
  const { endByFault } = watchForFaults(home);
  app
    .whenReady()
    .then(() => recoverSettings({ folder: home, nowMs: Date.now }))
    .then((recovered) => {
      openPanel = start(home, recovered).openPanel;
    })
    .catch(endByFault);
}

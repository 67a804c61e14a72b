import { join } from 'node:path';
import { app } from 'electron';
import { watchForFaults } from './app/end-on-fault.ts';
import { start } from './app/start.ts';
import { registerAppScheme } from './electron/security/app-protocol.ts';
import { enableSandbox } from './electron/security/sandbox.ts';
import { holdSingleInstance } from './electron/single-instance.ts';
import { setApplicationMenu } from './electron/windows/application-menu.ts';
import { provideHomeFolder } from './node/host-environment.ts';
import { recoverSettings } from './node/storage/open-settings-file.ts';
import { prepareHome } from './node/storage/home.ts';
import { homeOf } from './services/create-services.ts';

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

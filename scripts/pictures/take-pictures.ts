import path from 'node:path';

import { startNotificationService } from '../../tests/support/desktop/notification-service.ts';
import { launchApp } from '../../tests/support/electron.ts';
import { prepareDemo } from '../demo/demo.ts';
import { ExitError, exitCodes, runScript } from '../process/exit.ts';
import { takeAppPictures } from './app-pictures.ts';
import { chooseFont } from './fonts.ts';
import { waitForTrayIcon } from './tray-watcher.ts';
import { movePointerAway, takeTrayMenu } from './tray-menu.ts';

/** Takes the pictures of an app on the demo accounts in `folder`, on the stage that the environment leads to. */
async function takePictures(folder: string, pictures: string): Promise<void> {
  const demo = await prepareDemo(folder);
  // An ordinary desktop has one; without it the app says so in every view.
  const notifications = await startNotificationService();
  try {
    await chooseFont(demo.environment['XDG_CONFIG_HOME'] ?? folder);
    await movePointerAway();
    const args = ['--force-device-scale-factor=2', ...demo.switches];
    const application = await launchApp({ home: demo.home, env: demo.environment, args });
    try {
      await waitForTrayIcon();
      await takeAppPictures(application, pictures);
      await takeTrayMenu(path.join(pictures, 'tray-menu.png'));
    } finally {
      await application.close();
    }
  } finally {
    await notifications.stop();
    await demo.close();
  }
}

await runScript(async () => {
  const [folder, pictures] = process.argv.slice(2);
  if (folder === undefined || pictures === undefined) {
    throw new ExitError(exitCodes.badArguments, 'usage: take-pictures DEMO_FOLDER PICTURES_FOLDER');
  }
  await takePictures(folder, pictures);
  return exitCodes.done;
});

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { launchApp } from '../tests/support/electron.ts';
import { prepareDemo } from './demo/prepare.ts';
import { takeAppPictures } from './pictures/app-pictures.ts';
import { startStage } from './pictures/stage.ts';
import { takeTrayMenu } from './pictures/tray-menu.ts';
import { resolveElectron } from './electron-runtime.ts';
import { buildApp } from './process/build.ts';
import { ExitError, exitCodes, runScript } from './process/exit.ts';
import { projectRoot } from './process/project.ts';
import { say } from './process/say.ts';

const pictures = path.join(projectRoot, 'docs', 'pictures');

/** Takes the pictures of README and docs: the real app on the demo accounts, at scale 2, on a virtual screen. */
async function takePictures(): Promise<number> {
  if (process.platform !== 'linux') {
    throw new ExitError(exitCodes.unavailable, 'The pictures are taken on Linux, with Xvfb, openbox, xfce4-panel, xdotool and imagemagick.');
  }
  await buildApp();
  const { notice } = await resolveElectron();
  if (notice !== null) say(notice);
  await mkdir(pictures, { recursive: true });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-pictures-'));
  const stage = await startStage();
  const demo = await prepareDemo(folder);
  try {
    const application = await launchApp({ home: demo.home, env: demo.environment, args: ['--force-device-scale-factor=2'] });
    try {
      await stage.waitForTrayIcon();
      await takeAppPictures(application, pictures);
      await takeTrayMenu(path.join(pictures, 'tray-menu.png'));
    } finally {
      await application.close();
    }
  } finally {
    await demo.close();
    await stage.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  say(`The pictures are in ${path.relative(projectRoot, pictures)}.`);
  return exitCodes.done;
}

await runScript(takePictures);

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { resolveElectron } from './electron/runtime.ts';
import { requirePictureTools, startStage } from './pictures/stage.ts';
import { buildApp, projectRoot } from './process/project.ts';
import { runCommand } from './process/command.ts';
import { exitCodeOf, onEndingSignal } from './process/signals.ts';
import { exitCodes, runScript, say } from './process/exit.ts';

const pictures = path.join(projectRoot, 'docs', 'pictures');

/** Takes the pictures for README and docs: the app with the demo accounts, at scale 2, on a virtual screen. */
async function makePictures(): Promise<number> {
  await requirePictureTools();
  await buildApp();
  const { notice } = await resolveElectron();
  if (notice !== null) say(notice);
  await mkdir(pictures, { recursive: true });
  let endedBy: NodeJS.Signals | null = null;
  const stopListening = onEndingSignal((signal) => (endedBy ??= signal));
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-pictures-'));
  try {
    const exitCode = await onStage(folder, () => endedBy);
    if (exitCode === exitCodes.done) say(`The pictures are in ${path.relative(projectRoot, pictures)}.`);
    return exitCode;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    stopListening();
  }
}

/** Runs in a process of its own, because Playwright ends its process at a signal and the stage would stay. */
async function onStage(folder: string, endedBy: () => NodeJS.Signals | null): Promise<number> {
  const stage = await startStage();
  try {
    const signal = endedBy();
    if (signal !== null) return exitCodeOf(signal);
    const script = path.join(projectRoot, 'scripts', 'pictures', 'take-pictures.ts');
    return await runCommand(process.execPath, [script, path.join(folder, 'demo'), pictures], {
      environment: { ...process.env, ...stage.environment },
      ownProcessGroup: true,
    });
  } finally {
    await stage.stop();
  }
}

await runScript(makePictures);

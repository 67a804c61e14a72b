import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { type DemoCount, demoAccountsOf, demoCounts } from './demo/count.ts';
import { prepareDemo } from './demo/demo.ts';
import { hasDisplay } from './desktop/virtual-desktop.ts';
import { launchElectron, resolveElectron } from './electron/runtime.ts';
import { buildApp, projectRoot } from './process/project.ts';
import { runCommand } from './process/command.ts';
import { exitCodeOf, onEndingSignal } from './process/signals.ts';
import { exitCodes, ExitError, runScript, say } from './process/exit.ts';

interface DemoOptions {
  /** Keeps the folder when the demo ends. */
  readonly keep: boolean;
  /** A folder to use instead of a temporary one. It is kept. */
  readonly home: string | undefined;
  readonly count: DemoCount;
}

/**
 * Opens the app with made-up accounts, whose services are servers on this computer. Without a display it prints the
 * terminal view of the accounts.
 */
async function demo({ keep, home, count }: DemoOptions): Promise<number> {
  let endedBy: NodeJS.Signals | null = null;
  const stopListening = onEndingSignal((signal) => (endedBy ??= signal));
  let folder: string | undefined;
  try {
    await buildApp();
    const runtime = hasDisplay() ? await resolveElectron() : null;
    folder = home === undefined ? await mkdtemp(path.join(os.tmpdir(), 'quota-tray-demo-')) : await createFolder(home);
    const { environment, switches, accounts, close } = await prepareDemo(folder, Date.now, demoAccountsOf(count));
    try {
      if (endedBy !== null) return exitCodeOf(endedBy);
      if (runtime !== null && runtime.notice !== null) say(runtime.notice);
      const stop = runtime === null ? '' : ' Stop it with Ctrl+C.';
      say(
        `This is a demo with ${accounts.length} made-up accounts. A server on this computer answers for them; no real account or setting is touched.${stop}`,
      );
      const combined = { ...process.env, ...environment };
      if (runtime !== null)
        return await launchElectron(runtime, projectRoot, { args: switches, environment: combined });
      return await runCommand(process.execPath, [path.join(projectRoot, 'dist', 'cli', 'cli.cjs'), 'status'], {
        environment: combined,
      });
    } finally {
      await close();
    }
  } finally {
    // Chromium's processes still write for a moment after the app has ended.
    if (folder !== undefined && home === undefined && !keep)
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    else if (folder !== undefined) say(`The demo's folder is kept: ${folder}`);
    stopListening();
  }
}

async function createFolder(folder: string): Promise<string> {
  const absolute = path.resolve(folder);
  await mkdir(absolute, { recursive: true, mode: 0o700 });
  return absolute;
}

const usage = `usage: npm run demo -- [--accounts ${demoCounts.join('|')}] [--keep] [--home FOLDER]`;

function optionsOf(argv: readonly string[]): DemoOptions {
  try {
    const options = {
      keep: { type: 'boolean', default: false },
      home: { type: 'string' },
      accounts: { type: 'string', default: '19' },
    } as const;
    const { values } = parseArgs({ args: [...argv], options, strict: true });
    const count = demoCounts.find((each) => String(each) === values.accounts);
    if (count !== undefined) return { keep: values.keep, home: values.home, count };
  } catch {
    // The sentence below says how the options are written.
  }
  throw new ExitError(exitCodes.badArguments, usage);
}

await runScript(() => demo(optionsOf(process.argv.slice(2))));

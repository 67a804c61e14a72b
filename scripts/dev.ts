import { type ChildProcess, spawn } from 'node:child_process';
import { createServer as createTcpServer } from 'node:net';
import path from 'node:path';
import { build, createServer, type InlineConfig, type ViteDevServer } from 'vite';

import { hasDisplay } from './desktop/virtual-desktop.ts';
import { electronArguments, type ElectronRuntime, resolveElectron } from './electron/runtime.ts';
import { mainBundle, preloadBundle, rendererConfigFile } from './process/bundles.ts';
import { ExitError, exitCodes, runScript, say } from './process/exit.ts';
import { projectRoot } from './process/project.ts';
import { exitCodeOf, onEndingSignal, signalGroup } from './process/signals.ts';

const killAfterMs = 5_000;

/**
 * Runs the app for development until it quits: a change in the renderer shows at once; a change in `core`, `main` or
 * `preload` rebuilds them and restarts the app. Further arguments go to Electron, such as `--inspect`.
 */
async function develop(args: readonly string[]): Promise<number> {
  if (!hasDisplay()) {
    throw new ExitError(
      exitCodes.unavailable,
      'There is no display here, so the app has nowhere to show its windows. Start it on a virtual one: xvfb-run npm run dev',
    );
  }
  const runtime = await resolveElectron();
  if (runtime.notice !== null) say(runtime.notice);
  const port = await freePort();
  const server = await startDevServer(port);
  const devServerUrl = `http://127.0.0.1:${port}`;
  const app = createRestartableApp(runtime, args);
  const stopListening = onEndingSignal((signal) => void app.end(exitCodeOf(signal)));
  const watchers: Watcher[] = [];
  try {
    const bundles = [mainBundle({ devServerUrl }), preloadBundle({ devServerUrl })];
    for (const bundle of bundles) watchers.push(await startWatcher(bundle, app.restart));
    app.start();
    say('The app restarts after a change. F12 opens the developer tools of a window. Stop with Ctrl+C.');
    return await app.exitCode;
  } finally {
    stopListening();
    await Promise.all([...watchers.map((watcher) => watcher.close()), server.close()]);
  }
}

async function startDevServer(port: number): Promise<ViteDevServer> {
  const server = await createServer({
    configFile: rendererConfigFile,
    root: path.join(projectRoot, 'renderer'),
    clearScreen: false,
    logLevel: 'warn',
    optimizeDeps: { entries: ['panel.html', 'settings.html'] },
    // The pages have the origin app://quota-tray, so the client needs the address of the WebSocket.
    server: { host: '127.0.0.1', port, strictPort: true, hmr: { protocol: 'ws', host: '127.0.0.1', clientPort: port } },
  });
  return server.listen();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createTcpServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

interface Watcher {
  readonly close: () => Promise<void>;
}

/** Builds a bundle now and after each change of its files. Resolves after the first build. Prints errors of a build. */
async function startWatcher(bundle: InlineConfig, rebuilt: () => void): Promise<Watcher> {
  const started = await build({ ...bundle, clearScreen: false, build: { ...bundle.build, watch: {} } });
  if (!('on' in started)) throw new Error('Vite did not start to watch');
  let isFirst = true;
  await new Promise<void>((resolve) => {
    started.on('event', (event) => {
      if (event.code === 'BUNDLE_END' || event.code === 'ERROR') void event.result?.close();
      if (event.code === 'ERROR') process.stderr.write(`${event.error.message}\n`);
      if (event.code !== 'END') return;
      if (!isFirst) rebuilt();
      isFirst = false;
      resolve();
    });
  });
  return { close: () => started.close() };
}

interface RestartableApp {
  readonly start: () => void;
  readonly restart: () => void;
  readonly end: (exitCode: number) => Promise<void>;
  /** Resolves when the app was quit, or ended by `end`. */
  readonly exitCode: Promise<number>;
}

/** Only one copy of the app runs at a time, so the next one starts when the one before it has ended. */
function createRestartableApp(runtime: ElectronRuntime, args: readonly string[]): RestartableApp {
  let child: ChildProcess | null = null;
  let isRestarting = false;
  let finish: (exitCode: number) => void = () => undefined;
  const exitCode = new Promise<number>((resolve) => (finish = resolve));

  const start = (): void => {
    const started = spawn(runtime.executable, [...electronArguments(), ...args, projectRoot], {
      stdio: 'inherit',
      detached: process.platform !== 'win32',
    });
    child = started;
    started.once('error', (error) => {
      say(`Electron could not be started: ${error.message}`);
      finish(exitCodes.unavailable);
    });
    started.once('exit', (code) => {
      if (isRestarting) {
        isRestarting = false;
        start();
      } else finish(code ?? exitCodes.failed);
    });
  };

  const stop = (stopped: ChildProcess): void => {
    stopped.kill('SIGTERM');
    const timer = setTimeout(() => signalGroup(stopped.pid, 'SIGKILL'), killAfterMs);
    stopped.once('exit', () => {
      clearTimeout(timer);
      signalGroup(stopped.pid, 'SIGKILL');
    });
  };

  const isRunning = (one: ChildProcess | null): one is ChildProcess =>
    one !== null && one.exitCode === null && one.signalCode === null;

  return {
    start,
    restart: () => {
      if (isRestarting || !isRunning(child)) return;
      isRestarting = true;
      stop(child);
    },
    end: async (code) => {
      isRestarting = false;
      if (isRunning(child)) {
        const ended = new Promise<void>((resolve) => child?.once('exit', () => resolve()));
        stop(child);
        await ended;
      }
      finish(code);
    },
    exitCode,
  };
}

await runScript(() => develop(process.argv.slice(2)));

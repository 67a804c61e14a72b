import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { electronArguments, resolveElectron } from '../../scripts/electron/runtime.ts';
import { projectRoot } from '../../scripts/process/project.ts';
import { startStatusNotifierHost } from '../support/desktop/status-notifier-host.ts';
import { testEnvironment } from '../support/electron.ts';
import { startApp } from './security-app.ts';

const canary = 'canary-token-7f3a91c5e2d84b60';

test('a second start shows the panel of the first and ends; there is still one tray icon', async () => {
  const host = process.platform === 'linux' ? await startStatusNotifierHost() : null;
  const app = await startApp();
  await host?.waitForItem();
  const { executable } = await resolveElectron();
  const userHome = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-second-'));
  const second = spawn(executable, [...electronArguments(), projectRoot], {
    env: testEnvironment(userHome, app.home),
    cwd: userHome,
    stdio: 'ignore',
  });
  const exitCode = await new Promise((resolve) => second.once('exit', resolve));

  expect(exitCode).toBe(0);
  const shown = () =>
    app.application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()));
  await expect.poll(shown).toEqual([true]);
  if (host !== null) expect(host.items()).toHaveLength(1);
  await app.close();
  await host?.stop();
  await rm(userHome, { recursive: true, force: true, maxRetries: 5 });
});

const careless = [
  ['sends us on to another host', 302],
  ['repeats what it was sent in an error', 500],
  ['repeats what it was sent in an answer', 200],
] as const;

for (const [behaviour, status] of careless) {
  test(`a token stays with its own host, off page, console, files and logs, when the service ${behaviour}`, async () => {
    const codexHome = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-codex-'));
    const signIn = { tokens: { access_token: canary, account_id: 'account-1' }, last_refresh: '2026-01-01T00:00:00Z' };
    await writeFile(path.join(codexHome, 'auth.json'), JSON.stringify(signIn), { mode: 0o600 });
    const stranger = await recordingServer(() => ({ status: 200, location: '' }));
    const upstream = await recordingServer(() => ({ status, location: `${stranger.url}/` }));

    const app = await startApp({ CODEX_HOME: codexHome, QUOTA_TRAY_CODEX_BASE_URL: `${upstream.url}/backend-api` });
    const page = await app.open('panel');
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    const known = async (): Promise<string> =>
      JSON.stringify(
        await page.evaluate(() =>
          (window as unknown as { quotaTray: { getPanel: () => Promise<unknown> } }).quotaTray.getPanel(),
        ),
      );
    await expect.poll(() => upstream.received.length).toBeGreaterThan(0);
    await expect.poll(known).toContain('"refreshing":false');

    expect(upstream.received[0]).toContain(canary);
    expect(stranger.received).toEqual([]);
    expect(await known()).not.toContain(canary);
    expect(await page.content()).not.toContain(canary);
    expect(said.join('\n')).not.toContain(canary);
    await app.application.close();
    expect(await filesWith(app.home, canary)).toEqual([]);

    await Promise.all([app.close(), stranger.close(), upstream.close()]);
    await rm(codexHome, { recursive: true, force: true, maxRetries: 5 });
  });
}

interface RecordingServer {
  readonly url: string;
  /** The authorization of each request, in order. */
  readonly received: readonly string[];
  readonly close: () => Promise<unknown>;
}

/** A service that repeats the headers of a request in its answer. */
async function recordingServer(
  answer: () => { readonly status: number; readonly location: string },
): Promise<RecordingServer> {
  const received: string[] = [];
  const server = createServer((request, response) => {
    received.push(request.headers.authorization ?? '');
    const { status, location } = answer();
    response.writeHead(status, { 'content-type': 'application/json', ...(status === 302 && { location }) });
    response.end(JSON.stringify({ error: { message: request.headers.authorization }, echoed: request.headers }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** The files below a folder that hold the text in clear or as base64. */
async function filesWith(folder: string, text: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const file = path.join(entry.parentPath, entry.name);
        const bytes = await readFile(file).catch(() => Buffer.alloc(0));
        return bytes.includes(text) || bytes.includes(Buffer.from(text).toString('base64')) ? [file] : [];
      }),
  );
  return found.flat();
}

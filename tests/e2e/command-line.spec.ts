import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import type { DoctorReport } from '../../core/views/doctor.ts';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import { projectRoot } from '../../scripts/process/project.ts';
import { testEnvironment } from '../support/electron.ts';
import { codexUsage } from '../support/upstream/codex-usage.ts';
import { runCli, runProgram } from './command.ts';
import { expect, test } from './fixtures.ts';
import { codexEmail, codexName, codexSays, quietDay, signInToCodex, startWithCodex } from './people.ts';

const withoutMoment = ({ generatedAt: _generatedAt, ...rest }: Snapshot): Omit<Snapshot, 'generatedAt'> => rest;

test('while the app runs, the command line prints the figures of the app and asks no service', async ({
  place,
  upstream,
  launch,
}) => {
  const app = await startWithCodex(
    { place, upstream, launch },
    { ...quietDay, credits: { hasCredits: true, balance: '247.5' } },
  );
  const { exitCode, stdout, stderr } = await runCli(place, 'status', '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const said = JSON.parse(stdout) as Snapshot;
  expect(withoutMoment(said)).toEqual(withoutMoment(await app.snapshot()));
  expect(said.accounts[0]).toMatchObject({
    label: codexEmail,
    state: 'fresh',
    credits: { balance: '247.5', usd: '9.90' },
  });

  const text = await runCli(place, 'status');
  expect(text.stdout).toContain('58% left');
  const row = (await app.panelView(await app.open('panel'))).rows[0];
  const figures = (row?.card?.meters ?? []).map(({ figure }) => figure);
  expect(figures).not.toEqual([]);
  for (const figure of figures) expect(text.stdout).toContain(figure);
  expect(upstream.requests(codexName)).toHaveLength(1);
});

/** Makes what is kept of each account so much older, as if time had passed. */
async function ageAccounts(home: string, byMs: number): Promise<void> {
  const folder = path.join(home, 'cache', 'accounts');
  for (const name of (await readdir(folder)).filter((each) => each.endsWith('.json'))) {
    const file = path.join(folder, name);
    const text = await readFile(file, 'utf8');
    const older = (_whole: string, key: string, atMs: string): string => `"${key}":${Number(atMs) - byMs}`;
    await writeFile(file, text.replaceAll(/"(askedAtMs|fetchedAtMs|nextDueAtMs|asOfMs)":\s*(\d+)/g, older));
  }
}

test('"status --refresh" asks nothing within the minimum interval, and says so', async ({
  place,
  upstream,
  launch,
}) => {
  await startWithCodex({ place, upstream, launch });
  const { exitCode, stdout, stderr } = await runCli(place, 'status', '--refresh', '--json');
  expect(exitCode).toBe(0);
  expect(stderr).toContain('The last refresh was a moment ago. No request was sent.');
  expect((JSON.parse(stdout) as Snapshot).accounts[0]?.windows.map(({ usedPercent }) => usedPercent)).toEqual([42, 76]);
  expect(upstream.requests(codexName)).toHaveLength(1);
});

test('"status --refresh" waits for the answer that the running app gets', async ({ place, upstream, launch }) => {
  const before = await startWithCodex({ place, upstream, launch });
  await before.quit();
  await ageAccounts(place.home, 120_000);
  const app = await launch();
  await app.waitForAccount(({ state }) => state === 'fresh');
  upstream.reply(codexName, { body: codexUsage({ session: { usedPercent: 80 } }), latencyMs: 800 });
  const { exitCode, stdout } = await runCli(place, 'status', '--refresh', '--json');
  expect(exitCode).toBe(0);
  expect((JSON.parse(stdout) as Snapshot).accounts[0]?.windows[0]?.usedPercent).toBe(80);
  expect(upstream.requests(codexName)).toHaveLength(2);
});

test('"status --refresh" during a wait asks nothing, prints its end, and still prints the figures', async ({
  place,
  upstream,
  launch,
}) => {
  const app = await startWithCodex({ place, upstream, launch });
  upstream.reply(codexName, { status: 429, headers: { 'retry-after': '1800' }, body: {} });
  await app.refresh();
  await app.waitForAccount(({ state }) => state === 'rate-limited');
  const { exitCode, stdout, stderr } = await runCli(place, 'status', '--refresh', '--json');
  expect(exitCode).toBe(0);
  expect(stderr).toContain('The service limits requests until');
  expect((JSON.parse(stdout) as Snapshot).accounts[0]?.windows.map(({ usedPercent }) => usedPercent)).toEqual([42, 76]);
  expect(upstream.requests(codexName)).toHaveLength(2);
});

test('after the app has quit, the command line runs alone on the same state', async ({ place, upstream, launch }) => {
  codexSays(upstream, quietDay);
  await signInToCodex(place, upstream);
  const app = await launch();
  const { id } = await app.waitForAccount(({ state }) => state === 'fresh');
  await app.quit();
  const fresh = await runCli(place, 'status', '--json');
  expect(fresh.exitCode).toBe(0);
  expect((JSON.parse(fresh.stdout) as Snapshot).accounts[0]).toMatchObject({ id, state: 'fresh' });
  expect(upstream.requests(codexName)).toHaveLength(1);

  await ageAccounts(place.home, 120_000);
  codexSays(upstream, { session: { usedPercent: 90 } });
  const refreshed = await runCli(place, 'status', '--refresh', '--json');
  expect((JSON.parse(refreshed.stdout) as Snapshot).accounts[0]?.windows[0]?.usedPercent).toBe(90);
  expect(upstream.requests(codexName)).toHaveLength(2);
  // What it learned is there for the app's next start.
  const again = await launch();
  expect((await again.snapshot()).accounts[0]?.windows[0]?.usedPercent).toBe(90);
});

test('bad arguments exit with 64 and a reason on standard error only', async ({ place }) => {
  for (const args of [['statsu'], ['status', '--colour'], ['accounts'], ['doctor', '--refresh']]) {
    const { exitCode, stdout, stderr } = await runCli(place, ...args);
    expect({ exitCode, stdout }, args.join(' ')).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toContain('Usage: quota-tray');
  }
  expect(await runCli(place, '--help')).toMatchObject({ exitCode: 0, stderr: '' });
});

test('an app that answers without a snapshot gives 69 and a sentence', async ({ place }) => {
  await mkdir(place.home, { recursive: true, mode: 0o700 });
  const server = createServer((_request, response) => response.writeHead(500).end('{}'));
  const socket = path.join(place.home, 'api.sock');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  await chmod(socket, 0o600);
  const { exitCode, stdout, stderr } = await runCli(place, 'status', '--json');
  expect({ exitCode, stdout }).toEqual({ exitCode: 69, stdout: '' });
  expect(stderr).toContain('The running app could not be reached');
  await new Promise((resolve) => server.close(resolve));
});

test('"doctor --json" reports what works here, without a secret', async ({ place, upstream, launch }) => {
  codexSays(upstream, quietDay);
  const canaries = await signInToCodex(place, upstream);
  const app = await launch();
  await app.waitForAccount(({ state }) => state === 'fresh');
  const { exitCode, stdout, stderr } = await runCli(place, 'doctor', '--json');
  const report = JSON.parse(stdout) as DoctorReport;
  const hasProblem = report.checks.some(({ state }) => state === 'problem');
  expect({ exitCode, stderr }).toEqual({ exitCode: hasProblem ? 1 : 0, stderr: '' });
  const checks = Object.fromEntries(report.checks.map(({ id, state, text }) => [id, { state, text }]));
  expect(checks['app']).toEqual({ state: 'ok', text: 'running' });
  expect(checks['tray']).toEqual({ state: 'ok', text: 'shown by this desktop' });
  expect(checks['notifications']?.state).toBe('ok');
  expect(Object.keys(checks).some((id) => id.startsWith('sign-in:codex:'))).toBe(true);
  expect(Object.entries(checks).find(([id]) => id.startsWith('endpoint:codex:'))?.[1]).toMatchObject({ state: 'ok' });
  expect(stdout).not.toContain('canary');
  expect(stdout).not.toContain(canaries.accessToken);
});

test('without a display "npm start" says so, prints the terminal view and exits with 0', async ({
  place,
  upstream,
}) => {
  codexSays(upstream, quietDay);
  await signInToCodex(place, upstream);
  const {
    DISPLAY: _display,
    WAYLAND_DISPLAY: _wayland,
    ...env
  } = testEnvironment(place.elsewhere, place.home, place.env);
  const script = path.join(projectRoot, 'scripts', 'start.ts');
  const { exitCode, stdout, stderr } = await runProgram(process.execPath, [script], env, place.elsewhere);
  expect(exitCode, stderr).toBe(0);
  expect(`${stdout}${stderr}`).toContain('There is no display here');
  expect(stdout).toContain(codexEmail);
  expect(stdout).toContain('58% left');
});

test('the report of a fault of the command line names the functions on its stack', async ({ place }) => {
  const breaks = path.join(place.elsewhere, 'breaks.cjs');
  await writeFile(breaks, "Intl.DateTimeFormat = () => { throw new TypeError('made by a test'); };");
  const program = path.join(projectRoot, 'dist', 'cli', 'cli.cjs');
  const env = testEnvironment(place.elsewhere, place.home, place.env);
  const args = ['--require', breaks, program, 'status'];
  const { exitCode } = await runProgram(process.execPath, args, env, place.elsewhere);
  expect(exitCode).toBe(70);
  const report = await readFile(path.join(place.home, 'logs', 'faults.log'), 'utf8');
  expect(report).toContain('TypeError: made by a test');
  for (const name of ['hostTimeZone', 'createServices', 'async run'])
    expect(report).toMatch(new RegExp(`\\n +at (?:Module\\.)?${name} .*dist.cli`));
});

test('a stack in the main process and one in the preload script name their functions', async ({ launch }) => {
  const app = await launch();
  await app.application.evaluate(({ screen }) => {
    const ask = screen.getDisplayMatching.bind(screen);
    screen.getDisplayMatching = (bounds) => {
      const seen = globalThis as { stack?: string | undefined };
      seen.stack ??= new Error('made by a test').stack;
      return ask(bounds);
    };
  });
  await app.open('panel');
  const stack = await app.application.evaluate(() => (globalThis as { stack?: string }).stack);
  expect(stack).toMatch(/\n +at (?:Object\.)?(?:displayOf|place|refit|remember) .*dist.main/);

  const preload = path.join(projectRoot, 'dist', 'preload', 'index.cjs');
  const refused = new Error('made by a test');
  const invoke = (): never => {
    Error.captureStackTrace(refused);
    throw refused;
  };
  const electron = {
    ipcRenderer: { invoke, on: () => undefined },
    contextBridge: { exposeInMainWorld: () => undefined },
  };
  const page = { require: () => electron, location: { pathname: '/panel.html' } };
  const source = await readFile(preload, 'utf8');
  expect(() => runInNewContext(source, page, { filename: preload })).toThrow(refused);
  expect(refused.stack).toContain(`at callEarly (${preload}:`);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import { electronArguments } from '../../scripts/electron/runtime.ts';
import { projectRoot } from '../../scripts/process/project.ts';
import { autostartEntry } from '../../main/electron/system/autostart.ts';
import { connect, type SqlRow } from '../../main/node/storage/sqlite.ts';
import type { StatusNotifierHost } from '../support/desktop/status-notifier-host.ts';
import { type AppResponse, askApp } from '../../main/node/api/client.ts';
import { testEnvironment } from '../support/electron.ts';
import { runProgram } from './command.ts';
import { expect, type Place, test } from './fixtures.ts';
import { linkedCommand } from './installed-command.ts';
import { testInstalledCommandLine } from './packaged-command-line.ts';
import { codexEmail, codexName, codexSays, signInToCodex } from './people.ts';
import { readLog } from './running-app.ts';
import { writeSettings } from './state-files.ts';
import { allRows, clickRow, wordsOf } from './tray-text.ts';

const folder = path.join(projectRoot, 'release', 'linux-unpacked');
const binary = path.join(folder, 'quota-tray-app');
const packagingMs = 300_000;
/** The characters of the wire; the library keeps their names to itself. */
const [off, on] = ['0'.charCodeAt(0), '1'.charCodeAt(0)];

test.beforeAll(async () => {
  test.setTimeout(packagingMs);
  const script = path.join(projectRoot, 'scripts', 'package.ts');
  const { exitCode, stdout, stderr } = await runProgram(process.execPath, [script, '--dir'], process.env, projectRoot);
  expect(exitCode, `${stdout}\n${stderr}`).toBe(0);
});

function start(place: Place): ChildProcess {
  return spawn(binary, [...electronArguments()], {
    env: testEnvironment(place.elsewhere, place.home, place.env),
    cwd: place.elsewhere,
    stdio: 'ignore',
  });
}

/** Starts the packaged app, lets a test work with it, and waits until it has quit with 0. */
async function runUntilQuit(place: Place, work: () => Promise<void>): Promise<void> {
  const app = start(place);
  const ended = once(app, 'exit');
  try {
    await work();
    expect(await ended).toEqual([0, null]);
  } finally {
    if (app.exitCode === null) app.kill('SIGKILL');
  }
}

async function waitForRowThatBegins(tray: StatusNotifierHost, words: string): Promise<void> {
  await tray.waitForMenu((rows) => wordsOf(allRows(rows)).some((row) => row.startsWith(words)));
}

/** Rows in a database of the app, read without the app. */
async function rowsIn(place: Place, file: string, sql: string): Promise<readonly SqlRow[]> {
  const database = await connect(path.join(place.home, file));
  try {
    return database.all(sql);
  } finally {
    database.close();
  }
}

const mutedUntil = (place: Place): Promise<readonly SqlRow[]> =>
  rowsIn(place, 'quota-tray.db', 'SELECT account_id, until_ms FROM snoozes');
const readings = (place: Place): Promise<readonly SqlRow[]> =>
  rowsIn(place, 'history.db', 'SELECT id, value FROM readings ORDER BY id');

/** A folder in the list of an archive. */
interface ArchiveFolder {
  readonly files: Readonly<Record<string, Partial<ArchiveFolder>>>;
}

const install = '5e7a11ed-0000-4000-8000-00000000000a';

/** Asks the packaged app over its socket, as other programs do. */
function ask(place: Place, method: 'GET' | 'POST', target: string, body?: object): Promise<AppResponse> {
  const socketPath = path.join(place.home, 'api.sock');
  return askApp({ socketPath, method, path: target, timeoutMs: 60_000, ...(body === undefined ? {} : { body }) });
}

testInstalledCommandLine(folder);

test('the package holds what is built and the database module, and nothing else of the checkout', async () => {
  const archive = await readFile(path.join(folder, 'resources', 'app.asar'));
  // The list of files stands at the beginning, behind four lengths.
  const list = archive.subarray(16, 16 + archive.readUInt32LE(12)).toString('utf8');
  expect(list).toContain('"libsql"');
  expect(list).not.toMatch(/"node-(linux|darwin|win|bin)-/);
  // Of the native parts only the one of this system and processor: Electron needs glibc.
  const { files } = JSON.parse(list) as ArchiveFolder;
  expect(Object.keys(files).sort()).toEqual(['dist', 'node_modules', 'package.json']);
  const modules = files['node_modules']?.files?.['@libsql']?.files ?? {};
  expect(Object.keys(modules)).toEqual([`linux-${process.arch}-gnu`]);
  expect(existsSync(path.join(folder, 'resources', 'licences.txt'))).toBe(true);
});

test('the packaged app, started from elsewhere, shows the account, keeps its databases over a restart and quits with 0', async ({
  place,
  upstream,
  tray,
  notifications,
}) => {
  codexSays(upstream, {
    session: { usedPercent: 100, resetsInSeconds: 3_750 },
    credits: { hasCredits: true, balance: '247.5' },
  });
  await signInToCodex(place, upstream);
  await runUntilQuit(place, async () => {
    await tray.waitForItem(20_000);
    await waitForRowThatBegins(tray, '247.5 credits · ≈ $9.90');
    const launcher = path.join(folder, 'resources', 'bin', 'quota-tray');
    const command = await linkedCommand(place, launcher, { hasNode: false });
    const asked = upstream.requests(codexName).length;
    const { stdout } = await command.run('status', '--json');
    expect((JSON.parse(stdout) as Snapshot).accounts[0]).toMatchObject({ state: 'fresh', credits: { usd: '9.90' } });
    expect(upstream.requests(codexName)).toHaveLength(asked);
    await notifications.waitFor(({ summary }) => summary.startsWith(codexEmail));
    await clickRow(tray, 'Mute for 1 hour');
    await waitForRowThatBegins(tray, 'Unmute (muted until');
    const booked = await ask(place, 'POST', `/v1/ledger/installs/${install}/commits`, {
      ...{ tier: 'core', backend: 'gemini', jobId: 'packaged-1' },
    });
    expect(booked).toMatchObject({ kind: 'answer', status: 200, body: { charged: true } });
    await clickRow(tray, 'Quit');
  });
  const seen = await readings(place);
  expect(seen.length).toBeGreaterThan(0);
  const kept = await mutedUntil(place);
  expect(kept).toEqual([{ account_id: expect.stringMatching(/^codex:/), until_ms: expect.any(Number) }]);
  expect(kept[0]?.['until_ms']).toBeGreaterThan(Date.now());

  await runUntilQuit(place, async () => {
    await tray.waitForItem(20_000);
    await waitForRowThatBegins(tray, 'Unmute (muted until');
    const row = await ask(place, 'GET', `/v1/ledger/installs/${install}`);
    expect(row).toMatchObject({ kind: 'answer', status: 200, body: { lifetimeConsumed: 1 } });
    await clickRow(tray, 'Quit');
  });
  expect(await mutedUntil(place)).toEqual(kept);
  expect(await readings(place)).toEqual(expect.arrayContaining([...seen]));
  // The second run knew that the limit was told.
  expect(notifications.received()).toHaveLength(1);
  expect(
    readLog(place.home)
      .split('\n')
      .filter((line) => line.includes(' error ')),
  ).toEqual([]);
});

test('an AppImage that was moved names its new place in the entry for the start at sign-in', async ({
  place,
  tray,
}) => {
  const config = path.join(place.elsewhere, 'config');
  const entry = path.join(config, 'autostart', 'quota-tray.desktop');
  await mkdir(path.dirname(entry), { recursive: true });
  await writeFile(
    entry,
    autostartEntry('Quota Tray', [path.join(place.elsewhere, 'Downloads', 'Quota Tray.AppImage')]),
  );
  await writeSettings(place.home, { welcomed: true, startAtLogin: true });
  const moved = path.join(place.elsewhere, 'Apps', 'Quota Tray.AppImage');
  const environment = { XDG_CONFIG_HOME: config, APPIMAGE: moved, APPDIR: folder };
  await runUntilQuit({ ...place, env: { ...place.env, ...environment } }, async () => {
    await tray.waitForItem(20_000);
    await expect.poll(() => readFile(entry, 'utf8'), { timeout: 60_000 }).toBe(autostartEntry('Quota Tray', [moved]));
    await clickRow(tray, 'Quit');
  });
});

test('a second start of the packaged app hands over what it asks for', async ({ place, upstream, tray }) => {
  codexSays(upstream, { session: { usedPercent: 40 } });
  await signInToCodex(place, upstream);
  await runUntilQuit(place, async () => {
    await tray.waitForItem(20_000);
    await tray.waitForMenu((rows) => wordsOf(allRows(rows)).some((row) => row.startsWith('60%  5 hours')));
    codexSays(upstream, { session: { usedPercent: 55 } });
    const environment = testEnvironment(place.elsewhere, place.home, place.env);
    const refresh = await runProgram(binary, [...electronArguments(), '--refresh'], environment, place.elsewhere);
    expect(refresh.exitCode).toBe(0);
    await tray.waitForMenu((rows) => wordsOf(allRows(rows)).some((row) => row.startsWith('45%  5 hours')));
    await clickRow(tray, 'Quit');
  });
});

test('the packaged app runs no code that is handed to it by the environment or an argument (checklist 19)', async ({
  place,
  tray,
}) => {
  const app = start(place);
  const ended = once(app, 'exit');
  try {
    await tray.waitForItem(20_000);
    const evil = path.join(place.elsewhere, 'evil.cjs');
    const mark = path.join(place.elsewhere, 'evil-ran');
    await writeFile(evil, `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')`);
    const environment = testEnvironment(place.elsewhere, place.home, place.env);
    // Each is the second start of a running app, so that it ends by itself.
    const attempts = [
      { args: [evil], env: { ELECTRON_RUN_AS_NODE: '1' } },
      { args: [...electronArguments()], env: { NODE_OPTIONS: `--require=${evil}` } },
      { args: [...electronArguments(), evil], env: {} },
      { args: [...electronArguments(), '--inspect-brk=0'], env: {} },
    ];
    for (const { args, env } of attempts) {
      const { exitCode, stderr } = await runProgram(binary, args, { ...environment, ...env }, place.elsewhere);
      expect(stderr).not.toContain('Debugger listening');
      expect(existsSync(mark), JSON.stringify({ args, env, exitCode })).toBe(false);
    }
    expect(tray.items()).toHaveLength(1);
    await clickRow(tray, 'Quit');
    expect(await ended).toEqual([0, null]);
  } finally {
    if (app.exitCode === null) app.kill('SIGKILL');
  }
});

test('the fuses are set as the build says (checklist 19)', async () => {
  const wire = await getCurrentFuseWire(binary);
  const wanted: readonly (readonly [FuseV1Options, number | undefined])[] = [
    [FuseV1Options.RunAsNode, off],
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable, off],
    [FuseV1Options.EnableNodeCliInspectArguments, off],
    [FuseV1Options.EnableCookieEncryption, on],
    [FuseV1Options.OnlyLoadAppFromAsar, on],
  ];
  for (const [fuse, state] of wanted) expect(wire[fuse], FuseV1Options[fuse]).toBe(state);
  // An old Electron has no such fuse; where there is one it is off.
  expect([off, undefined]).toContain(wire[FuseV1Options.GrantFileProtocolExtraPrivileges]);
});

test('another program in the place of the packed archive is not started (checklist 19)', async ({ place }) => {
  const resources = path.join(folder, 'resources');
  const [archive, aside, planted] = ['app.asar', 'app.asar.aside', 'app'].map((name) => path.join(resources, name)) as [
    string,
    string,
    string,
  ];
  const mark = path.join(place.elsewhere, 'planted-ran');
  await rename(archive, aside);
  try {
    await mkdir(planted);
    await writeFile(path.join(planted, 'package.json'), JSON.stringify({ name: 'planted', main: 'main.cjs' }));
    const script = `require('node:fs').writeFileSync(${JSON.stringify(mark)}, ''); require('electron').app.exit(0);`;
    await writeFile(path.join(planted, 'main.cjs'), script);
    const program = spawn(binary, [...electronArguments()], {
      env: testEnvironment(place.elsewhere, place.home, place.env),
      cwd: place.elsewhere,
      stdio: 'ignore',
    });
    const ended = once(program, 'exit').then(() => true);
    // Without its archive it ends, or shows a message that nobody reads.
    await Promise.race([
      ended,
      expect
        .poll(() => existsSync(mark), { timeout: 5_000 })
        .toBe(true)
        .catch(() => null),
    ]);
    program.kill('SIGKILL');
    await ended;
    expect(existsSync(mark)).toBe(false);
  } finally {
    await rm(planted, { recursive: true, force: true });
    await rename(aside, archive);
  }
});

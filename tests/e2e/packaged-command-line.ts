import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import { thisProduct } from '../../scripts/release/product.ts';
import { expect, type Place, test } from './fixtures.ts';
import { type InstalledCommand, linkedCommand, npmCommand } from './installed-command.ts';
import { codexEmail, codexSays, quietDay, signInToClaude, signInToCodex } from './people.ts';

interface Installation {
  readonly name: string;
  readonly install: (place: Place) => Promise<InstalledCommand>;
  /** A Node runs it, so that it gets signals. */
  readonly hasNode: boolean;
}

const limits = JSON.stringify({
  model: { id: 'm', display_name: 'Sonnet' },
  rate_limits: { five_hour: { used_percentage: 37, resets_at: Math.floor(Date.now() / 1000) + 3_750 } },
});

/** Registers the tests of an installed `quota-tray`. Call it after the app is packaged into the folder. */
export function testInstalledCommandLine(folder: string): void {
  const launcher = path.join(folder, 'resources', 'bin', 'quota-tray');
  const installations: readonly Installation[] = [
    { name: 'with a Node', hasNode: true, install: async (place) => linkedCommand(place, launcher, { hasNode: true }) },
    {
      name: 'without a Node',
      hasNode: false,
      install: async (place) => linkedCommand(place, launcher, { hasNode: false }),
    },
    { name: 'of the npm package', hasNode: true, install: npmCommand },
  ];
  for (const installation of installations) {
    test.describe(`quota-tray on the PATH ${installation.name}, without a display`, () => testCommands(installation));
  }
}

async function statusOf(socketPath: string, target: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: target }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.once('error', reject).end();
  });
}

function testCommands({ install, hasNode }: Installation): void {
  test('prints figures, answers with its exit codes, and writes into pipes', async ({ place, upstream }) => {
    codexSays(upstream, quietDay);
    await signInToCodex(place, upstream);
    const command = await install(place);
    expect(await command.run('--version')).toEqual({ exitCode: 0, stdout: `${thisProduct().version}\n`, stderr: '' });
    const { exitCode, stdout, stderr } = await command.run('status', '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const [account] = (JSON.parse(stdout) as Snapshot).accounts;
    expect(account).toMatchObject({ label: codexEmail, state: 'fresh' });
    expect(account?.windows.map(({ usedPercent }) => usedPercent)).toEqual([42, 76]);
    expect((await command.run('guard', '--min-left', '10')).exitCode).toBe(0);
    expect((await command.run('guard', '--min-left', '50')).exitCode).toBe(1);
    // The reader takes one line of two.
    const piped = await command.shell('{ quota-tray status --compact; echo "exit $?" >&2; } | head -1');
    expect(piped).toMatchObject({ exitCode: 0, stderr: 'exit 0\n' });
    expect(piped.stdout.split('\n')).toHaveLength(2);
    const closed = await command.shell('{ quota-tray help; echo "exit $?" >&2; } | :');
    expect(closed).toMatchObject({ stdout: '', stderr: 'exit 0\n' });
    const unknown = await command.run('statsu');
    expect(unknown).toMatchObject({ exitCode: 64, stdout: '' });
    expect(unknown.stderr).toContain('Did you mean status?');
    expect((await command.run('ledger', 'show')).exitCode).toBe(0);
    expect((await command.shell('quota-tray status >/dev/full')).exitCode).toBe(74);
  });

  test('shows the status line, and installs it for Claude Code', async ({ place }) => {
    await signInToClaude(place);
    const command = await install(place);
    const line = await command.shell('quota-tray statusline', limits);
    expect(line).toMatchObject({ exitCode: 0, stderr: '' });
    expect(line.stdout).toMatch(/^Sonnet · 5 hours 63% left/);
    const file = path.join(place.claudeFolder, 'settings.json');
    await writeFile(file, '{}\n');
    expect(await command.run('statusline', 'install', '--yes')).toMatchObject({ exitCode: 0, stderr: '' });
    const settings = JSON.parse(await readFile(file, 'utf8')) as { statusLine: { command: string } };
    expect(await command.shell(settings.statusLine.command, limits)).toEqual(line);
    expect(await command.run('statusline', 'uninstall', '--yes')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readFile(file, 'utf8')).toBe('{}\n');
  });

  if (!hasNode) {
    test('says that serve and slot need a Node', async ({ place }) => {
      const command = await install(place);
      for (const args of [['serve'], ['slot', 'work', '--', 'cat']]) {
        const { exitCode, stdout, stderr } = await command.run(...args);
        expect({ exitCode, stdout }).toEqual({ exitCode: 69, stdout: '' });
        expect(stderr).toContain(`quota-tray ${args[0]} needs Node.js 20 or newer`);
      }
    });
    return;
  }

  test('serves until SIGTERM, and gives out slots', async ({ place, upstream }) => {
    codexSays(upstream, quietDay);
    await signInToCodex(place, upstream);
    const command = await install(place);
    const serving = spawn('quota-tray', ['serve'], { env: command.env, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = once(serving, 'exit');
    try {
      await once(serving.stderr, 'data');
      const socket = path.join(place.home, 'api.sock');
      expect(await statusOf(socket, '/health')).toBe(200);
      const read = async (): Promise<string | undefined> =>
        (JSON.parse((await command.run('status', '--json')).stdout) as Snapshot).accounts[0]?.state;
      await expect.poll(read).toBe('fresh');
      const held = await command.run('slot', codexEmail, '--', 'sh', '-c', 'echo held; exit 3');
      expect(held).toMatchObject({ exitCode: 3, stdout: 'held\n' });
    } finally {
      serving.kill('SIGTERM');
    }
    expect(await ended).toEqual([0, null]);
  });
}

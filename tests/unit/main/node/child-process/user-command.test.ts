import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { UserCommand, UserCommandMessage } from '../../../../../core/settings/user-command.ts';
import {
  findProgram,
  userCommandEnvironment,
  runUserCommand,
} from '../../../../../main/node/child-process/user-command.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { eventually } from '../../../../support/eventually.ts';

const message: UserCommandMessage = {
  ...{ event: 'exhausted', test: false, at: '2026-11-22T13:00:00.000Z' },
  account: { id: 'codex:1', provider: 'codex', label: 'work "$(id)"' },
  details: { usedPercent: 100 },
};
const program = (code: string, more: readonly string[] = []): UserCommand => ({
  event: 'exhausted',
  command: process.execPath,
  arguments: ['-e', code, ...more],
});
const environment = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  QUOTA_TRAY_HOME: '/x',
  OPENAI_API_KEY: 'k',
};
const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

describe('a command of the user', () => {
  it('gets one line of JSON on its input, its arguments unchanged, and a short environment', async () => {
    const file = path.join(temporaryFolder(), 'said.json');
    const code = `let text = ''; process.stdin.on('data', (part) => (text += part)).on('end', () =>
      require('fs').writeFileSync(process.argv[1], JSON.stringify({ text, words: process.argv.slice(2), env: Object.keys(process.env) })))`;
    const hook = program(code, [file, '$HOME', '; rm -rf x', '*']);
    expect(await runUserCommand(hook, message, { environment })).toEqual({ kind: 'ended', code: 0 });
    const said = JSON.parse(readFileSync(file, 'utf8')) as { text: string; words: string[]; env: string[] };
    expect(said.text).toBe(`${JSON.stringify(message)}\n`);
    expect(said.words).toEqual(['$HOME', '; rm -rf x', '*']);
    expect(said.env).not.toContain('QUOTA_TRAY_HOME');
    expect(said.env).not.toContain('OPENAI_API_KEY');
  });

  it('ends with its children when its time is over', async () => {
    const file = path.join(temporaryFolder(), 'pids');
    const code = `const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)']);
      require('fs').writeFileSync(process.argv[1], process.pid + ' ' + child.pid); setInterval(() => {}, 1e9)`;
    const running = runUserCommand(program(code, [file]), message, { environment, limitMs: 4_000 });
    expect(await running).toEqual({ kind: 'too-long' });
    const pids = readFileSync(file, 'utf8').split(' ').map(Number);
    expect(pids).toHaveLength(2);
    await eventually(() => expect(pids.map(isGone)).toEqual([true, true]));
  });

  it('returns its exit code, also if it never reads its input or prints a lot', async () => {
    expect(await runUserCommand(program('process.exit(3)'), message, { environment })).toEqual({
      kind: 'ended',
      code: 3,
    });
    const loud = program("process.stdout.write('x'.repeat(1e6)); process.stderr.write('y'.repeat(1e6))");
    expect(await runUserCommand(loud, message, { environment })).toEqual({ kind: 'ended', code: 0 });
  });

  it('that is missing or not a program is reported, and nothing is started', async () => {
    const folder = temporaryFolder();
    const text = path.join(folder, 'text');
    writeFileSync(text, 'echo no > ran', { mode: 0o600 });
    for (const command of [path.join(folder, 'none'), text, folder, './text', 'no-such-program-here']) {
      const outcome = await runUserCommand({ event: 'exhausted', command, arguments: [] }, message, { environment });
      expect(outcome, command).toEqual({ kind: 'not-found' });
    }
    expect(existsSync(path.join(folder, 'ran'))).toBe(false);
  });

  it('that cannot be run is reported', async () => {
    const file = path.join(temporaryFolder(), 'odd');
    writeFileSync(file, '#!/no/such/interpreter\n', { mode: 0o700 });
    const outcome = await runUserCommand({ event: 'exhausted', command: file, arguments: [] }, message, {
      environment,
    });
    expect(outcome).toEqual({ kind: 'not-started' });
  });
});

describe('the search for a program', () => {
  it('uses the search path for a bare name, without relative folders, and refuses a relative path', () => {
    const folder = path.dirname(process.execPath);
    const name = path.basename(process.execPath);
    expect(findProgram(name, `.${path.delimiter}${folder}`)).toBe(process.execPath);
    expect(findProgram(name, '.')).toBeNull();
    expect(findProgram(path.join('.', 'sub', name), folder)).toBeNull();
    expect(findProgram('..', folder)).toBeNull();
  });
});

it('the environment of a user command is a short list', () => {
  expect(
    userCommandEnvironment({ PATH: '/bin', Path: 'C:\\bin', ANTHROPIC_API_KEY: 'k', NODE_OPTIONS: '--require x' }),
  ).toEqual({ PATH: '/bin', Path: 'C:\\bin' });
});

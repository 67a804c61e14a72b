import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createGitHubCli, parseHosts } from '../../../../../main/node/accounts/github-cli.ts';
import { runProgram } from '../../../../../main/node/child-process/run.ts';
import { findTool, findToolIn } from '../../../../../main/node/child-process/tool-command.ts';
import { findProgram, userCommandEnvironment } from '../../../../../main/node/child-process/user-command.ts';
import { createMacosKeyStore } from '../../../../../main/node/secrets/macos-keychain.ts';
import { completion } from '../../../../../main/commands/completion.ts';
import { englishReader } from '../../../../bench/english-reader.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

function program(file: string, script = 'exit 0'): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

/** Runs with another current folder, as when the app was started inside a project. */
async function inFolder<T>(folder: string, act: () => Promise<T>): Promise<T> {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return await act();
  } finally {
    process.chdir(before);
  }
}

describe.skipIf(process.platform === 'win32')('a project that plants a program', () => {
  it('in the current folder, or in a relative folder of PATH, has it never started', async () => {
    const project = temporaryFolder();
    const marker = path.join(project, 'ran');
    for (const name of ['codex', 'claude', 'gh', 'notify-send']) program(path.join(project, name), `touch ${marker}`);
    program(path.join(project, 'bin/codex'), `touch ${marker}`);
    await inFolder(project, async () => {
      const host = {
        environment: { PATH: '::.:bin:./bin' },
        homeFolder: temporaryFolder(),
        platform: 'linux',
      } as const;
      expect(await findTool('codex', host)).toBeNull();
      expect(await findTool('claude', host)).toBeNull();
      for (const command of ['notify-send', './notify-send', 'bin/codex', '']) {
        expect(findProgram(command, '::.:bin:./bin'), command).toBeNull();
      }
    });
    expect(existsSync(marker)).toBe(false);
  });

  it('has no node.exe started that Windows would look for in the current folder', async () => {
    const npm = temporaryFolder();
    program(path.join(npm, 'node_modules/@openai/codex/bin/codex.js'));
    const project = temporaryFolder();
    program(path.join(project, 'node.exe'));
    await inFolder(project, async () => {
      expect(await findToolIn('codex', [npm], 'win32')).toBeNull();
      const node = program(path.join(temporaryFolder(), 'node.exe'));
      const found = await findToolIn('codex', [npm, path.dirname(node)], 'win32');
      expect(found).toEqual({ file: node, before: [path.join(npm, 'node_modules/@openai/codex/bin/codex.js')] });
    });
  });

  it('as a folder, a file without the right to run, or a link to nothing, has it passed over', async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'one/codex'), { recursive: true });
    chmodSync(program(path.join(folder, 'two/codex')), 0o644);
    const real = program(path.join(folder, 'three/codex'));
    const PATH = ['one', 'two', 'three'].map((name) => path.join(folder, name)).join(':');
    const host = { environment: { PATH }, homeFolder: folder, platform: 'linux' } as const;
    expect(await findTool('codex', host)).toEqual({ file: real, before: [] });
  });
});

describe('a name that looks like an option or a command', () => {
  it.each(['--hostname=evil.example', '-h', 'sam; id', '$(id)', 'sam user', 'a/b', ''])(
    'is no user of GitHub: %j',
    (user) => {
      expect(parseHosts(`github.com:\n    users:\n        ${user}:\n    user: ${user}\n`).users).toEqual([]);
    },
  );

  it.skipIf(process.platform === 'win32')('starts no gh with a user that the file does not have', async () => {
    const home = temporaryFolder();
    const marker = path.join(home, 'ran');
    const gh = program(path.join(home, 'bin/gh'), `touch ${marker}`);
    const place = path.join(home, '.config/gh/hosts.yml');
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, 'github.com:\n    users:\n        sam:\n    user: sam\n', { mode: 0o600 });
    const cli = createGitHubCli({ environment: {}, homeFolder: home, platform: 'linux', findGh: async () => gh });
    expect(await cli.tokenOf('--hostname=evil.example')).toBeNull();
    expect(existsSync(marker)).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('adds no second command to those that macOS’s keychain reads', async () => {
    const folder = temporaryFolder();
    const calls = path.join(folder, 'calls');
    const command = program(path.join(folder, 'security'), `cat >> ${calls}; echo "$@" >> ${calls}; exit 44`);
    const store = createMacosKeyStore({ owner: 'home', command });
    expect(await store.set('a:1" -w x\ndelete-keychain login', 'secret')).toBe('failed');
    expect(existsSync(calls)).toBe(false);
    await store.set('openrouter:1f2e3d4c5b6a', 'secret');
    expect(existsSync(calls)).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('is passed to a program as one word, never to a shell', async () => {
    const words = ['$(id)', '`id`', ';id', '| id', '"', "'", '\\', '*', '~', '-n', '--', '\n'];
    const end = await runProgram(
      { file: '/usr/bin/env', args: ['printf', '%s\\0', ...words], children: 'end' },
      { timeoutMs: 10_000, maximumOutputBytes: 4096 },
    );
    expect(end).toMatchObject({ kind: 'ended', code: 0 });
    if (end.kind === 'ended') expect(end.output.toString().split('\0').slice(0, -1)).toEqual(words);
  });
});

describe.skipIf(process.platform === 'win32' || !existsSync('/bin/bash'))('the completion of bash', () => {
  it('runs no command that the id of an account holds', async () => {
    const folder = temporaryFolder();
    const marker = path.join(folder, 'ran');
    program(
      path.join(folder, 'quota-tray'),
      `printf '%s\\n' 'codex:$(touch ${marker})' 'codex:\`touch ${marker}\`' 'codex:one'`,
    );
    const out: string[] = [];
    const { write } = process.stdout;
    process.stdout.write = (text) => out.push(String(text)) > 0;
    try {
      await completion('bash', englishReader().t);
    } finally {
      process.stdout.write = write;
    }
    const line = 'quota-tray guard --account co';
    const script = `${out.join('')}\nCOMP_LINE='${line}' COMP_POINT=${line.length}\n_quota_tray\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = spawnSync('/bin/bash', ['--norc', '-c', script], {
      env: { PATH: `${folder}:/usr/bin:/bin`, COMP_WORDBREAKS: ' ' },
      encoding: 'utf8',
    });
    expect(stdout).toContain('codex:one\n');
    expect(existsSync(marker)).toBe(false);
  });
});

describe.skipIf(process.platform === 'win32')('secrets in the environment of the app', () => {
  const canary = 'canary-environment-1c9f';
  const names = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'GH_TOKEN', 'AWS_SECRET_ACCESS_KEY'];
  const more = ['CLAUDE_CODE_OAUTH_TOKEN', 'QUOTA_TRAY_LEDGER_URL', 'NODE_OPTIONS', 'LD_PRELOAD', 'SSH_AUTH_SOCK'];
  const secrets = Object.fromEntries([...names, ...more].map((name) => [name, canary]));

  it('do not reach the commands of the user', () => {
    const given = userCommandEnvironment({ ...secrets, HOME: '/home/sam', PATH: '/bin' });
    expect(given).toEqual({ HOME: '/home/sam', PATH: '/bin' });
  });

  it('do not reach gh, which is asked for a token', async () => {
    const home = temporaryFolder();
    const seen = path.join(home, 'seen');
    const gh = program(path.join(home, 'bin/gh'), `/usr/bin/env > ${seen}; echo token`);
    const place = path.join(home, '.config/gh/hosts.yml');
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, 'github.com:\n    users:\n        sam:\n    user: sam\n', { mode: 0o600 });
    const options = { environment: secrets, homeFolder: home, platform: 'linux', findGh: async () => gh } as const;
    expect(await createGitHubCli(options).tokenOf('sam')).toBe('token');
    expect(execFileSync('/bin/cat', [seen], { encoding: 'utf8' })).not.toContain(canary);
  });
});

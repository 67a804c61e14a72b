import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  commandFolders,
  findCodexCommand,
  toolEnvironment,
} from '../../../../../main/node/child-process/tool-command.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const { platform } = process;

function program(folder: string, mode = 0o755): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'codex');
  writeFileSync(file, '');
  chmodSync(file, mode);
  return file;
}

describe('the search for the Codex command line', () => {
  it('finds it in the first folder of PATH that has it as a program', async () => {
    const root = temporaryFolder();
    const inRoot = (name: string): string => path.join(root, name);
    mkdirSync(inRoot('a/codex'), { recursive: true });
    program(inRoot('b'), 0o644);
    const wanted = program(inRoot('c'));
    program(inRoot('d'));
    const PATH = ['', '.', 'a', 'a', 'b', 'c', 'd'].map((name) => (name.length > 0 ? inRoot(name) : name)).join(':');
    expect(await findCodexCommand({ environment: { PATH }, homeFolder: root, platform })).toEqual({
      file: wanted,
      before: [],
    });
  });

  it('accepts a link, as package managers make one', async () => {
    const root = temporaryFolder();
    const target = program(path.join(root, 'lib'));
    mkdirSync(path.join(root, 'bin'));
    symlinkSync(target, path.join(root, 'bin/codex'));
    const PATH = path.join(root, 'bin');
    expect(await findCodexCommand({ environment: { PATH }, homeFolder: root, platform })).toMatchObject({
      file: path.join(PATH, 'codex'),
    });
  });

  it('searches folders in the home folder too, because a desktop session has a short PATH', async () => {
    const root = temporaryFolder();
    const wanted = program(path.join(root, '.local/bin'));
    expect(await findCodexCommand({ environment: {}, homeFolder: root, platform })).toMatchObject({ file: wanted });
  });

  it('never uses a relative folder', () => {
    const environment = { PATH: `.::bin:/opt/tools:./x` };
    const folders = commandFolders({ environment, homeFolder: '/home/sam', platform: 'linux' });
    expect(folders[0]).toBe('/opt/tools');
    expect(folders.every((folder) => folder.startsWith('/'))).toBe(true);
  });

  it('reads the variable as Windows spells it, and npm’s folder there', async () => {
    const environment = { Path: 'C:\\tools;..\\x' };
    const folders = commandFolders({ environment, homeFolder: 'C:\\Users\\sam', platform: 'win32' });
    expect(folders).toEqual([
      'C:\\tools',
      'C:\\Users\\sam\\AppData\\Roaming\\npm',
      'C:\\Users\\sam\\AppData\\Local\\Microsoft\\WinGet\\Links',
      'C:\\Users\\sam\\.bun\\bin',
    ]);
  });
});

describe('the environment of the Codex command line', () => {
  it('contains what the tool needs, and none of our variables', () => {
    const environment = {
      HOME: '/home/sam',
      https_proxy: 'http://proxy.example',
      QUOTA_TRAY_HOME: '/state',
      OPENAI_API_KEY: 'sk-canary',
      CODEX_HOME: '/elsewhere',
      ELECTRON_RUN_AS_NODE: '1',
      NODE_OPTIONS: '--inspect',
      LANG: '',
      PATH: '.',
    };
    expect(toolEnvironment(environment, '/home/sam/.codex', ['/a', '/b'], 'linux')).toEqual({
      HOME: '/home/sam',
      https_proxy: 'http://proxy.example',
      PATH: '/a:/b',
      CODEX_HOME: '/home/sam/.codex',
    });
  });

  it('keeps the variables that Windows needs', () => {
    expect(toolEnvironment({ SystemRoot: 'C:\\Windows', Path: 'x' }, 'C:\\codex', ['C:\\a', 'C:\\b'], 'win32')).toEqual(
      {
        SystemRoot: 'C:\\Windows',
        PATH: 'C:\\a;C:\\b',
        CODEX_HOME: 'C:\\codex',
      },
    );
  });
});

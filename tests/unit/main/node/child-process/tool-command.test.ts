import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  commandFolders,
  findTool,
  findToolIn,
  signInEnvironment,
} from '../../../../../main/node/child-process/tool-command.ts';
import { codexTool } from '../../../../../core/providers/codex/provider.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const { platform } = process;

function program(folder: string, mode = 0o755): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'codex');
  writeFileSync(file, '');
  chmodSync(file, mode);
  return file;
}

describe('the search for a tool', () => {
  it('finds it in the first folder of PATH that has it as a program', async () => {
    const root = temporaryFolder();
    const inRoot = (name: string): string => path.join(root, name);
    mkdirSync(inRoot('a/codex'), { recursive: true });
    program(inRoot('b'), 0o644);
    const wanted = program(inRoot('c'));
    program(inRoot('d'));
    const PATH = ['', '.', 'a', 'a', 'b', 'c', 'd'].map((name) => (name.length > 0 ? inRoot(name) : name)).join(':');
    expect(await findTool('codex', { environment: { PATH }, homeFolder: root, platform })).toEqual({
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
    expect(await findTool('codex', { environment: { PATH }, homeFolder: root, platform })).toMatchObject({
      file: path.join(PATH, 'codex'),
    });
  });

  it('searches folders in the home folder too, because a desktop session has a short PATH', async () => {
    const root = temporaryFolder();
    const wanted = program(path.join(root, '.local/bin'));
    expect(await findTool('codex', { environment: {}, homeFolder: root, platform })).toMatchObject({ file: wanted });
  });

  it('starts the program behind the file that npm installs on Windows', async () => {
    const root = temporaryFolder();
    const bin = path.join(root, 'node_modules', '@anthropic-ai', 'claude-code', 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(path.join(bin, 'claude.exe'), '', { mode: 0o755 });
    const found = await findToolIn('claude', [root], 'win32');
    expect(found).toEqual({ file: path.join(bin, 'claude.exe'), before: [] });
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

describe('the environment of a tool', () => {
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
    const host = {
      environment: { ...environment, PATH: '/a:/b' },
      homeFolder: '/home/sam',
      platform: 'linux',
    } as const;
    const { PATH, ...others } = signInEnvironment(codexTool, '/home/sam/.codex', host);
    expect(others).toEqual({
      HOME: '/home/sam',
      https_proxy: 'http://proxy.example',
      CODEX_HOME: '/home/sam/.codex',
    });
    expect(PATH?.startsWith('/a:/b:/home/sam/.local/bin:')).toBe(true);
  });

  it('keeps the variables that Windows needs', () => {
    const environment = { SystemRoot: 'C:\\Windows', Path: 'C:\\a;C:\\b' };
    const host = { environment, homeFolder: 'C:\\Users\\sam', platform: 'win32' } as const;
    const { PATH, ...others } = signInEnvironment(codexTool, 'C:\\codex', host);
    expect(others).toEqual({ SystemRoot: 'C:\\Windows', CODEX_HOME: 'C:\\codex' });
    expect(PATH?.startsWith('C:\\a;C:\\b;')).toBe(true);
  });

  it('leaves the variable of Claude Code unset for its default folder', () => {
    const host = { environment: {}, homeFolder: '/home/sam', platform: 'linux' } as const;
    const own = {
      environment: { CLAUDE_CONFIG_DIR: '/home/sam/.claude' },
      homeFolder: '/home/sam',
      platform: 'linux',
    } as const;
    const tool = { command: 'claude', folderVariable: 'CLAUDE_CONFIG_DIR' } as const;
    expect(signInEnvironment(tool, '/home/sam/.claude', host)).not.toHaveProperty('CLAUDE_CONFIG_DIR');
    expect(signInEnvironment(tool, '/home/sam/.claude-work', host)).toHaveProperty(
      'CLAUDE_CONFIG_DIR',
      '/home/sam/.claude-work',
    );
    expect(signInEnvironment(tool, '/home/sam/.claude', own)).toHaveProperty('CLAUDE_CONFIG_DIR', '/home/sam/.claude');
  });
});

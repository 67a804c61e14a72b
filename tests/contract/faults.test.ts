import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, it, test } from 'vitest';

import { type CommandPlace, runCommandLine } from '../support/command-line.ts';
import { modeOf, temporaryFolder } from '../support/temporary-folder.ts';

const hangMs = 600_000;
const secret = 'sk-ant-oat01-canary-of-a-fault';

/** A place where a module is loaded before the program, to break something of it. */
function brokenPlace(script: string): CommandPlace & { readonly faults: string } {
  const userHome = temporaryFolder();
  const home = path.join(userHome, 'state');
  const module = path.join(userHome, 'break.mjs');
  fs.writeFileSync(module, script);
  const env = { NODE_OPTIONS: `--import ${pathToFileURL(module).href}` };
  return { userHome, home, env, input: '', faults: path.join(home, 'logs', 'faults.log') };
}

const breaks = {
  'a command that throws': `import os from 'node:os'; os.tmpdir = () => { throw new TypeError('with ${secret}'); };`,
  'an error that nobody catches': `import http from 'node:http'; http.request = () => { setTimeout(() => { throw new TypeError('with ${secret}'); }); return { on: () => {}, end: () => {} }; };`,
} as const;

test.each(Object.entries(breaks))(
  '%s is 70, and its stack is kept without secrets',
  async (_name, script) => {
    const place = brokenPlace(script);
    const { code, stdout, stderr } = await runCommandLine(place, 'guard', '--fail-open');
    expect({ code, stdout }).toEqual({ code: 70, stdout: '' });
    expect(stderr).toBe(
      `Quota Tray has an internal error: TypeError. Please report it with the output of \`quota-tray doctor\` and the details in ${place.faults}.\n`,
    );
    const kept = fs.readFileSync(place.faults, 'utf8');
    expect(kept).toMatch(/^\S+Z quota-tray \S+, Node \S+, \w+\nTypeError: with \[removed\]\n +at /);
    expect(kept).not.toContain('canary');
    expect(modeOf(place.faults)).toBe(0o600);
  },
  hangMs,
);

it(
  'a command that ends without an answer is 70',
  async () => {
    const place = brokenPlace(`import http from 'node:http'; http.request = () => ({ on: () => {}, end: () => {} });`);
    const { code, stderr } = await runCommandLine(place, 'guard', '--fail-open');
    expect({ code, stderr }).toEqual({ code: 70, stderr: expect.stringContaining('Quota Tray has an internal error') });
    expect(fs.readFileSync(place.faults, 'utf8')).toContain('without an answer');
  },
  hangMs,
);

it(
  'where the details cannot be kept they stand in the message, without secrets',
  async () => {
    const place = brokenPlace(breaks['a command that throws']);
    fs.writeFileSync(place.home, 'a file');
    const { code, stderr } = await runCommandLine(place, 'status');
    expect(code).toBe(70);
    expect(stderr).toMatch(/these details:\nTypeError: with \[removed\]\n +at /);
    expect(stderr).not.toContain('canary');
  },
  hangMs,
);

interface Report {
  readonly checks: readonly { readonly id: string; readonly state: string; readonly text: string }[];
}

const brokenStates = {
  'a fault at the start': { break: breaks['a command that throws'], id: 'failed:start' },
  'settings that cannot be read': { files: { 'settings.json': '\0\0\0' }, id: /^storage:/ },
  'a broken database': { files: { 'quota-tray.db': 'no database at all'.repeat(100) }, id: /^storage:/ },
  'a broken history': { files: { 'history.db': 'no database at all'.repeat(100) }, id: /^storage:/ },
  'a state folder that is a file': { isFile: true, id: 'data-folder' },
} as const;

test.each(Object.entries(brokenStates))(
  'doctor reports %s, and all else',
  async (_name, state) => {
    const place = brokenPlace('break' in state ? state.break : '');
    if ('isFile' in state) fs.writeFileSync(place.home, 'a file');
    for (const [name, text] of Object.entries('files' in state ? state.files : {})) {
      fs.mkdirSync(place.home, { recursive: true, mode: 0o700 });
      fs.writeFileSync(path.join(place.home, name), text);
    }
    const { code, stdout } = await runCommandLine(place, 'doctor', '--json');
    const { checks } = JSON.parse(stdout) as Report;
    const found = checks.filter(({ id }) => (typeof state.id === 'string' ? id === state.id : state.id.test(id)));
    expect({ code, states: found.map((check) => check.state) }).toEqual({ code: 1, states: ['problem'] });
    expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining(['app', 'runtime', 'time-zone', 'secrets']));
    expect(stdout).not.toContain('canary');
  },
  hangMs,
);

import fs from 'node:fs';
import path from 'node:path';

import { expect, it, test } from 'vitest';

import { type CommandPlace, runCommandLine, startServe } from '../support/command-line.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const hangMs = 600_000;

function emptyPlace(env: Readonly<Record<string, string>> = {}): CommandPlace {
  const userHome = temporaryFolder();
  return { userHome, home: path.join(userHome, 'state'), env, input: '' };
}

const oddEnvironments = {
  'a time zone that nobody knows': { TZ: 'Etc/Unknown' },
  'an empty time zone': { TZ: '' },
  'a time zone with a path': { TZ: ':/nowhere' },
  'a locale that nobody knows': { LC_ALL: 'xx_YY@foo', LANG: '%%%', LANGUAGE: '::/:' },
  'no home folder': { HOME: '', USERPROFILE: '' },
  'relative folders': { HOME: 'home', XDG_CONFIG_HOME: 'config', XDG_RUNTIME_DIR: 'run', TMPDIR: 'tmp' },
  'addresses that are none': {
    DBUS_SESSION_BUS_ADDRESS: 'nonsense',
    QUOTA_TRAY_RATES_URL: ':',
    QUOTA_TRAY_CODEX_BASE_URL: ':',
    HTTPS_PROXY: ':',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

test.each(Object.entries(oddEnvironments))(
  'commands work with %s',
  async (_name, env) => {
    const place = emptyPlace(env);
    const ends = await Promise.all([
      runCommandLine(place, 'status'),
      runCommandLine(place, 'statusline'),
      runCommandLine(place, 'doctor', '--json'),
    ]);
    expect(ends.map(({ stderr }) => stderr)).toEqual(ends.map(() => ''));
    expect(ends.slice(0, 2).map(({ code }) => code)).toEqual([0, 0]);
    expect(JSON.parse(ends[2]?.stdout ?? '')).toMatchObject({ schemaVersion: 1 });
  },
  hangMs,
);

it(
  'serve works without a time zone, and doctor reports that times are in UTC',
  async () => {
    const place = emptyPlace({ TZ: 'Etc/Unknown' });
    const serving = await startServe(place);
    const { stdout } = await runCommandLine(place, 'doctor', '--json');
    const { checks } = JSON.parse(stdout) as { readonly checks: readonly { readonly id: string }[] };
    expect(checks.find(({ id }) => id === 'time-zone')).toMatchObject({
      state: 'problem',
      text: expect.stringContaining('UTC'),
    });
    serving.child.kill('SIGTERM');
    expect(await serving.ended).toMatchObject({ code: 0, signal: null });
  },
  hangMs,
);

it(
  'a QUOTA_TRAY_HOME that names a file gets a message that says so',
  async () => {
    const { userHome, input } = emptyPlace();
    const home = path.join(userHome, 'file');
    fs.writeFileSync(home, 'mine');
    const told = `${home} is a file or lies in one. Set QUOTA_TRAY_HOME to a folder.\n`;
    for (const command of ['status', 'guard'] as const) {
      const { code, stderr } = await runCommandLine({ userHome, home, input: input ?? '' }, command);
      expect(code).toBe(command === 'guard' ? 69 : 0);
      // What could not be read there is told after it.
      expect(stderr.slice(0, told.length)).toBe(told);
    }
    expect(fs.readFileSync(home, 'utf8')).toBe('mine');
  },
  hangMs,
);

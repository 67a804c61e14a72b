import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openStateFolder } from '../../../../../main/node/storage/state-folder.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const account = `${'a'.repeat(32)}.json`;

test('a folder of this version is used as it is, and looked at once', () => {
  const home = temporaryFolder();
  const state = openStateFolder({ QUOTA_TRAY_HOME: home });
  expect([state.home, state.folder, state.judgement.newer]).toEqual([home, home, null]);
  expect(state.paths.settings).toBe(path.join(home, 'settings.json'));
  expect(openStateFolder({ QUOTA_TRAY_HOME: home })).toBe(state);
  expect(fs.readdirSync(home)).toEqual([]);
});

test('of a folder of a newer version the process gets a private copy, without keys, databases and logs', () => {
  const home = temporaryFolder();
  fs.mkdirSync(path.join(home, 'cache', 'accounts'), { recursive: true });
  fs.mkdirSync(path.join(home, 'logs'));
  const files = {
    'version.json': '{"version":2,"writtenBy":"2.0.0"}',
    'settings.json': '{"theme":"dark"}',
    'secrets.json': '{"version":1,"secrets":{}}',
    'quota-tray.db': 'x',
    'logs/quota-tray.log': 'x',
    [`cache/accounts/${account}`]: '{"version":1}',
  };
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(home, name), text);
  const state = openStateFolder({ QUOTA_TRAY_HOME: home });
  expect(state.judgement.newer).toEqual({ writtenBy: '2.0.0' });
  expect(state.folder).not.toBe(home);
  expect(modeOf(state.folder)).toBe(0o700);
  const copied = fs.readdirSync(state.folder, { recursive: true }).map(String).sort();
  expect(copied).toEqual(['cache', 'cache/accounts', `cache/accounts/${account}`, 'settings.json']);
  expect(modeOf(path.join(state.folder, 'settings.json'))).toBe(0o600);
  expect(path.dirname(state.paths.database)).toBe(state.folder);
  expect(state.paths.socket).toBe(path.join(home, 'api.sock'));
  fs.rmSync(state.folder, { recursive: true });
});

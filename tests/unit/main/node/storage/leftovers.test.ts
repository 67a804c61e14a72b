import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { removeLeftovers } from '../../../../../main/node/storage/leftovers.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const nowMs = 1_795_300_000_000;
const minuteMs = 60_000;
const gone = spawnSync(process.execPath, ['--version']).pid;

/** A folder of files, each so many minutes old. */
function folderWith(ages: Readonly<Record<string, number>>): string {
  const folder = temporaryFolder();
  for (const [name, minutes] of Object.entries(ages)) {
    const file = path.join(folder, name);
    fs.writeFileSync(file, 'half');
    fs.utimesSync(file, (nowMs - minutes * minuteMs) / 1000, (nowMs - minutes * minuteMs) / 1000);
  }
  return folder;
}

test('what killed writers left is removed, in every folder that is named', () => {
  const hash = '0123456789abcdef0123456789abcdef';
  const home = folderWith({
    [`accounts.json.${gone}-0123456789ab.tmp`]: 2,
    [`slots.json.${process.pid}-0123456789ab.tmp`]: 61,
    [`secrets.json.${gone}-0123456789ab.tmp`]: -61,
    [`ledger.db.bak.new-${gone}`]: 2,
    [`ledger.db.restored-${gone}`]: 2,
    'settings.json.tmp-1795300000a1b2c3': 61,
    'refresh.lock': 61,
    'accounts.json.lock': 61,
    'settings.lock.9f0c1e7e-0000-4000-8000-00000000000a': 61,
  });
  const cache = folderWith({ [`${hash}.json.${gone}-0123456789ab.tmp`]: 2, [`${hash}.json.lock`]: 61 });
  expect(removeLeftovers([home, cache, path.join(home, 'none')], nowMs)).toBe(11);
  expect([...fs.readdirSync(home), ...fs.readdirSync(cache)]).toEqual([]);
});

test('what may still be written, or is not ours, stays', () => {
  const folder = folderWith({
    [`accounts.json.${process.pid}-0123456789ab.tmp`]: 59,
    [`slots.json.${gone}-0123456789ab.tmp`]: 0.5,
    'settings.json.tmp-1795300000a1b2c3': 59,
    'accounts.json.lock': 59,
    'accounts.json': 9_999,
    'settings.json.corrupt-2026-11-22T00-05-00.000Z': 9_999,
    'ledger.db.bak': 9_999,
    'notes.tmp': 9_999,
    'other.lock': 9_999,
    [`letter.${gone}-0123.tmp`]: 9_999,
  });
  fs.mkdirSync(path.join(folder, `folder.${gone}-0123456789ab.tmp`));
  const before = fs.readdirSync(folder);
  expect(removeLeftovers([folder], nowMs)).toBe(0);
  expect(fs.readdirSync(folder)).toEqual(before);
});

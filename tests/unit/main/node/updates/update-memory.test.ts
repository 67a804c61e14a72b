import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { noMemory } from '../../../../../core/updates/update.ts';
import { openUpdateMemory } from '../../../../../main/node/updates/update-memory.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const memory = { answeredAtMs: 1_790_000_000_000, missedAtMs: null, foundVersion: '0.2.0', offeredVersion: '0.2.0' };

it('the record of updates is there after a restart, for its owner only', async () => {
  const file = path.join(temporaryFolder(), 'updates.json');
  const said: string[] = [];
  openUpdateMemory(file, (text) => said.push(text)).save(memory);
  expect(openUpdateMemory(file, (text) => said.push(text)).load()).toEqual(memory);
  expect(said).toEqual([]);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('a record that cannot be read counts as none, and the log says so', async () => {
  const file = path.join(temporaryFolder(), 'updates.json');
  for (const text of ['{', '[]', '{"version":2}', JSON.stringify({ version: 1, ...memory, foundVersion: '../x' })]) {
    writeFileSync(file, text);
    const said: string[] = [];
    expect(openUpdateMemory(file, (line) => said.push(line)).load()).toEqual(noMemory);
    expect(said).toEqual([expect.stringContaining('could not be read')]);
  }
});

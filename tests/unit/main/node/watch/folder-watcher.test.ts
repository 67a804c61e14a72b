import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ChangedEntries, watchFolder } from '../../../../../main/node/watch/folder-watcher.ts';
import { temporaryFolder } from '../credentials/temporary-home.ts';
import { eventually } from '../../../../support/eventually.ts';

function watched(folder: string) {
  const told: ChangedEntries[] = [];
  const end = watchFolder(folder, (entries) => void told.push(entries), { quietMs: 20 });
  onTestFinished(end);
  const tellsOf = async (name: string, act: () => Promise<unknown>): Promise<void> => {
    const before = told.length;
    await act();
    const isTold = (entries: ChangedEntries): boolean => entries === null || entries.has(name);
    await eventually(() => expect(told.slice(before).some(isTold)).toBe(true));
  };
  return { told, tellsOf, end };
}

describe('a folder watcher', () => {
  test('reports new and changed files by name', async () => {
    const folder = await temporaryFolder();
    const { tellsOf, told } = watched(folder);
    const file = join(folder, 'a.log');
    await tellsOf('a.log', () => writeFile(file, 'a'));
    await tellsOf('a.log', () => appendFile(file, 'b'));
    expect(told.some((entries) => entries?.has('a.log'))).toBe(true);
  });

  test('still watches a folder that appears, disappears and appears again', async () => {
    const folder = join(await temporaryFolder(), 'one', 'two');
    const { tellsOf } = watched(folder);
    const write = (): Promise<void> => writeFile(join(folder, 'a.log'), 'a');
    await tellsOf('a.log', () => mkdir(folder, { recursive: true }));
    await tellsOf('a.log', write);
    await tellsOf('a.log', () => rm(join(folder, '..'), { recursive: true }));
    await tellsOf('a.log', () => mkdir(folder, { recursive: true }));
    await tellsOf('a.log', write);
  });

  test('reports nothing after its end', async () => {
    const folder = await temporaryFolder();
    const first = watched(folder);
    const second = watched(folder);
    first.end();
    await second.tellsOf('a.log', () => writeFile(join(folder, 'a.log'), 'a'));
    expect(first.told).toEqual([]);
  });
});

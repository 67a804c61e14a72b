import { type FSWatcher, mkdirSync, rmSync, watch as watchFolder } from 'node:fs';
import { appendFile, mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { watchPath, type WatchPathOptions } from '../../../../../main/node/watch/path-watcher.ts';
import { temporaryFolder } from '../credentials/temporary-home.ts';
import { eventually } from '../../../../support/eventually.ts';

function counted(path: string, options: WatchPathOptions = { quietMs: 20 }) {
  let calls = 0;
  const end = watchPath(
    path,
    () => {
      calls += 1;
    },
    options,
  );
  onTestFinished(end);
  /** Does something and waits until it has been told. */
  const tells = async (act: () => Promise<unknown>): Promise<void> => {
    const before = calls;
    await act();
    await eventually(() => expect(calls).toBeGreaterThan(before));
  };
  return { tells, end, calls: () => calls };
}

async function replaceWhole(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

describe('a path watcher', () => {
  test('reports creation, change, replacement and deletion', async () => {
    const path = join(await temporaryFolder(), 'auth.json');
    const { tells } = counted(path);
    await tells(() => writeFile(path, 'a'));
    await tells(() => appendFile(path, 'b'));
    await tells(() => replaceWhole(path, 'c'));
    await tells(() => appendFile(path, 'd'));
    await tells(() => rm(path));
    await tells(() => writeFile(path, 'e'));
  });

  test('follows folders above the path that appear and disappear', async () => {
    const home = await temporaryFolder();
    const folder = join(home, 'a', 'b');
    const path = join(folder, 'auth.json');
    const { tells } = counted(path);
    await tells(() => mkdir(join(home, 'a')));
    await tells(() => mkdir(folder));
    await tells(() => writeFile(path, 'a'));
    await tells(() => rm(join(home, 'a'), { recursive: true }));
    await tells(async () => {
      await mkdir(folder, { recursive: true });
      await writeFile(path, 'b');
    });
    await tells(() => appendFile(path, 'c'));
    await tells(() => rename(folder, join(home, 'a', 'away')));
    await tells(() => mkdir(folder));
    await tells(() => writeFile(path, 'd'));
  });

  test('still watches a folder that is replaced at once by one of the same name', async () => {
    const folder = join(await temporaryFolder(), 'a');
    const path = join(folder, 'auth.json');
    await mkdir(folder);
    const { tells } = counted(path);
    for (let round = 0; round < 5; round += 1) {
      await tells(async () => {
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
      });
      await tells(() => writeFile(path, 'a'));
    }
  });

  test('does not report other files in the folder', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'auth.json');
    const { calls, tells } = counted(path);
    const other = counted(join(folder, 'other.json'));
    await other.tells(() => writeFile(join(folder, 'other.json'), 'a'));
    expect(calls()).toBe(0);
    await tells(() => writeFile(path, 'a'));
  });

  test('reports many changes at once as one', async () => {
    const path = join(await temporaryFolder(), 'auth.json');
    const { calls, tells } = counted(path, { quietMs: 150 });
    await tells(async () => {
      for (let index = 0; index < 50; index += 1) {
        await appendFile(path, 'a');
      }
    });
    expect(calls()).toBeLessThan(50);
  });

  test('reports nothing after its end', async () => {
    const path = join(await temporaryFolder(), 'auth.json');
    const ended = counted(path);
    const other = counted(path);
    ended.end();
    await other.tells(() => writeFile(path, 'a'));
    expect(ended.calls()).toBe(0);
  });

  test.each(['ENOSPC', 'EMFILE', 'EACCES'])('compares the file after %s', async (code) => {
    const path = join(await temporaryFolder(), 'a', 'auth.json');
    const refuse = (() => {
      throw Object.assign(new Error('refused'), { code });
    }) as unknown as typeof watchFolder;
    const { tells } = counted(path, { quietMs: 10, pollMs: 20, watch: refuse });
    await mkdir(join(path, '..'));
    await tells(() => writeFile(path, 'a'));
    await tells(() => utimes(path, 1, 1));
    await tells(() => rm(path));
  });

  test('compares the file after repeated errors', async () => {
    const path = join(await temporaryFolder(), 'auth.json');
    const opened: FSWatcher[] = [];
    const failing = ((...parameters: Parameters<typeof watchFolder>) => {
      const watcher = watchFolder(...parameters);
      opened.push(watcher);
      setImmediate(() => watcher.emit('error', Object.assign(new Error('gone'), { code: 'EPERM' })));
      return watcher;
    }) as unknown as typeof watchFolder;
    const { tells } = counted(path, { quietMs: 10, pollMs: 20, watch: failing });
    await eventually(() => expect(opened.length).toBeGreaterThan(1));
    await tells(() => writeFile(path, 'a'));
    await tells(() => utimes(path, 1, 1));
    expect(opened.length).toBeLessThanOrEqual(16);
  });
});

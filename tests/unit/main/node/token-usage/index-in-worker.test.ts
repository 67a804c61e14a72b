import fs from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openTokenUsageInWorker } from '../../../../../main/node/token-usage/index-in-worker.ts';
import type { TokenUsageIndex } from '../../../../../main/node/token-usage/log-index.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { claudeLine, ever, putFile, totalsAfterUpdate, totalsOf } from '../../../../support/token-usage/log-world.ts';

const log = (name: string): string => `.claude/projects/-code/${name}.jsonl`;
const program = new URL('../../../../../main/token-usage-worker.ts', import.meta.url);

async function openAt(
  home: string,
  file: string | URL = program,
  warn: (text: string) => void = () => undefined,
): Promise<TokenUsageIndex> {
  const index = await openTokenUsageInWorker({
    ...{ path: path.join(home, 'token-usage.db'), program: file, isOn: () => true, nowMs: () => 0 },
    surroundings: { environment: {}, homeFolder: home, platform: 'linux' },
    log: { warn },
  });
  if (index === null) throw new Error('The index does not open.');
  onTestFinished(index.close);
  return index;
}

it('reads the logs in a thread of its own, tells how far it is, and answers here', async () => {
  const home = temporaryFolder();
  const file = putFile(home, log('one'), claudeLine('a', 10));
  const broken = putFile(home, `${log('broken')}.gz`, 'no gzip');
  const index = await openAt(home);
  const seen: number[] = [];
  expect(await index.update(new AbortController().signal, ({ files }) => void seen.push(files))).toBe(true);
  expect(seen.at(-1)).toBe(2);
  expect(index.problems()).toEqual([{ tool: 'claude', file: broken, code: 'Z_DATA_ERROR' }]);
  expect(totalsOf(index.buckets(ever))).toEqual({ claude: 11 });
  fs.appendFileSync(file, claudeLine('b', 20));
  const updates = await Promise.all([totalsAfterUpdate(index), totalsAfterUpdate(index)]);
  expect(updates).toEqual([{ claude: 32 }, { claude: 32 }]);
});

it('does nothing for a signal that was given before, and goes on afterwards', async () => {
  const home = temporaryFolder();
  putFile(home, log('one'), claudeLine('a', 10));
  const index = await openAt(home);
  expect(await index.update(AbortSignal.abort())).toBe(false);
  expect(await totalsAfterUpdate(index)).toEqual({ claude: 11 });
});

it('says that the thread does not start, and keeps what was read', async () => {
  const home = temporaryFolder();
  const index = await openAt(home, path.join(home, 'missing.cjs'));
  await expect(index.update(new AbortController().signal)).rejects.toThrow('missing.cjs');
  expect(index.buckets(ever)).toEqual([]);
});

it('goes on in a new thread after one that failed while nobody waited for it', async () => {
  const home = temporaryFolder();
  const file = path.join(home, 'failing.cjs');
  fs.writeFileSync(
    file,
    `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', ({ kind }) => {
      if (kind !== 'update') return;
      parentPort.postMessage({ kind: 'done', isDone: true, problems: [] });
      setImmediate(() => { throw new Error('late'); });
    });`,
  );
  const warnings: string[] = [];
  const index = await openAt(home, file, (text) => warnings.push(text));
  for (const count of [1, 2]) {
    expect(await index.update(new AbortController().signal)).toBe(true);
    await expect.poll(() => warnings).toEqual(Array(count).fill('The thread of token usage ended: late'));
  }
});

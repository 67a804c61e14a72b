import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { TokenUsageIndex } from '../../../../../main/node/token-usage/log-index.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { writeCorpus } from '../../../../support/token-usage/corpus.ts';
import {
  claudeLine,
  ever,
  openIndexOf,
  putFile,
  totalsAfterUpdate,
  totalsOf,
} from '../../../../support/token-usage/log-world.ts';

const signal = new AbortController().signal;
const log = (name: string): string => `.claude/projects/-code/${name}.jsonl`;

describe('the index of the logs', () => {
  it('adds up what the logs state, by quarter of an hour, model, project and session', async () => {
    const home = temporaryFolder();
    const later = { timestamp: '2026-11-20T10:20:00Z' };
    putFile(home, log('one'), claudeLine('a', 10) + claudeLine('b', 20) + claudeLine('c', 30, later));
    const index = await openIndexOf(home);
    await index.update(signal);
    const at = (time: string): number => Date.parse(`2026-11-20T${time}:00Z`);
    const shared = {
      ...{
        tool: 'claude',
        home: path.join(home, '.claude'),
        model: 'claude-opus-4-5',
        tier: 'standard',
        contextStep: 0,
      },
      ...{ project: '/code/app', sessionId: 's-1', isSideChain: false, statedUsd: null },
    };
    const rest = { cacheRead: 0, cacheWrite: 0, cacheWriteHour: 0, reasoning: 0 };
    expect(index.buckets(ever)).toEqual([
      {
        ...{ startMs: at('10:00'), firstMs: at('10:00'), lastMs: at('10:00'), requests: 2 },
        ...{ ...shared, tokens: { input: 2, output: 30, ...rest } },
      },
      {
        ...{ startMs: at('10:15'), firstMs: at('10:20'), lastMs: at('10:20'), requests: 1 },
        ...{ ...shared, tokens: { input: 1, output: 30, ...rest } },
      },
    ]);
    expect(index.buckets({ fromMs: at('10:15'), toMs: at('11:00') })).toHaveLength(1);
    expect(index.buckets({ fromMs: 0, toMs: at('10:15') })).toHaveLength(1);
  });

  it('counts a request once over all files, with its largest statement, and finds it again in a copy', async () => {
    const home = temporaryFolder();
    const first = putFile(home, log('first'), claudeLine('a', 5) + claudeLine('a', 90) + claudeLine('b', 7));
    putFile(home, log('second'), claudeLine('a', 50, { sessionId: 's-2' }) + claudeLine('c', 100));
    const index = await openIndexOf(home);
    expect(await totalsAfterUpdate(index)).toEqual({ claude: 91 + 8 + 101 });
    fs.rmSync(first);
    expect(await totalsAfterUpdate(index)).toEqual({ claude: 51 + 101 });
    fs.rmSync(path.join(home, log('second')));
    expect(await totalsAfterUpdate(index)).toEqual({});
  });

  it('reads only what is new, also a line that was half there', async () => {
    const home = temporaryFolder();
    const [begin, end] = [claudeLine('b', 20).slice(0, 60), claudeLine('b', 20).slice(60)];
    const file = putFile(home, log('one'), claudeLine('a', 10) + begin);
    const index = await openIndexOf(home);
    expect(await totalsAfterUpdate(index)).toEqual({ claude: 11 });
    fs.appendFileSync(file, end + claudeLine('b', 25) + claudeLine('c', 30).trimEnd());
    expect(await totalsAfterUpdate(index)).toEqual({ claude: 11 + 26 + 31 });
    fs.appendFileSync(file, `\n${claudeLine('d', 1)}`);
    expect(await totalsAfterUpdate(index)).toEqual({ claude: 11 + 26 + 31 + 2 });
  });

  it('reads a file from the start when its past was written again', async () => {
    const home = temporaryFolder();
    const file = putFile(home, log('one'), claudeLine('a', 10) + claudeLine('b', 20));
    const index = await openIndexOf(home);
    expect(await totalsAfterUpdate(index)).toEqual({ claude: 32 });
    fs.writeFileSync(file, claudeLine('x', 100) + claudeLine('b', 20) + claudeLine('y', 3));
    expect(await totalsAfterUpdate(index)).toEqual({ claude: 101 + 21 + 4 });
    fs.writeFileSync(file, claudeLine('z', 5));
    expect(await totalsAfterUpdate(index)).toEqual({ claude: 6 });
  });

  it('reads long lines, bytes that are no UTF-8 and compressed logs', async () => {
    const home = temporaryFolder();
    const long = claudeLine('long', 7, { toolUseResult: 'x'.repeat(3 * 1024 * 1024) });
    const [left, right] = claudeLine('bytes', 8, { text: 'HERE' }).split('HERE');
    const bytes = Buffer.concat([Buffer.from(left ?? ''), Buffer.from([0xff, 0xc3]), Buffer.from(right ?? '')]);
    putFile(home, log('one'), Buffer.concat([Buffer.from(long), bytes]));
    putFile(home, `${log('two')}.gz`, zlib.gzipSync(claudeLine('packed', 9) + claudeLine('bytes', 8)));
    const index = await openIndexOf(home);
    expect(await totalsAfterUpdate(index)).toEqual({ claude: 8 + 9 + 10 });
    expect(index.problems()).toEqual([]);
  });

  it('names a file that cannot be read, and reads all others', async () => {
    const home = temporaryFolder();
    const broken = putFile(home, `${log('broken')}.gz`, 'no gzip');
    putFile(home, log('good'), claudeLine('a', 10));
    const index = await openIndexOf(home);
    expect(await totalsAfterUpdate(index)).toEqual({ claude: 11 });
    expect(index.problems()).toEqual([{ tool: 'claude', file: broken, code: 'Z_DATA_ERROR' }]);
  });

  it('opens nothing of a tool that is off, and its figures go', async () => {
    const home = temporaryFolder();
    putFile(home, log('one'), claudeLine('a', 10));
    let isOn = true;
    const index = await openIndexOf(home, () => isOn);
    expect(await totalsAfterUpdate(index)).toEqual({ claude: 11 });
    isOn = false;
    expect(index.buckets(ever)).toEqual([]);
    await index.update(signal);
    isOn = true;
    expect(index.buckets(ever)).toEqual([]);
    expect(await totalsAfterUpdate(index)).toEqual({ claude: 11 });
  });

  it('is the same after any order of updates, restarts and two processes as after one reading', async () => {
    const home = temporaryFolder();
    const corpus = { home, seed: 5, sessions: 8, copies: 0.5, bytes: 600_000 };
    writeCorpus(corpus);
    const whole = await totalsAfterUpdate(await openIndexOf(home, () => true, path.join(home, 'whole.db')));
    const files = fs.readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));
    const contents = new Map(files.map((name) => [name, fs.readFileSync(path.join(home, name))]));
    for (const [name, content] of contents) fs.truncateSync(path.join(home, name), Math.floor(content.length / 3));
    const index = await openIndexOf(home);
    const other = await openIndexOf(home);
    for (const part of [1.5, 1.2, 1]) {
      for (const [name, content] of contents)
        fs.writeFileSync(path.join(home, name), content.subarray(0, content.length / part));
      await Promise.all([index.update(signal), other.update(signal)]);
    }
    await other.update(signal);
    expect(totalsOf(other.buckets(ever))).toEqual(whole);
    for (const name of files.slice(0, 5)) fs.rmSync(path.join(home, name));
    await index.update(signal);
    for (const name of files.slice(0, 5)) fs.writeFileSync(path.join(home, name), contents.get(name) ?? '');
    expect(await totalsAfterUpdate(index)).toEqual(whole);
    expect(Object.keys(whole)).toEqual(['claude', 'codex']);
  });

  it('stops at the signal, keeps what it read, and goes on at the next update', async () => {
    const home = temporaryFolder();
    for (let index = 0; index < 5; index += 1) putFile(home, log(`s${index}`), claudeLine(`m${index}`, 9));
    const index = await openIndexOf(home);
    const controller = new AbortController();
    const isDone = await index.update(controller.signal, ({ files }) => {
      if (files === 2) controller.abort();
    });
    expect(isDone).toBe(false);
    expect(await totalsAfterUpdate(index)).toEqual({ claude: 50 });
  });

  it('tells how far it is', async () => {
    const home = temporaryFolder();
    for (const name of ['one', 'two']) putFile(home, log(name), claudeLine(name, 9));
    const seen: unknown[] = [];
    await (await openIndexOf(home)).update(signal, (progress) => void seen.push(progress));
    const bytes = claudeLine('one', 9).length;
    expect(seen).toEqual([
      { files: 1, ofFiles: 2, bytes, ofBytes: 2 * bytes },
      { files: 2, ofFiles: 2, bytes: 2 * bytes, ofBytes: 2 * bytes },
    ]);
  });

  it('is made again when it was deleted or damaged', async () => {
    const home = temporaryFolder();
    putFile(home, log('one'), claudeLine('a', 10));
    const file = putFile(
      home,
      'state/token-usage.db',
      'no database at all, but longer than a header of one hundred bytes. '.repeat(20),
    );
    const index: TokenUsageIndex = await openIndexOf(home, () => true, file);
    expect(await totalsAfterUpdate(index)).toEqual({ claude: 11 });
  });
});

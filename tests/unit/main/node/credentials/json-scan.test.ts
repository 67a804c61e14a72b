import { open, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMemberScan, readJsonMembers } from '../../../../../main/node/credentials/json-scan.ts';
import { putFile, temporaryFolder } from './temporary-home.ts';

const keys = ['oauthAccount', 'cache'];

/** What a scan finds in a text that comes in pieces of this many bytes; null where it is torn. */
function scanned(text: string, pieceBytes: number): Readonly<Record<string, unknown>> | null {
  const scan = createMemberScan(keys);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const state = scan.feed(bytes.subarray(at, at + pieceBytes));
    if (state === 'torn') return null;
    if (state === 'done') return scan.members();
  }
  return scan.end() === 'done' ? scan.members() : null;
}

describe('a scan for members of a JSON text', () => {
  test('finds what a whole decoding finds, however the text is cut into pieces', () => {
    const name = fc.oneof(fc.constantFrom('oauthAccount', 'cache', 'oauth\\Account', '"', '{', 'é'), fc.string());
    const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constant({ oauthAccount: { accountUuid: 'inner' } }));
    fc.assert(
      fc.property(fc.dictionary(name, value), fc.integer({ min: 1, max: 64 }), fc.boolean(), (state, size, isWide) => {
        const text = JSON.stringify(state, null, isWide ? 2 : undefined);
        const decoded = JSON.parse(text) as Readonly<Record<string, unknown>>;
        const expected = Object.fromEntries(Object.entries(decoded).filter(([key]) => keys.includes(key)));
        expect(scanned(text, size)).toEqual(expected);
      }),
    );
  });

  test('takes no text in a string and no deeper member for one of the outermost', () => {
    const text = String.raw`{"a":"\"oauthAccount\":{\"accountUuid\":\"x\"}","b":{"oauthAccount":{"accountUuid":"y"}},"c":["oauthAccount"]}`;
    expect(scanned(text, 7)).toEqual({});
  });

  test.each([
    ['cut off inside', '{"a":1,"oauthAccount":{"accountUuid":"x"'],
    ['cut off before', '{"a":1,'],
    ['empty', ''],
    ['blank', ' \n'],
    ['full of NULs', '\0'.repeat(500)],
    ['NULs behind its beginning', `{"a":1,${'\0'.repeat(500)}`],
    ['no object', '[1,2]'],
    ['a word', 'nothing'],
  ])('a text that is %s is torn', (_name, text) => {
    expect(scanned(text, 16)).toBeNull();
  });

  test('a byte order mark before it is passed over', () => {
    expect(scanned('\uFEFF{"oauthAccount":{"n":1}}', 2)).toEqual({ oauthAccount: { n: 1 } });
  });
});

describe('members of a JSON file', () => {
  const read = (path: string) => readJsonMembers(path, ['oauthAccount'], process.platform);

  test('are found in a file of 64 MB without holding it', async () => {
    const path = join(await temporaryFolder(), '.claude.json');
    const entry = `"/project":{"history":[${'"a \\"oauthAccount\\" of \\\\ text",'.repeat(1_000)}""]},`;
    await writeFile(path, `{${entry.repeat(2_000)}"oauthAccount":{"accountUuid":"ada"},"rest":1}`);
    const before = process.memoryUsage().arrayBuffers;
    expect(await read(path)).toEqual({ kind: 'members', members: { oauthAccount: { accountUuid: 'ada' } } });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
  });

  test('are found although the end behind them is torn off', async () => {
    const path = join(await temporaryFolder(), '.claude.json');
    await putFile(path, '{"oauthAccount":{"accountUuid":"ada"},"proj');
    expect(await read(path)).toEqual({ kind: 'members', members: { oauthAccount: { accountUuid: 'ada' } } });
  });

  test('missing, torn, hollow and a folder are told apart', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, '.claude.json');
    expect(await read(path)).toEqual({ kind: 'missing' });
    await putFile(path, '{"oauthAccount":{"acc');
    expect(await read(path)).toEqual({ kind: 'problem', problem: 'malformed' });
    await truncate(path, 3 * 1024 ** 3);
    expect(await read(path)).toEqual({ kind: 'problem', problem: 'too-large' });
    expect(await read(folder)).toEqual({ kind: 'problem', problem: 'unreadable' });
  });

  test('a member that is too large is null, and the others are found', async () => {
    const path = join(await temporaryFolder(), '.claude.json');
    const large = 'x'.repeat(1_100_000);
    await putFile(path, JSON.stringify({ cache: { large }, oauthAccount: { accountUuid: 'ada' } }));
    expect(await readJsonMembers(path, keys, process.platform)).toEqual({
      ...{ kind: 'members', members: { cache: null, oauthAccount: { accountUuid: 'ada' } } },
    });
  });

  test('a file that is written in two halves is read again', async () => {
    const path = join(await temporaryFolder(), '.claude.json');
    const handle = await open(path, 'w');
    await handle.write('{"a":1,"oauthAcc');
    const reading = read(path);
    await handle.write('ount":{"accountUuid":"ada"}}');
    await handle.close();
    expect(await reading).toMatchObject({ kind: 'members', members: { oauthAccount: { accountUuid: 'ada' } } });
  });
});

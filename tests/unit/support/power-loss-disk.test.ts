import { describe, expect, test } from 'vitest';

import { createDisk } from '../../support/power-loss/disk.ts';
import { parseRecording, type Operation } from '../../support/power-loss/recording.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const random = seededRandom(7);

/** A disk on which these operations have happened. */
function diskAfter(...operations: readonly Operation[]) {
  const disk = createDisk(new Map([['state', null]]));
  for (const operation of operations) disk.apply(operation);
  return disk;
}

const written = (file: string, text: string, at = 0): Operation => ({
  ...{ kind: 'written', file, at, bytes: Buffer.from(text) },
});
const made = (path: string, file: string): readonly Operation[] => [
  { kind: 'created', path },
  { kind: 'opened', path, file },
];

function textsOf(tree: ReadonlyMap<string, Buffer | null>): object {
  return Object.fromEntries([...tree].map(([name, content]) => [name, content?.toString() ?? null]));
}

describe('a disk that loses what was not synced', () => {
  test('keeps no name whose folder was not synced, although the content was', () => {
    const disk = diskAfter(...made('state/a', '1'), written('1', 'new'), { kind: 'synced', file: '1' });
    expect(textsOf(disk.afterPowerLoss('lost', 'lost', random))).toEqual({ state: null });
    disk.apply({ kind: 'folder-synced', path: 'state' });
    expect(textsOf(disk.afterPowerLoss('lost', 'lost', random))).toEqual({ state: null, 'state/a': 'new' });
  });

  test('keeps the earlier file where a rename was not synced, and no content that was not synced', () => {
    const disk = diskAfter(
      ...[...made('state/a', '1'), written('1', 'old'), { kind: 'synced', file: '1' } as const],
      ...[{ kind: 'folder-synced', path: 'state' } as const, ...made('state/b', '2'), written('2', 'new')],
      { kind: 'renamed', from: 'state/b', to: 'state/a' },
    );
    expect(textsOf(disk.afterPowerLoss('lost', 'kept', random))).toEqual({ state: null, 'state/a': 'old' });
    expect(textsOf(disk.afterPowerLoss('kept', 'lost', random))).toEqual({ state: null, 'state/a': '' });
    expect(textsOf(disk.now())).toEqual({ state: null, 'state/a': 'new' });
  });

  test('tears a write between sectors, and keeps a later write without an earlier one', () => {
    const [one, two] = ['x'.repeat(1024), 'y'.repeat(512)];
    const disk = diskAfter(
      ...made('state/a', '1'),
      { kind: 'folder-synced', path: 'state' },
      written('1', one),
      written('1', two, 1024),
    );
    const found = new Set<string>();
    for (let turn = 0; turn < 300; turn += 1) {
      const content = disk.afterPowerLoss('lost', 'sectors', random).get('state/a')?.toString('latin1') ?? '';
      expect(content.length % 512).toBe(0);
      found.add(content.replaceAll('\0', '-').replaceAll(/(.)\1{511}/g, '$1'));
    }
    expect([...found]).toEqual(expect.arrayContaining(['', 'x', 'xx', 'xxy', '--y', '-xy', 'x-y']));
  });

  test('a removed folder and a truncation come back unless they were synced', () => {
    const disk = createDisk(
      new Map([
        ['a', null],
        ['b', Buffer.from('text')],
      ]),
    );
    disk.apply({ kind: 'folder-removed', path: 'a' });
    disk.apply({ kind: 'opened', path: 'b', file: '1' });
    disk.apply({ kind: 'truncated', file: '1', length: 1 });
    expect(textsOf(disk.afterPowerLoss('lost', 'lost', random))).toEqual({ a: null, b: 'text' });
    expect(textsOf(disk.now())).toEqual({ b: 't' });
  });
});

test('a recording leaves out a call that failed, and a last record that was cut off', () => {
  const line = (letter: string, by: number, payload = ''): string =>
    `${letter} ${by} 5 0 ${payload.length}\n${payload}\n`;
  const bytes = Buffer.from(
    `${line('I', 1, '/r/a')}${line('W', 2, 'one')}${line('N', 1)}${line('W', 2, 'two')}W 2 5 0 100\ncut`,
  );
  expect(parseRecording(bytes, '/r')).toEqual([
    { kind: 'written', file: '5', at: 0, bytes: Buffer.from('one') },
    { kind: 'written', file: '5', at: 0, bytes: Buffer.from('two') },
  ]);
});

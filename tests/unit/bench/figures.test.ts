import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Figure, isSurelyOver, isWithin, markdownTable, table } from '../../bench/figures.ts';
import { readFigures, writeFigures } from '../../bench/figures-file.ts';

const ratio: Figure = { name: 'start', unit: 'ms', baseline: 100, ours: 110, budget: { kind: 'ratio', most: 1.15 } };
const count: Figure = {
  ...{ name: 'rows', unit: '', baseline: null, ours: 200, budget: { kind: 'most', most: 200 } },
  isExact: true,
};

describe('a budget', () => {
  it.each([
    ['a ratio under it', ratio, true, false],
    ['a ratio over it by noise', { ...ratio, ours: 130 }, false, false],
    ['a ratio over it by more than noise', { ...ratio, ours: 150 }, false, true],
    ['a ratio within its own noise', { ...ratio, ours: 150, noise: 1.5 }, false, false],
    ['a count at it', count, true, false],
    ['a count over it by one', { ...count, ours: 201 }, false, true],
    ['a time that has no baseline', { ...count, ours: 900, unit: 'ms', isExact: undefined }, false, false],
    ['a ratio whose baseline is missing', { ...ratio, baseline: null }, false, false],
    ['the greater of two', { ...ratio, ours: 159, budget: { kind: 'either', ratio: 1.15, above: 60 } }, true, false],
  ] as const)('of %s', (_what, given, within, surelyOver) => {
    const { isExact, ...rest } = given as Figure & { readonly isExact?: true | undefined };
    const figure = isExact === true ? { ...rest, isExact } : rest;
    expect([isWithin(figure), isSurelyOver(figure)]).toEqual([within, surelyOver]);
  });
});

describe('a comparison with an earlier run', () => {
  it('shows the change of a ratio, so that a slower computer changes nothing', () => {
    const slower = { ...ratio, baseline: 200, ours: 220 };
    expect(table([slower], [ratio]).split('\n')[1]).toMatch(/1\.10 x\s+0\.0 %$/);
    expect(table([{ ...slower, ours: 242 }], [ratio]).split('\n')[1]).toMatch(/1\.10 x\s+\+10\.0 %\s+OVER$/);
  });

  it('shows the change of a count, and a figure that is new', () => {
    expect(
      markdownTable([{ ...count, ours: 150 }, ratio], [count])
        .split('\n')
        .slice(2),
    ).toEqual([
      '| rows | – | 150 | – | 200 | 200 | -25.0 % |  |',
      '| start | 100 ms | 110 ms | 1.10 x | 1.15 x | – | new |  |',
    ]);
  });

  it('has no such columns without an earlier run', () => {
    expect(table([ratio])).not.toContain('change');
  });
});

it('figures come back from their file; no file is not a damaged one', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-figures-'));
  try {
    const file = path.join(folder, 'figures.json');
    expect(await readFigures(file)).toBeNull();
    await writeFigures(file, [ratio, count]);
    expect(await readFigures(file)).toEqual([ratio, count]);
    for (const damaged of ['', '{', '{"version":2,"figures":[]}', '{"version":1,"figures":[{"name":1}]}']) {
      await writeFile(file, damaged);
      await expect(readFigures(file)).rejects.toThrow('holds no figures of the bench');
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

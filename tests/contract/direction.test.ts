import { describe, expect, it } from 'vitest';
import { filesEndingIn, textOf } from '../support/source/source-files.ts';

/** What a style may not say, because it means the same side in every language. */
const physical: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    'a margin, padding or border of a side',
    /(?:^|[^-\w])(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)\b/,
  ],
  ['a place from the left or the right', /(?:^|[;{]\s*|^\s*)(?:left|right)\s*:/],
  ['a corner', /border-(?:top|bottom)-(?:left|right)-radius/],
  ['an alignment', /(?:text-align|float|clear|justify-[a-z]+)\s*:\s*(?:left|right)\b/],
  [
    'four distances with different sides',
    /(?:^|[^-\w])(?:margin|padding|inset|border-width)\s*:\s*(\S+)\s+(\S+)\s+(\S+)\s+(?!\2\s*;)(\S+)\s*;/,
  ],
  ['a shift to a side', /translateX\(|translate\((?!0)|translate3d\((?!0)/],
];

/** Where a side is meant: each file with the reason. */
const meant: Readonly<Record<string, string>> = {
  'renderer/components/AccountName.module.css': 'a name stands where the page begins, whatever its own direction is',
  'renderer/components/Bar.module.css': 'the whole bar is mirrored where text runs from right to left',
};

function strayLines(file: string): readonly string[] {
  return textOf(file)
    .split('\n')
    .flatMap((line, index) =>
      physical.filter(([, pattern]) => pattern.test(line)).map(([what]) => `${file}:${index + 1} has ${what}`),
    );
}

describe('styles', () => {
  const files = filesEndingIn('.css').filter((file) => file.startsWith('renderer/') && !file.includes('/gallery/'));

  it('name no left and no right, so that every page works from right to left', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => meant[file] === undefined).flatMap(strayLines)).toEqual([]);
  });

  it('have no exception that is no longer needed', () => {
    expect(Object.keys(meant).filter((file) => strayLines(file).length === 0)).toEqual([]);
  });

  it('are judged line by line', () => {
    const judged = (line: string): boolean => physical.some(([, pattern]) => pattern.test(line));
    const bad = ['  margin-left: 2px;', '  right: 0;', '  text-align: right;', '  padding: 1px 2px 3px 4px;'];
    expect(
      [...bad, '  border-top-left-radius: 1px;', '  transform: translateX(4px);'].filter((line) => !judged(line)),
    ).toEqual([]);
    const good = [
      '  margin-inline-start: 2px;',
      '  inset-inline-end: 0;',
      '  padding: 1px 2px 3px 2px;',
      '  text-align: end;',
    ];
    expect([...good, '  inset: -6px 0;', '  flex-direction: column;'].filter(judged)).toEqual([]);
  });
});

describe('the pages', () => {
  it('ask for the direction in one place', () => {
    const asking = filesEndingIn('.ts', '.tsx')
      .filter((file) => file.startsWith('renderer/') && !file.startsWith('renderer/gallery/'))
      .filter((file) => /['"]rtl['"]/.test(textOf(file)));
    expect(asking).toEqual([
      'renderer/hooks/direction.ts',
      'renderer/i18n/catalogue.ts',
      'renderer/panel/share-picture.ts',
    ]);
  });
});

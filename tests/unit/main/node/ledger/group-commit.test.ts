import { expect, test } from 'vitest';

import { createGroupCommit } from '../../../../../main/node/ledger/ledger-connection.ts';

type Work = (context: string[]) => unknown;

/** Groups that are written into a list as a whole, or not at all where a work of them throws. */
function written(mayBeOne: boolean) {
  const book: string[] = [];
  const groups: number[] = [];
  const group = createGroupCommit<string[], 'failed'>((works: readonly Work[]) => {
    groups.push(works.length);
    const draft = [...book];
    try {
      const values = works.map((work) => work(draft));
      book.splice(0, book.length, ...draft);
      return Promise.resolve({ kind: 'done', values });
    } catch {
      return Promise.resolve({ kind: 'failed', failure: 'failed', mayBeOne });
    }
  });
  const add = (text: string): Promise<number | 'failed'> => group.run((draft) => draft.push(text));
  const refused = (): Promise<number | 'failed'> =>
    group.run<number>((draft) => {
      draft.push('refused');
      throw new Error('refused');
    });
  return { group, book, groups, add, refused };
}

test('one work that is refused in the middle of a group takes nothing from the others, and nobody is booked twice', async () => {
  const { book, groups, add, refused, group } = written(true);
  const answers = [add('a'), refused(), add('b'), refused(), add('c')];
  expect(await Promise.all(answers)).toEqual([1, 'failed', 2, 'failed', 3]);
  await group.idle();
  expect(book).toEqual(['a', 'b', 'c']);
  expect(groups).toEqual([5, 1, 1, 1, 1, 1]);
});

test('where the store is at fault nobody is tried alone, and the next group is', async () => {
  const { book, groups, add, refused } = written(false);
  expect(await Promise.all([add('a'), refused()])).toEqual(['failed', 'failed']);
  expect(await add('b')).toBe(1);
  expect(book).toEqual(['b']);
  expect(groups).toEqual([2, 1]);
});

test('1,000 works at once are answered in their order, in groups of bounded size', async () => {
  const { book, groups, add } = written(true);
  const answers = await Promise.all(Array.from({ length: 1000 }, (_, index) => add(`${index}`)));
  expect(answers).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
  expect(book).toHaveLength(1000);
  expect(groups).toEqual([256, 256, 256, 232]);
});

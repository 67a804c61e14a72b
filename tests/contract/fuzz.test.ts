import { afterAll, describe, expect, it } from 'vitest';

import { allReaders } from '../support/fuzz/all-readers.ts';
import { newCorpus, runReader } from '../support/fuzz/campaign.ts';
import { watchCoverage } from '../support/fuzz/coverage.ts';
import { filesEndingIn, textOf } from '../support/source/source-files.ts';

/** A count and not a time, so that every computer gives the same inputs. `npm run fuzz` does the same for an hour. */
const runsOfReader = 4000;
const seed = Number(process.env['QUOTA_TRAY_FUZZ_SEED'] ?? 1);

/** Readers of foreign input that no changed input is given to, each with its reason. */
const exempt: Readonly<Record<string, string>> = {
  'main/node/credentials/credential-file.ts readForeignFile': 'it reads bytes and leaves the text to others',
  'main/node/credentials/credential-file.ts readForeignJson': 'it only waits for a whole text, which parseJson judges',
  'main/node/credentials/credential-file.ts readUntilWhole': 'it takes no input, but repeats a reader',
  'main/node/credentials/json-scan.ts readJsonMembers': 'its scan gets the changed texts without a file',
};

const watch = watchCoverage((url) => /\/(core|main)\//.test(url), false);
afterAll(watch.stop);

describe('changed inputs', () => {
  it.each(allReaders.map((reader) => [reader.name, reader] as const))(
    '%s: never throws, never invents a figure, passes no secret on, and is loaded as it was stored',
    (_, reader) => {
      const runs = Math.ceil(runsOfReader * (reader.share ?? 1));
      const { findings } = runReader(reader, newCorpus(reader), { seed, runs });
      expect(findings, `npm run fuzz -- --only "${reader.name}" --seed ${seed}`).toEqual([]);
    },
  );

  it('come to every function that reads: a new reader belongs into tests/support/fuzz', () => {
    const readers = ['core/', 'main/node/credentials/'].flatMap(readersBelow);
    expect(readers.length).toBeGreaterThan(80);
    const notReached = readers
      .filter(([file, name]) => !watch.hasRun(file, name))
      .map(([file, name]) => `${file} ${name}`);
    expect(notReached).toEqual(Object.keys(exempt).sort());
  });
});

/** The exported functions of a folder that read foreign input, by the rule for their names. */
function readersBelow(folder: string): readonly (readonly [string, string])[] {
  return filesEndingIn('.ts')
    .filter((file) => file.startsWith(folder))
    .flatMap((file) =>
      [...textOf(file).matchAll(/^export (?:async )?function ((?:parse|read)[A-Z]\w*)/gm)].map(
        ([, name]) => [file, name ?? ''] as const,
      ),
    )
    .sort(([one, first], [other, second]) => (`${one} ${first}` < `${other} ${second}` ? -1 : 1));
}

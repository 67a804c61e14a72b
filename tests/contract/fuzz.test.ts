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
  'main/node/accounts/kept-keys.ts readCopilotTokens': 'its own tests give it files',
  'main/node/accounts/kept-keys.ts readOpenCodeKeys': 'its own tests give it files',
  'main/node/api/router.ts readBody': 'fuzz-requests.test.ts sends it bodies',
  'main/node/api/secret-file.ts readSecret': 'it reads a file of our own and compares it only',
  'main/node/claude/settings-files.ts readSettingsText': 'it reads bytes and leaves the text to others',
  'main/node/claude/status.ts readInput': 'it reads bytes and leaves the text to others',
  'main/node/cli/prompts.ts readSecretFrom': 'it reads what the user types',
  'main/node/credentials/credential-file.ts readForeignFile': 'it reads bytes and leaves the text to others',
  'main/node/credentials/credential-file.ts readForeignJson': 'it only waits for a whole text, which parseJson judges',
  'main/node/credentials/credential-file.ts readUntilWhole': 'it takes no input, but repeats a reader',
  'main/node/credentials/json-scan.ts readJsonMembers': 'its scan gets the changed texts without a file',
  'main/node/ledger/postgres/install-state.ts parseReservation': 'it throws by design, and its caller expects that',
  'main/node/ledger/postgres/install-state.ts parseRow': 'it throws by design, and its caller expects that',
  'main/node/ledger/postgres/install-state.ts parseState': 'it throws by design, and its caller expects that',
  'main/node/secrets/secret-service-calls.ts readSecret': 'it speaks with the desktop and parses nothing',
  'main/node/storage/json-file.ts readJsonFile': 'it reads bytes and leaves the text to parseJson',
  'main/node/storage/own-file.ts readOwnFile': 'it reads bytes and leaves the text to others',
  'main/node/storage/settings-file.ts readSettingsFile': 'it reads a file and leaves the value to parseSettings',
  'main/services/history.ts readHistory': 'it answers from our own database',
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
    const readers = ['core/', 'main/'].flatMap(readersBelow);
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

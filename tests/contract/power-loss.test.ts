import { describe, expect, test } from 'vitest';

import { createDisk } from '../support/power-loss/disk.ts';
import { recordingProblem } from '../support/power-loss/recording.ts';
import { failPower, pasts, type Recorded, recordLife } from '../support/power-loss/scenarios.ts';
import { readTree, type Tree } from '../support/power-loss/tree.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const states = Number(process.env['QUOTA_TRAY_POWER_LOSSES'] ?? 70);
const newSeed = Number(process.env['QUOTA_TRAY_TEST_SEED'] ?? Date.now() % 100_000);
const problem = recordingProblem();
const cases = Object.entries(pasts).map(([name, past], index) => ({ name, past, seed: index === 0 ? newSeed : index }));

/** What is on the disk where nothing was lost. */
function replayed({ initial, operations }: Recorded): Tree {
  const disk = createDisk(initial);
  for (const operation of operations) disk.apply(operation);
  return disk.now();
}

/** SQLite changes its shared index through a mapping, which nobody sees, and rebuilds it after a crash. */
function filesIn(tree: Tree): object {
  return Object.fromEntries([...tree].filter(([name]) => !name.endsWith('-shm')));
}

describe.skipIf(problem !== null)(
  `a disk that loses what was not synced${problem === null ? '' : ` (${problem})`}`,
  () => {
    test.each(cases)(
      'power fails while $name: all that was acknowledged is there, each debit once, and every file can be read',
      async ({ past, seed }) => {
        const place = temporaryFolder();
        const recorded = await recordLife(place, past, { seed, turns: 4 });
        expect(filesIn(replayed(recorded)), 'the recorder missed a change').toEqual(
          filesIn(readTree(recorded.recording.folder)),
        );
        const wrongs = await failPower(place, recorded, { count: states, random: seededRandom(seed) });
        expect(wrongs, `seed ${seed}`).toEqual([]);
      },
    );
  },
);

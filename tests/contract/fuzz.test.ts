import os from 'node:os';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { allReaders } from '../support/fuzz/all-readers.ts';
import { newCorpus, runReader } from '../support/fuzz/campaign.ts';
import { watchCoverage } from '../support/fuzz/coverage.ts';
import { createFuzzPool, type FuzzJobResult } from '../support/fuzz/pool.ts';
import { filesEndingIn, textOf } from '../support/source/source-files.ts';

/** A count and not a time, so that every computer gives the same inputs. `npm run fuzz` does the same for an hour. */
const runsOfReader = 13_500;
/** So many show which functions a reader reaches. */
const runsToReach = 150;
const leastRuns = 1_000_000;
const mostThreads = 4;
/** About a minute of CPU. Who does not return is found by the watch, long before. */
const longestMs = 30 * 60_000;
const seed = Number(process.env['QUOTA_TRAY_FUZZ_SEED'] ?? 1);

/** Readers of foreign input that no changed input is given to, each with its reason. */
const exempt: Readonly<Record<string, string>> = {
  'core/concurrency/slots.ts isSlotLimit': 'it compares a number',
  'core/settings/settings.ts settingsOf': 'it calls parseSettings, which gets the inputs',
  'core/usage/observation-times.ts timesIn': 'it takes facts, which the parsers made',
  'main/node/accounts/kept-keys.ts readCopilotTokens': 'its own tests give it files',
  'main/node/accounts/kept-keys.ts readOpenCodeKeys': 'its own tests give it files',
  'main/node/api/app-snapshot.ts isSnapshot': 'it compares one number',
  'main/node/api/reply.ts json': 'it writes and reads nothing',
  'main/node/api/router.ts readBody': 'fuzz-requests.test.ts sends it bodies',
  'main/node/api/secret-file.ts readSecret': 'it reads a file of our own and compares it only',
  'main/node/catalogues.ts readCatalogue': 'it reads a file of the app, like its code',
  'main/node/catalogues.ts readPageCatalogue': 'it reads a file of the app, like its code',
  'main/node/claude/settings-files.ts readSettingsText': 'it reads bytes and leaves the text to others',
  'main/node/claude/status.ts readInput': 'it reads bytes and leaves the text to others',
  'main/node/cli/prompts.ts readSecretFrom': 'it reads what the user types',
  'main/node/credentials/credential-file.ts readForeignFile': 'it reads bytes and leaves the text to others',
  'main/node/credentials/credential-file.ts readForeignJson': 'it only waits for a whole text, which parseJson judges',
  'main/node/credentials/credential-file.ts readUntilWhole': 'it takes no input, but repeats a reader',
  'main/node/credentials/json-scan.ts readJsonMembers': 'its scan gets the changed texts without a file',
  'main/node/desktop/session-bus.ts busVariant': 'it writes and reads nothing',
  'main/node/host-environment.ts hostTimeZone': 'its own tests give it names',
  'main/node/http/exchange.ts bodyBytes': 'it writes and reads nothing',
  'main/node/http/network.ts readCertificates': 'its own tests give it files',
  'main/node/kept-sign-ins/foreign-database.ts readForeignDatabase': 'its own tests give it files',
  'main/node/kept-sign-ins/json-file.ts readKeptJson': 'its own tests give it files',
  'main/node/kept-sign-ins/zed.ts readZedKeyring': 'its own tests give it a keyring',
  'main/node/ledger/postgres/install-state.ts parseReservation': 'it throws by design, and its caller expects that',
  'main/node/ledger/postgres/install-state.ts parseRow': 'it throws by design, and its caller expects that',
  'main/node/ledger/postgres/install-state.ts parseState': 'it throws by design, and its caller expects that',
  'main/node/secrets/secret-service-calls.ts readSecret': 'it speaks with the desktop and parses nothing',
  'main/node/storage/account-file.ts parseAccountJson': 'its schema gets the changed values without a file',
  'main/node/storage/account-file.ts readAccountJson': 'it reads bytes and leaves the text to parseJson',
  'main/node/storage/backup.ts refreshBackup': 'it writes and reads nothing',
  'main/node/storage/backup.ts writeBackup': 'it writes and reads nothing',
  'main/node/storage/folder-version.ts readStamp': 'it reads a file and leaves the value to parseStamp',
  'main/node/storage/json-file.ts isOfLaterVersion': 'it compares one number',
  'main/node/storage/json-file.ts readJsonFile': 'it reads bytes and leaves the text to parseJson',
  'main/node/storage/json-file.ts writeJsonFile': 'it writes and reads nothing',
  'main/node/storage/own-file.ts readOwnFile': 'it reads bytes and leaves the text to others',
  'main/node/storage/settings-file.ts readSettingsFile': 'it reads a file and leaves the value to parseSettings',
  'main/node/token-usage/log-file.ts readLog': 'its own tests give it files',
  'main/node/token-usage/log-file.ts readWholeLog': 'it reads bytes and leaves the text to the readers of logs',
  'main/node/updates/package-facts.ts readPackageFacts': 'its own tests give it files',
  'main/services/history.ts readHistory': 'it answers from our own database',
};

describe('changed inputs', () => {
  const results = new Map<string, FuzzJobResult>();
  const pool = createFuzzPool({ threads: Math.min(mostThreads, os.availableParallelism()), isGuided: false });

  beforeAll(async () => {
    const waiting = [...allReaders];
    const work = pool.threads.map(async (thread) => {
      for (let reader = waiting.shift(); reader !== undefined; reader = waiting.shift()) {
        const runs = Math.ceil(runsOfReader * (reader.share ?? 1));
        results.set(reader.name, await thread.run({ name: reader.name, seed, firstRun: 0, runs }));
      }
    });
    await Promise.all(work);
  }, longestMs);
  afterAll(pool.stop);

  it.each(allReaders.map(({ name }) => name))(
    '%s: never throws or hangs, never invents a figure, passes no secret on, and is loaded as it was stored',
    (name) => {
      expect(results.get(name)?.findings, `npm run fuzz -- --only "${name}" --seed ${seed}`).toEqual([]);
    },
  );

  it('are a million', () => {
    const runs = [...results.values()].reduce((sum, result) => sum + result.runs, 0);
    expect(runs).toBeGreaterThanOrEqual(leastRuns);
  });
});

it('changed inputs come to every function that reads: a new reader belongs into tests/support/fuzz', () => {
  const watch = watchCoverage((url) => /\/(core|main)\//.test(url), false);
  for (const reader of allReaders) {
    const runs = Math.max(reader.seeds.length, Math.ceil(runsToReach * (reader.share ?? 1)));
    runReader(reader, newCorpus(reader), { seed, runs });
  }
  const reached = new Set(watch.functions().map(withoutFolder));
  watch.stop();
  const readers = ['core/', 'main/'].flatMap(readersBelow);
  expect(readers.length).toBeGreaterThan(110);
  expect(readers.filter((reader) => !reached.has(reader))).toEqual(Object.keys(exempt).sort());
});

it('a reader that does not return is found with its input, and the next reader gets a new thread', async () => {
  const readersFile = fileURLToPath(new URL('../support/fuzz/hanging-reader.ts', import.meta.url));
  const watched = createFuzzPool({ threads: 1, isGuided: false, readersFile, patienceSeconds: 2 });
  try {
    const [thread] = watched.threads;
    const hung = await thread?.run({ name: 'hangs', seed: 1, firstRun: 0, runs: 5 });
    const problem = 'It does not return within 2 s.';
    expect(hung?.findings).toEqual([{ reader: 'hangs', seed: 1, run: 1, problem, input: '{"endless":true}' }]);
    const next = await thread?.run({ name: 'returns', seed: 1, firstRun: 0, runs: 5 });
    expect(next).toMatchObject({ runs: 5, findings: [] });
  } finally {
    await watched.stop();
  }
});

function withoutFolder(reached: string): string {
  return reached.replace(/^.*\/(?=(?:core|main)\/)/, '');
}

const exportedFunction = /^export (?:async )?function\*? (\w+)(?:<[^(]*>)?\(([^]*?)\)(?:: [^{]*)? \{$/gm;

/**
 * The exported functions of a folder that read foreign input: by the rule for their names, or, in core and the adapters of
 * Node, because they take a value of any type that is no error.
 */
function readersBelow(folder: string): readonly string[] {
  return filesEndingIn('.ts')
    .filter((file) => file.startsWith(folder))
    .flatMap((file) =>
      [...textOf(file).matchAll(exportedFunction)]
        .filter(([, name = '', parameters = '']) => isReader(file, name, parameters))
        .map(([, name]) => `${file} ${name}`),
    )
    .sort();
}

function isReader(file: string, name: string, parameters: string): boolean {
  if (/^(parse|read|decode)[A-Z]/.test(name)) return true;
  if (!/^(core|main\/node)\//.test(file)) return false;
  return /\b(?!error\b|cause\b)\w+\??: (readonly )?unknown\b/.test(parameters);
}

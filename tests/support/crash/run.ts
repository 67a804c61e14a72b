import '../fuzz/json-imports.ts';

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import type { Operation, Recording } from '../power-loss/recording.ts';
import type { KillWorld } from './kill-world.ts';
import type { Circumstances } from './victims.ts';

const { electronArguments, resolveElectron } = await import('../../../scripts/electron/runtime.ts');
const { projectRoot } = await import('../../../scripts/process/project.ts');
const { seededRandom } = await import('../seeded-random.ts');
const { createDisk } = await import('../power-loss/disk.ts');
const { recordingProblem } = await import('../power-loss/recording.ts');
const { powerLosses } = await import('../power-loss/states.ts');
const { readTree, writeTree } = await import('../power-loss/tree.ts');
const { verdictOn } = await import('../power-loss/verdict.ts');
const { commandLine, startKillWorld } = await import('./kill-world.ts');
const { attacks } = await import('./victims.ts');

const usage =
  'usage: npm run crash -- [--kills N] [--power-losses N] [--seed S] [--lanes N] [--unbuilt] [--without-app]';
const mostShown = 200;
/** A folder is left after so many kills, because it grows with each of them. */
const killsPerFolder = 20;

interface Wanted {
  readonly kills: number;
  readonly powerLosses: number;
  readonly seed: number;
  readonly lanes: number;
  readonly isBuilt: boolean;
  readonly hasApp: boolean;
}

function wishes(args: readonly string[]): Wanted | null {
  const [text, flag] = [{ type: 'string' }, { type: 'boolean' }] as const;
  const options = { kills: text, 'power-losses': text, seed: text, lanes: text, unbuilt: flag, 'without-app': flag };
  try {
    const { values } = parseArgs({ args: [...args], options });
    const kills = Number(values.kills ?? 1000);
    const losses = Number(values['power-losses'] ?? kills);
    const [seed, lanes] = [Number(values.seed ?? 1), Number(values.lanes ?? 2)];
    const isWhole = [kills, seed, lanes].every((value) => Number.isSafeInteger(value) && value > 0);
    if (!isWhole || !Number.isSafeInteger(losses) || losses < 0) return null;
    const hasApp = values['without-app'] !== true && values.unbuilt !== true;
    return { kills, powerLosses: losses, seed, lanes, isBuilt: values.unbuilt !== true, hasApp };
  } catch {
    return null;
  }
}

/** What happened in the run. */
interface Count {
  readonly kills: Map<string, number>;
  readonly wrongs: string[];
  told: number;
  powerLosses: number;
  /** Folders in which a kill came between a call and its record, so that the recording is not complete. */
  unrecorded: number;
  starts: number;
}

/** Lets processes live and die in one folder, and judges it after each death. Then lets power fail during all of it. */
async function dieInFolder(
  wanted: Wanted,
  folder: { readonly kills: number; readonly first: number; readonly losses: number },
  circumstances: Circumstances,
  count: Count,
): Promise<void> {
  const place = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'quota-tray-crash-')));
  const isRecorded = folder.losses > 0;
  const world = await startKillWorld(place, isRecorded);
  const wrong = (title: string, what: string): void => void count.wrongs.push(`seed ${wanted.seed}, ${title}: ${what}`);
  try {
    for (let number = folder.first; number < folder.first + folder.kills; number += 1) {
      // Chromium changes files of its own in ways that are not recorded.
      // Each kill has chances of its own, so that it is the same whatever the kills before it met.
      const own = { ...circumstances, random: seededRandom(wanted.seed * 100_003 + number) };
      const name = chosen(own.random, isRecorded || circumstances.app === null);
      const title = `kill ${number} (${name})`;
      count.kills.set(name, (count.kills.get(name) ?? 0) + 1);
      try {
        await attacks[name]?.attack(world, number, own);
      } catch (error) {
        wrong(title, String(error));
      }
      for (const what of await world.verdict()) wrong(title, what);
    }
    count.told += world.told().length;
    for (const what of await startsAgain(world, circumstances))
      wrong(`after kill ${folder.first + folder.kills - 1}`, what);
    count.starts += 1;
    if (isRecorded)
      for (const what of await failPowerIn(place, world, folder.losses, count, circumstances.random))
        wrong('power', what);
  } finally {
    await world.close();
  }
}

function chosen(random: () => number, isWithoutApp: boolean): string {
  const names = Object.entries(attacks).filter(([name]) => name !== 'app' || !isWithoutApp);
  let left = random() * names.reduce((sum, [, { weight }]) => sum + weight, 0);
  return names.find(([, { weight }]) => (left -= weight) < 0)?.[0] ?? 'stores';
}

/** The app's own report finds no fault in the folder, and the last figures are shown. */
async function startsAgain(world: KillWorld, { isBuilt }: Circumstances): Promise<readonly string[]> {
  const endlessMs = 600_000;
  const answerOf = async (...args: readonly string[]): Promise<unknown> =>
    JSON.parse((await world.runFor({ command: commandLine(isBuilt, ...args) }, endlessMs)).output);
  await world.runFor({ command: commandLine(isBuilt, 'status', '--refresh', '--json') }, endlessMs);
  const report = (await answerOf('doctor', '--json')) as {
    checks: readonly { id: string; state: string; text: string }[];
  };
  const snapshot = (await answerOf('status', '--json')) as {
    accounts: readonly { provider: string; windows: readonly { usedPercent: number | null }[] }[];
  };
  const storage = report.checks.filter(({ id, state }) => id.startsWith('storage:') && state === 'problem');
  const hasFigure = snapshot.accounts.some(({ windows }) => typeof windows[0]?.usedPercent === 'number');
  return [...storage.map(({ text }) => text), ...(hasFigure ? [] : ['no figure is shown'])];
}

async function failPowerIn(
  place: string,
  { recording }: KillWorld,
  losses: number,
  count: Count,
  random: () => number,
): Promise<readonly string[]> {
  const wrongs: string[] = [];
  if (recording === null) return [];
  const operations = recording.operations();
  if (!isComplete(recording, operations)) {
    count.unrecorded += 1;
    return [];
  }
  count.powerLosses += losses;
  for (const { tree, told, title } of powerLosses(new Map(), operations, { count: losses, random })) {
    const copy = fs.mkdtempSync(path.join(place, 'loss-'));
    writeTree(copy, tree);
    wrongs.push(...(await verdictOn(path.join(copy, 'home'), told)).map((wrong) => `${title}: ${wrong}`));
    fs.rmSync(copy, { recursive: true, force: true });
  }
  return wrongs;
}

/** Returns false where the replay differs from the folder: a process was killed between a call and its record. */
function isComplete({ folder }: Recording, operations: readonly Operation[]): boolean {
  const disk = createDisk(new Map());
  try {
    for (const operation of operations) disk.apply(operation);
  } catch {
    return false;
  }
  const [replayed, real] = [disk.now(), readTree(folder)].map(
    (tree) => new Map([...tree].filter(([name]) => !name.endsWith('-shm'))),
  ) as [Map<string, Buffer | null>, Map<string, Buffer | null>];
  return (
    replayed.size === real.size &&
    [...real].every(([name, content]) => content === null || replayed.get(name)?.equals(content) === true)
  );
}

async function run(wanted: Wanted): Promise<number> {
  const problem = recordingProblem();
  if (problem !== null && wanted.powerLosses > 0) process.stdout.write(`No power failures: ${problem}\n`);
  const app = wanted.hasApp ? await builtApp() : null;
  const count: Count = { kills: new Map(), wrongs: [], told: 0, powerLosses: 0, unrecorded: 0, starts: 0 };
  const folders = Math.ceil(wanted.kills / killsPerFolder);
  let next = 0;
  let shown = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < folders; index = next++) {
      const first = index * killsPerFolder;
      const kills = Math.min(killsPerFolder, wanted.kills - first);
      // Each second folder is recorded.
      const losses = problem === null && index % 2 === 0 ? Math.ceil(wanted.powerLosses / Math.ceil(folders / 2)) : 0;
      const circumstances = { random: seededRandom(wanted.seed * 7919 + index), isBuilt: wanted.isBuilt, app };
      await dieInFolder(wanted, { kills, first, losses }, circumstances, count);
      process.stdout.write(
        `${first + kills} kills, ${count.powerLosses} power failures, ${count.wrongs.length} violations\n`,
      );
      for (; shown < Math.min(mostShown, count.wrongs.length); shown += 1) {
        process.stdout.write(`violation: ${count.wrongs[shown]}\n`);
      }
    }
  };
  await Promise.all(Array.from({ length: wanted.lanes }, lane));
  const kinds = [...count.kills].map(([name, kills]) => `${name} ${kills}`).join(', ');
  process.stdout.write(
    `${kinds}\nseed ${wanted.seed}: ${wanted.kills} kills, ${count.powerLosses} power failures, ${count.told} acknowledgements, ${count.starts} starts afterwards, ${count.unrecorded} incomplete recordings, ${count.wrongs.length} violations\n`,
  );
  return count.wrongs.length === 0 ? 0 : 1;
}

async function builtApp(): Promise<NonNullable<Circumstances['app']>> {
  const { executable } = await resolveElectron();
  return { command: [executable, ...electronArguments(), projectRoot] };
}

const wanted = wishes(process.argv.slice(2));
if (wanted === null) process.stderr.write(`${usage}\n`);
process.exit(wanted === null ? 64 : await run(wanted));

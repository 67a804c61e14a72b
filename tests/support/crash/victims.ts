import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { askApp } from '../../../main/node/api/client.ts';
import { exampleInstall } from '../power-loss/state-folder.ts';
import type { LifeSetup } from '../power-loss/life.ts';
import { commandLine, type KillWorld, type Program, type Victim } from './kill-world.ts';

/** How the processes of one run are started, and where chance comes from. */
export interface Circumstances {
  readonly random: () => number;
  /** The built command line; false: the one of the checkout. */
  readonly isBuilt: boolean;
  /** The built app; null: the app is not run. */
  readonly app: Program | null;
}

/** A kind of process that is killed. `number` is another one for each kill. */
export type Attack = (world: KillWorld, number: number, circumstances: Circumstances) => Promise<void>;

const lifeProgram = fileURLToPath(new URL('../power-loss/life.ts', import.meta.url));
const ledgerProgram = fileURLToPath(new URL('../ledger/killed-ledger.ts', import.meta.url));
const startedWithinMs = 120_000;
const answerWithinMs = 5_000;

/** All kinds, with how often each is chosen. */
export const attacks: Readonly<Record<string, { readonly weight: number; readonly attack: Attack }>> = {
  stores: { weight: 5, attack: attackStores },
  'ledger clients': { weight: 5, attack: attackLedger },
  'accounts add': { weight: 4, attack: attackAdd },
  'accounts rename': { weight: 3, attack: attackRename },
  'accounts remove': { weight: 2, attack: attackRemove },
  'status --refresh': { weight: 3, attack: attackRefresh },
  'ledger commit': { weight: 3, attack: attackCommit },
  'slot --limit': { weight: 1, attack: attackSlot },
  serve: { weight: 3, attack: attackServe },
  app: { weight: 3, attack: attackApp },
};

/** Writes to everything in the folder, one thing after the other. */
async function attackStores(world: KillWorld, number: number, { random }: Circumstances): Promise<void> {
  const setup: LifeSetup = {
    ...{ home: world.home, name: `s${number}`, seed: Math.floor(random() * 1e6), turns: 50 },
    toleratesDamage: false,
  };
  const afterMs = random() * 400;
  const victim = world.start({ command: [process.execPath, lifeProgram, JSON.stringify(setup)] });
  await saysSomething(victim);
  await pause(afterMs);
  await expectAlive(victim);
}

/** Two clients that book at once, each with six calls in flight. */
async function attackLedger(world: KillWorld, number: number, { random }: Circumstances): Promise<void> {
  const file = path.join(world.home, 'ledger.db');
  const delays = [random() * 120, random() * 120];
  const start = (name: string): Victim =>
    world.start({ command: [process.execPath, ledgerProgram, file, `l${number}${name}`] });
  const killAfter = async (victim: Victim, ms: number): Promise<void> => {
    await saysSomething(victim);
    await pause(ms);
    await expectAlive(victim);
  };
  await Promise.all(['a', 'b'].map(async (name, index) => killAfter(start(name), delays[index] ?? 0)));
}

async function attackAdd(world: KillWorld, number: number, circumstances: Circumstances): Promise<void> {
  const args = ['accounts', 'add', '--provider', 'openrouter', '--label', `n${number}`, '--base-url', world.keyService];
  const command = commandLine(circumstances.isBuilt, ...args, '--secret-stdin', '--unprotected', '--json');
  const ended = await world.runFor({ command, input: `sk-made-up-${number}\n` }, lifetime(circumstances));
  if (ended.code === 0)
    world.tell({ what: 'added', id: (JSON.parse(ended.output) as { accountId: string }).accountId });
  else expectKilled(ended);
}

async function attackRename(world: KillWorld, number: number, circumstances: Circumstances): Promise<void> {
  const id = addedIds(world).at(-1);
  if (id === undefined) return attackAdd(world, number, circumstances);
  const command = commandLine(circumstances.isBuilt, 'accounts', 'rename', id, String(number));
  const ended = await world.runFor({ command }, lifetime(circumstances));
  if (ended.code === 0) world.tell({ what: 'named', id, number });
  else expectKilled(ended);
}

async function attackRemove(world: KillWorld, number: number, circumstances: Circumstances): Promise<void> {
  const id = addedIds(world)[0];
  if (id === undefined) return attackAdd(world, number, circumstances);
  world.tell({ what: 'removing', id });
  const command = commandLine(circumstances.isBuilt, 'accounts', 'remove', id);
  const ended = await world.runFor({ command }, lifetime(circumstances));
  if (ended.code === 0) world.tell({ what: 'removed', id });
  else expectKilled(ended);
}

async function attackRefresh(world: KillWorld, _number: number, circumstances: Circumstances): Promise<void> {
  const command = commandLine(circumstances.isBuilt, 'status', '--refresh', '--json');
  const ended = await world.runFor({ command }, lifetime(circumstances));
  if (ended.code !== 0 && ended.code !== 1) expectKilled(ended);
}

async function attackCommit(world: KillWorld, number: number, circumstances: Circumstances): Promise<void> {
  const charge = { install: exampleInstall, job: `c${number}` };
  world.tell({ what: 'charging', ...charge });
  const args = ['--install', exampleInstall, '--tier', 'max', '--backend', 'hardware', '--job', charge.job, '--json'];
  const command = commandLine(circumstances.isBuilt, 'ledger', 'commit', ...args);
  const ended = await world.runFor({ command }, lifetime(circumstances));
  if (ended.code === 0) world.tell({ what: 'charged', ...charge });
  else expectKilled(ended);
}

async function attackSlot(world: KillWorld, number: number, circumstances: Circumstances): Promise<void> {
  const command = commandLine(circumstances.isBuilt, 'slot', 'work', '--limit', String(1 + (number % 5)));
  await world.runFor({ command }, lifetime(circumstances));
}

async function attackServe(world: KillWorld, number: number, circumstances: Circumstances): Promise<void> {
  await attackServing(world, number, circumstances, { command: commandLine(circumstances.isBuilt, 'serve') });
}

async function attackApp(world: KillWorld, number: number, circumstances: Circumstances): Promise<void> {
  if (circumstances.app === null) return attackServe(world, number, circumstances);
  await attackServing(world, number, circumstances, circumstances.app);
}

/** Kills a process that serves the folder, by chance before it answers, while it is asked to book and a command runs. */
async function attackServing(
  world: KillWorld,
  number: number,
  circumstances: Circumstances,
  program: Program,
): Promise<void> {
  const { random } = circumstances;
  const [diesEarly, afterMs] = [random() < 0.3, random() * 800];
  const socketPath = path.join(world.home, 'api.sock');
  const victim = world.start(program);
  if (!diesEarly) await answers(socketPath, victim);
  const isOver = { value: false };
  const charging = diesEarly ? Promise.resolve() : bookJobs(world, socketPath, `h${number}`, isOver);
  const beside = random() < 0.5 ? attackRename(world, number, circumstances) : Promise.resolve();
  await pause(afterMs);
  isOver.value = true;
  await victim.kill();
  await Promise.all([charging, beside]);
}

/** Books one job after the other over the local interface. */
async function bookJobs(world: KillWorld, socketPath: string, name: string, isOver: { value: boolean }): Promise<void> {
  for (let turn = 0; !isOver.value; turn += 1) {
    const told = { install: exampleInstall, job: `${name}-${turn}` };
    world.tell({ what: 'charging', ...told });
    const answer = await askApp({
      ...{ socketPath, method: 'POST', path: `/v1/ledger/installs/${exampleInstall}/commits` },
      ...{ body: { tier: 'max', backend: 'hardware', jobId: told.job }, timeoutMs: answerWithinMs },
    });
    if (answer.kind === 'answer' && answer.status === 200) world.tell({ what: 'charged', ...told });
    else if (answer.kind === 'answer') throw new Error(`The ledger refused: ${JSON.stringify(answer)}`);
  }
}

async function answers(socketPath: string, victim: Victim): Promise<void> {
  const untilMs = Date.now() + startedWithinMs;
  while (victim.child.exitCode === null && Date.now() < untilMs) {
    const answer = await askApp({ socketPath, method: 'GET', path: '/v1/snapshot', timeoutMs: answerWithinMs });
    if (answer.kind === 'answer') return;
    await pause(20);
  }
  throw new Error(`The process ended with ${victim.child.exitCode} before it answered: ${victim.errors()}`);
}

async function saysSomething(victim: Victim): Promise<void> {
  await Promise.race([new Promise((resolve) => victim.child.stdout?.once('data', resolve)), victim.ended]);
}

/** A process that works until it is killed must not have ended by itself. */
async function expectAlive(victim: Victim): Promise<void> {
  const { exitCode } = victim.child;
  await victim.kill();
  if (exitCode !== null && exitCode !== 0) {
    throw new Error(`The process ended by itself with ${exitCode}: ${victim.errors()}`);
  }
}

function expectKilled({ code, errors }: { readonly code: number | null; readonly errors: string }): void {
  if (code !== null) throw new Error(`The command ended with ${code}: ${errors}`);
}

/** From the first instruction to a little after the end of a command. */
function lifetime({ random, isBuilt }: Circumstances): number {
  return random() * (isBuilt ? 700 : 1_800);
}

/** The accounts that were added on the command line and not removed, the oldest first. */
function addedIds({ told }: KillWorld): readonly string[] {
  const ends = new Set(told().flatMap((each) => (each.what === 'removing' ? [each.id] : [])));
  const added = told().flatMap((each) => (each.what === 'added' ? [each.id] : []));
  return added.filter((id) => !ends.has(id));
}

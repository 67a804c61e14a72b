import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { historyMigrations } from '../../../main/node/history/history-tables.ts';
import { makeFile, migrate } from '../../../main/node/storage/database.ts';
import { databaseMigrations } from '../../../main/node/storage/migrations.ts';
import { connectWithStatementCache, type Database } from '../../../main/node/storage/sqlite.ts';
import type { LifeSetup } from './life.ts';
import { type Operation, type Recording, startRecording } from './recording.ts';
import { openStateFolder, pathsOf } from './state-folder.ts';
import { type PowerLoss, powerLosses } from './states.ts';
import type { Told } from './told.ts';
import { readTree, type Tree, writeTree } from './tree.ts';
import { verdictOn } from './verdict.ts';

/** What a state folder holds before the recording. */
interface Past {
  /** Fills the folder, and returns what was told meanwhile. */
  readonly prepare: (home: string) => Promise<readonly Told[]>;
  /** The folder holds damaged files, which are set aside and must not be lost. */
  readonly isDamaged: boolean;
}

const life = fileURLToPath(new URL('life.ts', import.meta.url));

/** The moments in a state folder's life at which power fails. */
export const pasts = {
  'a new state folder is filled': { prepare: async () => [], isDamaged: false },
  'an older state folder is upgraded': { prepare: olderFolder, isDamaged: false },
  'damaged files are set aside': { prepare: damagedFolder, isDamaged: true },
} as const satisfies Readonly<Record<string, Past>>;

/** Names of what the damaged folder holds as bytes that nothing can read. */
const damagedFiles = ['quota-tray.db', 'history.db', 'ledger.db', 'settings.json', 'accounts.json', 'secrets.json'];
const damagedContent = (name: string): Buffer => Buffer.from(`This was ${name}, and nobody can read it. `.repeat(200));

export interface Recorded {
  /** What was told before the recording, and what the folder held then. */
  readonly told: readonly Told[];
  readonly initial: Tree;
  readonly operations: readonly Operation[];
  readonly past: Past;
}

/** Lets a process of its own change everything in a state folder, and records it. */
export async function recordLife(
  place: string,
  past: Past,
  wanted: Pick<LifeSetup, 'seed' | 'turns'>,
): Promise<Recorded & { readonly recording: Recording }> {
  const recording = startRecording(place);
  const home = path.join(recording.folder, 'home');
  const told = await past.prepare(home);
  const initial = readTree(recording.folder);
  const setup: LifeSetup = { home, name: 'life', toleratesDamage: past.isDamaged, ...wanted };
  const child = spawn(process.execPath, [life, JSON.stringify(setup)], {
    env: { ...process.env, ...recording.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (code !== 0) throw new Error(`The recorded process ended with ${String(code)}: ${errors}`);
  return { recording, told, initial, operations: recording.operations(), past };
}

/** Lets power fail `count` times, each in a folder of its own below `place`, and returns what did not hold. */
export async function failPower(
  place: string,
  { told, initial, operations, past }: Recorded,
  chance: { readonly count: number; readonly random: () => number },
): Promise<readonly string[]> {
  const wrongs: string[] = [];
  for (const loss of powerLosses(initial, operations, chance)) {
    const folder = fs.mkdtempSync(path.join(place, 'state-'));
    wrongs.push(...(await verdictAfter(folder, { ...loss, told: [...told, ...loss.told] }, past)));
    fs.rmSync(folder, { recursive: true, force: true });
  }
  return wrongs;
}

async function verdictAfter(folder: string, { tree, told, title }: PowerLoss, past: Past): Promise<readonly string[]> {
  writeTree(folder, tree);
  const home = path.join(folder, 'home');
  const wrongs = await verdictOn(home, told, { toleratesDamage: past.isDamaged });
  const kept = past.isDamaged ? [...readTree(home).values()] : [];
  const lost = past.isDamaged ? damagedFiles.filter((name) => !holds(kept, damagedContent(name))) : [];
  return [...wrongs, ...lost.map((name) => `the damaged ${name} is lost`)].map((wrong) => `${title}: ${wrong}`);
}

function holds(contents: readonly (Buffer | null)[], wanted: Buffer): boolean {
  return contents.some((content) => content?.equals(wanted) === true);
}

/** Databases of earlier versions, with rows and in the middle of their logs, and settings without a version. */
async function olderFolder(home: string): Promise<readonly Told[]> {
  const paths = pathsOf(home);
  const key = 'codex:first|earlier';
  await olderDatabase(paths.database, databaseMigrations.slice(0, 2), (database) => {
    for (let row = 0; row < 500; row += 1) {
      database.run('INSERT INTO sent_alerts VALUES (?, ?)', row === 0 ? key : `earlier|${row}`, Date.now());
    }
  });
  await olderDatabase(paths.history, historyMigrations, () => undefined);
  fs.writeFileSync(paths.settings, JSON.stringify({ accountLabels: { earlier: '7' } }), { mode: 0o600 });
  return [
    { what: 'notified', key },
    { what: 'named', id: 'earlier', number: 7 },
  ];
}

async function olderDatabase(
  file: string,
  migrations: typeof databaseMigrations,
  fill: (database: Database) => void,
): Promise<void> {
  makeFile(file);
  const database = await connectWithStatementCache(file);
  migrate(database, migrations);
  database.execute('PRAGMA journal_mode = WAL');
  database.transaction(() => fill(database));
  database.close();
}

/** A folder whose files were all damaged after a good life, so that only the backups are good. */
async function damagedFolder(home: string): Promise<readonly Told[]> {
  const told: Told[] = [];
  const folder = await openStateFolder(home, { report: () => undefined, notice: () => undefined });
  const id = 'openrouter:0123456789ab';
  const account = { provider: 'openrouter', id, label: id, baseUrl: 'https://openrouter.ai' } as const;
  await folder.settings.update(() => ({ accountLabels: { earlier: '7' } }));
  await folder.secrets.put(id, { form: 'open', base64: 'QQ==' });
  await folder.accounts.put({ ...account, organizationId: null, keyGivenAt: null });
  // The ledger makes its backup after its first booking.
  const charge = { install: 'c0ffee00-0000-4000-8000-0000000000b2', job: 'earlier' };
  await folder.ledger.commit({
    ...{ by: 'call', installId: charge.install, tier: 'max', backend: 'hardware', jobId: charge.job },
  });
  told.push({ what: 'named', id: 'earlier', number: 7 }, { what: 'added', id });
  told.push({ what: 'charging', ...charge }, { what: 'charged', ...charge });
  await folder.close();
  // The settings that hold a name are in their backup, because the backup is written after the file.
  for (const name of damagedFiles) {
    fs.writeFileSync(path.join(home, name), damagedContent(name));
    for (const end of ['-wal', '-shm']) fs.rmSync(path.join(home, `${name}${end}`), { force: true });
  }
  const tree = readTree(home);
  fs.rmSync(home, { recursive: true });
  fs.mkdirSync(home, { mode: 0o700 });
  writeTree(home, tree);
  return told;
}

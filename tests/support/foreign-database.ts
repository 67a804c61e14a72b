import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { rootFolder } from './source/source-files.ts';

/** Another program that has its database open. It is a process of its own, as SQLite's locks are held by processes. */
export interface DatabaseOwner {
  /** Runs a statement in its connection. */
  readonly run: (sql: string) => Promise<void>;
  /** Ends without closing the database, as after a crash. */
  readonly kill: () => Promise<void>;
  /** Closes the database as SQLite's own programs do: the log is moved into the file and removed. */
  readonly close: () => Promise<void>;
}

const program = `
const { createInterface } = require('node:readline');
const fs = require('node:fs');
const database = new (require('libsql'))(process.argv[1]);
createInterface({ input: process.stdin }).on('line', (line) => {
  const sql = JSON.parse(line);
  if (sql !== null) database.exec(sql);
  else {
    database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    database.close();
    for (const end of ['-wal', '-shm']) fs.rmSync(process.argv[1] + end, { force: true });
  }
  console.log('done');
});
`;

/** Opens a database at a path in a process of its own and runs these statements. */
export async function databaseOwner(file: string, ...statements: readonly string[]): Promise<DatabaseOwner> {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const child = spawn(process.execPath, ['-e', program, file], {
    cwd: rootFolder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const send = async (sql: string | null): Promise<void> => {
    child.stdin.write(`${JSON.stringify(sql)}\n`);
    const answer = await lines.next();
    if (answer.done === true) throw new Error(`The owner of ${file} ended`);
  };
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  for (const sql of statements) await send(sql);
  return {
    run: send,
    kill,
    close: async () => {
      await send(null);
      child.stdin.end();
      await ended;
    },
  };
}

/** The statements that make the table of an editor's settings with these values. */
export function settingsTable(
  values: Readonly<Record<string, string>>,
  journal: 'WAL' | 'DELETE' = 'WAL',
): readonly string[] {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  return [
    `PRAGMA journal_mode = ${journal}`,
    'CREATE TABLE IF NOT EXISTS ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)',
    ...Object.entries(values).map(
      ([key, value]) => `INSERT INTO ItemTable (key, value) VALUES (${quoted(key)}, ${quoted(value)})`,
    ),
  ];
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { commitCallSql } from '../../main/node/ledger/postgres/statements.ts';
import { postgresPrograms } from '../support/postgres/cluster.ts';

const run = promisify(execFile);

/** How pgbench calls the statement. */
export interface PgbenchOptions {
  readonly url: string;
  /** A folder for the script. */
  readonly folder: string;
  /** How many installs are charged in turn. */
  readonly installs: number;
  readonly nowMs: number;
  readonly month: string;
}

export interface Pgbench {
  /** Commits so many calls over so many connections. Resolves with the milliseconds for each commit. */
  readonly commit: (connections: number, commits: number) => Promise<number>;
}

/**
 * Prepares PostgreSQL's own load generator with the statement that the ledger sends for a commit, prepared and with
 * parameters as the ledger sends it. Null: the program is not installed.
 */
export async function preparePgbench(options: PgbenchOptions): Promise<Pgbench | null> {
  const programs = postgresPrograms();
  const program = path.join(programs ?? '', 'pgbench');
  if (programs === null || !existsSync(program)) return null;
  const script = path.join(options.folder, 'commit.sql');
  await writeFile(script, scriptFor(options));
  return {
    commit: async (connections, commits) => {
      const each = Math.ceil(commits / connections);
      const { stdout } = await run(program, [
        ...['--no-vacuum', '--protocol=prepared', '--jobs=1', `--client=${connections}`, `--transactions=${each}`],
        ...[`--file=${script}`, options.url],
      ]);
      const tps = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
      if (!(tps > 0)) throw new Error(`pgbench did not say how fast it was: ${stdout}`);
      return 1000 / tps;
    },
  };
}

/** The statement with pgbench's variables in the place of the parameters. It has variables for numbers only. */
function scriptFor({ installs, nowMs, month }: PgbenchOptions): string {
  const uuid = (variable: string): string => `lpad(to_hex(:${variable}::bigint), 32, '0')`;
  const values = [
    ...[uuid('install'), String(nowMs), '(chr(9) || :charge)', uuid('charge')],
    ...[`'${month}'`, "'max'", "'month'", "'hardware'"],
  ];
  const statement = commitCallSql.replaceAll(/\$(\d)/g, (_, place: string) => values[Number(place) - 1] ?? '');
  return [
    `\\set install random(1, ${installs})`,
    '\\set charge random(1, 9000000000000000000)',
    `${statement.replaceAll(/\s+/g, ' ')};`,
    '',
  ].join('\n');
}

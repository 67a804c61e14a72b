import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { Client } from 'pg';

import { poll } from '../desktop/poll.ts';

/** What a person runs where PostgreSQL is missing; tests that need it name it when they skip. */
export const postgresCommand = 'sudo apt-get install --no-install-recommends postgresql';

const debianFolder = '/usr/lib/postgresql';

/**
 * The folder of the server's programs (`initdb`, `postgres`): the newest of Debian's, which are not on
 * the path, else the one on the path. Null where it is not installed.
 */
export function postgresPrograms(): string | null {
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter);
  return [...debianFolders(), ...onPath].find(isComplete) ?? null;
}

function debianFolders(): readonly string[] {
  try {
    const versions = fs.readdirSync(debianFolder).map(Number).filter(Number.isInteger);
    return versions.sort((one, other) => other - one).map((version) => path.join(debianFolder, String(version), 'bin'));
  } catch {
    return [];
  }
}

function isComplete(folder: string): boolean {
  return folder !== '' && ['initdb', 'postgres'].every((program) => fs.existsSync(path.join(folder, program)));
}

const readyTimeoutMs = 120_000;
const user = 'quota_tray';

/** A PostgreSQL server of the tests' own, on a Unix socket in a temporary folder and on nothing else. */
export interface PostgresCluster {
  readonly password: string;
  /** A connection URL with the password in it, or with another one. */
  readonly url: (database: string, password?: string) => string;
  /** Makes an empty database and gives its URL. */
  readonly createDatabase: (name: string) => Promise<string>;
  /** Runs statements by another connection than those under test. */
  readonly query: (database: string, sql: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>;
  readonly start: () => Promise<void>;
  /** `crash` gives it no time to end anything; the clients see their connections break. */
  readonly stop: (manner?: 'orderly' | 'crash') => Promise<void>;
  /** Stops it and removes everything. */
  readonly remove: () => Promise<void>;
}

interface ClusterOptions {
  /** Waits for the disk as a real server does; the tests do without. */
  readonly durable?: boolean;
}

/**
 * Makes and starts a cluster. Passwords are asked for, also on the socket, and the server's time zone
 * is fourteen hours ahead, so that whatever leaned on it would show. Rejects where PostgreSQL is not
 * installed or does not come up; what it said stands in the error.
 */
export async function startCluster({ durable = false }: ClusterOptions = {}): Promise<PostgresCluster> {
  const programs = postgresPrograms();
  if (programs === null) throw new Error('PostgreSQL is not installed.');
  const identity = unprivilegedIdentity();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'qt-pg-'));
  const password = `pass-${process.pid}-word`;
  const data = path.join(folder, 'data');
  await initialise({ program: path.join(programs, 'initdb'), identity, folder, data, password });
  let server: ChildProcess | null = null;
  let databases = 0;

  const url = (database: string, given = password): string =>
    `postgresql://${user}:${encodeURIComponent(given)}@${encodeURIComponent(folder)}/${database}`;

  async function query(database: string, sql: string, values: readonly unknown[] = []) {
    const client = new Client({ connectionString: url(database) });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  async function start(): Promise<void> {
    const log = fs.openSync(path.join(folder, 'log'), 'a');
    const started = spawn(path.join(programs ?? '', 'postgres'), serverArguments(folder, data, durable), {
      ...identity,
      cwd: folder,
      stdio: ['ignore', log, log],
    });
    fs.closeSync(log);
    server = started;
    const outcome = await poll('the PostgreSQL server', readyTimeoutMs, async () => {
      if (started.exitCode !== null) return 'ended';
      await query('postgres', 'SELECT 1');
      return 'ready';
    });
    if (outcome === 'ended') throw new Error(fs.readFileSync(path.join(folder, 'log'), 'utf8'));
  }

  async function stop(manner: 'orderly' | 'crash' = 'orderly'): Promise<void> {
    const running = server;
    server = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    running.kill(manner === 'crash' ? 'SIGQUIT' : 'SIGINT');
    await gone;
  }

  // The server must not outlive a test run that was broken off.
  const stopAtExit = (): void => void server?.kill('SIGQUIT');
  process.once('exit', stopAtExit);

  async function remove(): Promise<void> {
    await stop();
    process.removeListener('exit', stopAtExit);
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }

  try {
    await start();
  } catch (error) {
    await remove();
    throw error;
  }
  return Object.freeze({
    password,
    url,
    createDatabase: async (name: string) => {
      databases += 1;
      const database = `${name}_${databases}`;
      await query('postgres', `CREATE DATABASE ${database}`);
      return url(database);
    },
    query,
    start,
    stop,
    remove,
  });
}

interface Initialisation {
  readonly program: string;
  readonly identity: Identity;
  readonly folder: string;
  readonly data: string;
  readonly password: string;
}

async function initialise({ program, identity, folder, data, password }: Initialisation): Promise<void> {
  const passwordFile = path.join(folder, 'password');
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  const { uid, gid } = identity;
  if (uid !== undefined && gid !== undefined) {
    for (const each of [folder, passwordFile]) fs.chownSync(each, uid, gid);
  }
  const args = ['--username', user, '--auth', 'scram-sha-256', '--pwfile', passwordFile, '--encoding', 'UTF8'];
  await promisify(execFile)(program, [...args, '--no-locale', '--no-sync', '--pgdata', data], {
    ...identity,
    cwd: folder,
  });
}

function serverArguments(folder: string, data: string, durable: boolean): readonly string[] {
  const settings: Readonly<Record<string, string>> = {
    listen_addresses: '',
    unix_socket_directories: folder,
    max_connections: '150',
    shared_buffers: '32MB',
    dynamic_shared_memory_type: 'mmap',
    timezone: 'Pacific/Kiritimati',
    fsync: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
  };
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** For `spawn`; left out where the process is an ordinary user already. */
interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Who runs the server: it refuses to run as root, so root hands it to the package's own user, else to
 * nobody. Whoever else runs the tests runs it too.
 */
function unprivilegedIdentity(): Identity {
  if (process.getuid?.() !== 0) return {};
  const users = new Map(
    fs
      .readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => [name ?? '', { uid: Number(uid), gid: Number(gid) }]),
  );
  return users.get('postgres') ?? users.get('nobody') ?? {};
}

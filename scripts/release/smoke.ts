import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { exitCodes, ExitError, say } from '../process/exit.ts';
import type { Command, Installation } from './installation.ts';
import { runProgram } from './program.ts';

/** What the installed command line must answer. */
export interface Check {
  readonly args: readonly string[];
  /** Returns what is wrong with the output. Null: it is right. */
  readonly problem: (stdout: string) => string | null;
}

const install = '5e7a11ed-0000-4000-8000-00000000000a';

/** Returns the checks for a version: it starts, polls, and opens its database in a state folder of its own. */
export function checksFor(version: string): readonly Check[] {
  return [
    {
      args: ['--version'],
      problem: (stdout) => (stdout.trim() === version ? null : `It says ${stdout.trim()} and not ${version}.`),
    },
    {
      args: ['status', '--json'],
      problem: (stdout) => fieldProblem(stdout, 'schemaVersion', (value) => value === 1),
    },
    {
      args: ['ledger', 'reserve', '--install', install, '--tier', 'core', '--json'],
      problem: (stdout) => fieldProblem(stdout, 'reservationId', (value) => typeof value === 'string'),
    },
    {
      args: ['ledger', 'show', install, '--json'],
      problem: (stdout) => fieldProblem(stdout, 'reserved', (value) => value === 1),
    },
  ];
}

function fieldProblem(stdout: string, field: string, isRight: (value: unknown) => boolean): string | null {
  let document: unknown;
  try {
    document = JSON.parse(stdout);
  } catch (error) {
    return `The output is no JSON (${String(error)}): ${stdout.slice(0, 200)}`;
  }
  const value = (document as Readonly<Record<string, unknown>> | null)?.[field];
  return isRight(value) ? null : `The field ${field} is ${JSON.stringify(value)}.`;
}

/**
 * Installs a file, runs the checks from another folder and removes it. Returns what is wrong, one sentence each. A
 * package that brings its own runtime has to do without Node.
 */
export async function smokeProblems(
  installation: (folder: string) => Installation,
  checks: readonly Check[],
): Promise<readonly string[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-smoke-'));
  try {
    const target = path.join(folder, 'installed');
    const elsewhere = path.join(folder, 'elsewhere');
    for (const each of [target, elsewhere]) await mkdir(each);
    const { install: steps, run, remove, place } = installation(target);
    try {
      await runAll(steps, target);
    } catch (cause) {
      // What the steps before left behind would be in the way of the next attempt.
      await runAll(remove, elsewhere).catch((error: unknown) => say(`Not removed: ${String(error)}`));
      throw cause;
    }
    const problems = await checkProblems(run, checks, { cwd: elsewhere, environment: environmentOf(place, folder) });
    await runAll(remove, elsewhere);
    if (remove.length > 0 && place !== 'container' && existsSync(run[0])) problems.push(`${run[0]} is still there.`);
    return problems;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function environmentOf(place: Installation['place'], folder: string): NodeJS.ProcessEnv {
  if (place === 'container') return process.env;
  const home = { ...process.env, QUOTA_TRAY_HOME: path.join(folder, 'state') };
  return place === 'node' ? home : { ...home, PATH: systemPath() };
}

/** Returns a PATH with the programs of the system alone. A runner has its Node elsewhere. */
function systemPath(): string {
  const systemRoot = process.env['SystemRoot'];
  return systemRoot === undefined
    ? '/usr/bin:/bin:/usr/sbin:/sbin'
    : [path.win32.join(systemRoot, 'System32'), systemRoot].join(';');
}

async function checkProblems(
  run: Command,
  checks: readonly Check[],
  options: { readonly cwd: string; readonly environment: NodeJS.ProcessEnv },
): Promise<string[]> {
  const problems: string[] = [];
  for (const { args, problem } of checks) {
    const line = [...run, ...args].join(' ');
    say(`$ ${line}`);
    const { exitCode, stdout, stderr } = await runProgram([...run, ...args], options);
    const found = exitCode === 0 ? problem(stdout) : `It ended with ${exitCode ?? 'no exit code'}: ${stderr.trim()}`;
    if (found !== null) problems.push(`${line}: ${found}`);
  }
  return problems;
}

async function runAll(commands: readonly Command[], cwd: string): Promise<void> {
  for (const command of commands) {
    say(`$ ${command.join(' ')}`);
    const { exitCode, stderr } = await runProgram(command, { cwd, environment: process.env });
    if (exitCode === 0) continue;
    throw new ExitError(
      exitCodes.failed,
      `${command.join(' ')} ended with ${exitCode ?? 'no exit code'}: ${stderr.trim()}`,
    );
  }
}

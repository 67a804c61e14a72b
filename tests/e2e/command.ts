import { spawn } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from '../../scripts/process/project.ts';
import { testEnvironment } from '../support/electron.ts';
import type { Place } from './fixtures.ts';

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end and answers what it wrote. The environment is given whole. */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** Runs the built command line in the same place as the app, from a folder that is not the checkout. */
export async function runCli(place: Place, ...args: readonly string[]): Promise<CommandResult> {
  const program = path.join(projectRoot, 'dist', 'cli', 'cli.cjs');
  return runProgram(
    process.execPath,
    [program, ...args],
    testEnvironment(place.elsewhere, place.home, place.env),
    place.elsewhere,
  );
}

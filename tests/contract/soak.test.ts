import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('../support/soak/run.ts', import.meta.url));

/** Runs a week in a process of its own, which can clean its heap before it is measured. */
async function soak(...options: readonly string[]) {
  const child = spawn(process.execPath, ['--expose-gc', program, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { stdout, stderr, exitCode: exitCode as number | null };
}

it('three days of sleep, lost networks, refusals and wrong clocks break no promise and leave nothing behind', async () => {
  const { stdout, stderr, exitCode } = await soak('--days', '3', '--accounts', '11');
  expect(stdout).not.toContain('violation: ');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const summary = /(\d+) requests, .*, (\d+) tool runs, (\d+) warm-ups, (\d+) notifications, 0 violations\n$/.exec(
    stdout,
  );
  const counts = summary?.slice(1).map(Number) ?? [];
  expect(counts).toHaveLength(4);
  expect(Math.min(...counts), summary?.[0]).toBeGreaterThan(0);
});

it('an option that is not understood is told, and no day passes', async () => {
  const { stdout, stderr, exitCode } = await soak('--days', 'many');
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 64 });
  expect(stderr).toContain('usage: npm run soak');
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../support/crash/run.ts', import.meta.url));
const newSeed = Number(process.env['QUOTA_TRAY_TEST_SEED'] ?? 1 + (Date.now() % 100_000));
const hangMs = 600_000;

/** Kills processes of the checkout. The app itself is killed by `npm run crash`, because it must be built. */
async function crash(...options: readonly string[]) {
  const args = [program, '--unbuilt', '--lanes', '1', ...options];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { stdout, stderr, exitCode: exitCode as number | null };
}

test.skipIf(process.platform === 'win32').each([['1'], [String(newSeed)]])(
  'serve, commands and ledger clients that are killed at random moments (seed %s) lose nothing that was acknowledged, and the next start shows figures',
  async (seed) => {
    const { stdout, stderr, exitCode } = await crash('--kills', '30', '--power-losses', '15', '--seed', seed);
    expect(stdout).not.toContain('violation: ');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(
      /: 30 kills, \d+ power failures, [1-9]\d* acknowledgements, 2 starts afterwards, .* 0 violations\n$/,
    );
  },
  hangMs,
);

test('an option that is not understood is told, and nothing is killed', async () => {
  const { stdout, stderr, exitCode } = await crash('--kills', 'many');
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 64 });
  expect(stderr).toContain('usage: npm run crash');
});

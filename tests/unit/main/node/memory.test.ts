import { spawnSync } from 'node:child_process';

import { expect, test } from 'vitest';

const memory = new URL('../../../../main/node/memory.ts', import.meta.url).href;

/** Runs a program of its own, because the switches of V8 hold for a whole process. */
function run(program: string): { readonly stdout: string; readonly stderr: string } {
  const code = `import * as memory from ${JSON.stringify(memory)};\n${program}`;
  return spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '--allow-natives-syntax', '-e', code], {
    encoding: 'utf8',
  });
}

/**
 * Runs a function often and asks V8 whether it is optimized now: a bit of its answer. Another thread compiles it, which
 * gets its turn late on a busy computer.
 */
const isCompiled = `
  function add(a, b) { return a + b; }
  let sum = 0;
  let isCompiled = false;
  for (let round = 0; round < 20 && !isCompiled; round += 1) {
    for (let turn = 0; turn < 3_000_000; turn += 1) sum = add(sum, turn) % 1000;
    isCompiled = (%GetOptimizationStatus(add) & (1 << 4)) !== 0;
  }
`;

test('every switch is known to the runtime', () => {
  expect(run('memory.preferLittleMemory(); memory.compileForMany(101); memory.collectGarbage();').stderr).toBe('');
});

test('code that runs often is interpreted with few accounts, and compiled with many', () => {
  const few = run(`memory.preferLittleMemory(); memory.compileForMany(100);${isCompiled} console.log(isCompiled)`);
  const many = run(`memory.preferLittleMemory(); memory.compileForMany(101);${isCompiled} console.log(isCompiled)`);
  expect([few.stdout.trim(), few.stderr]).toEqual(['false', '']);
  expect([many.stdout.trim(), many.stderr]).toEqual(['true', '']);
});

test('a collection frees what nothing refers to', () => {
  const { stdout, stderr } = run(`
    let kept = Array.from({ length: 1_000_000 }, (_, number) => ({ number }));
    const before = process.memoryUsage().heapUsed;
    kept = null;
    memory.collectGarbage();
    console.log(before - process.memoryUsage().heapUsed > 20_000_000);
  `);
  expect([stdout.trim(), stderr]).toEqual(['true', '']);
});

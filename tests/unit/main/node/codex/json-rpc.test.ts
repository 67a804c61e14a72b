import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { account, askingTool, good } from '../../../../support/codex/app-server.ts';
import { isAlive, toolRuns, type ToolRun } from '../../../../support/codex/stand-in-tool.ts';
import { poll } from '../../../../support/desktop/poll.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const short = { startMs: 2_000, readMs: 300 } as const;
const pidsOf = (runs: readonly ToolRun[]): readonly number[] =>
  runs.flatMap(({ pid, childPid }) => [pid, ...(childPid === null ? [] : [childPid])]);

/** Killed ones are there until whoever adopted them has waited for them. */
async function expectGone(pids: readonly number[], count: number): Promise<void> {
  expect(pids).toHaveLength(count);
  await poll(`the end of ${pids.join(' and ')}`, 10_000, () => (pids.some(isAlive) ? undefined : true));
}

describe('the process of the Codex command line', () => {
  it('has ended after an answer', async () => {
    const { ask, codexHome, runs } = await askingTool({ answer: good });
    expect(await ask(account, codexHome)).not.toBeNull();
    await expectGone(pidsOf(runs()), 1);
  });

  it('is killed with its child if it does not end after its answer', async () => {
    const { ask, codexHome, runs } = await askingTool({ isStubborn: true, answer: good });
    expect(await ask(account, codexHome)).not.toBeNull();
    await expectGone(pidsOf(runs()), 2);
  });

  it.each([
    ['never greets', { greeting: null }],
    ['never answers', { answer: null }],
    ['says a line without an end', { endlessBytes: 1_500_000 }],
  ])('is killed with its child when it %s', async (_what, script) => {
    const { ask, codexHome, runs } = await askingTool(
      { isStubborn: true, answer: good, ...script },
      { timeouts: short },
    );
    expect(await ask(account, codexHome)).toBeNull();
    await expectGone(pidsOf(runs()), 2);
  });

  it('does not outlive the app that started it', async () => {
    const { codexHome, options } = await askingTool({ isStubborn: true, answer: null });
    const module = pathToFileURL(path.resolve('main/node/codex/app-server.ts')).href;
    const app = path.join(temporaryFolder(), 'app.mjs');
    const log = '{ info() {}, warn() {}, error() {} }';
    await writeFile(
      app,
      `import { createCodexAppServer } from ${JSON.stringify(module)};
       const { nowMs: _, log: __, ...options } = ${JSON.stringify(options)};
       createCodexAppServer({ ...options, nowMs: Date.now, log: ${log} }).ask(${JSON.stringify(account)}, ${JSON.stringify(codexHome)});
       process.stdin.on('data', () => process.exit(0));`,
    );
    const child = spawn(process.execPath, [app], { stdio: ['pipe', 'inherit', 'inherit'] });
    await poll('the question', 15_000, () => (toolRuns(codexHome)[0]?.asked.length === 3 ? true : undefined));
    const exit = once(child, 'exit');
    child.stdin.write('leave\n');
    await exit;
    await expectGone(pidsOf(toolRuns(codexHome)), 2);
  });
});

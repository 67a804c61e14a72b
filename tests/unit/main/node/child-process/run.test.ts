import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Program, type RunLimits, runProgram } from '../../../../../main/node/child-process/run.ts';
import { isAlive } from '../../../../support/codex/stand-in-tool.ts';
import { eventually } from '../../../../support/eventually.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const timeoutMs = 60_000;

function node(code: string, more: Partial<Program> = {}): Program {
  return { file: process.execPath, args: ['-e', code], children: 'end', ...more };
}

async function textOf(code: string, limits: Partial<RunLimits> = {}): Promise<string> {
  const end = await runProgram(node(code), { timeoutMs, maximumOutputBytes: 1_000, ...limits });
  return end.kind === 'ended' ? `${end.code}: ${end.output.toString('utf8')}` : end.kind;
}

describe('running a program', () => {
  it('returns its exit code and its output', async () => {
    expect(await textOf("process.stdout.write('hello'); process.exitCode = 3")).toBe('3: hello');
  });

  it('gives it a text as its input', async () => {
    expect(await textOf('process.stdin.pipe(process.stdout)', { input: 'in' })).toBe('0: in');
  });

  it('gives it an empty environment where one is named', async () => {
    const program = node('process.stdout.write(String(process.env.HOME))', { environment: {} });
    const end = await runProgram(program, { timeoutMs, maximumOutputBytes: 100 });
    expect(end).toMatchObject({ kind: 'ended', code: 0, output: Buffer.from('undefined') });
  });

  it('throws its output away where no limit is named', async () => {
    const end = await runProgram(node("process.stdout.write('x')"), { timeoutMs });
    expect(end).toEqual({ kind: 'ended', code: 0, output: Buffer.alloc(0) });
  });

  it('gives its output to a reader as it comes, and keeps none of it', async () => {
    const parts: string[] = [];
    const script = "process.stdout.write('one', () => setTimeout(() => process.stdout.write('two'), 50))";
    const end = await runProgram(node(script), { timeoutMs: 20_000, onOutput: (part) => parts.push(part.toString()) });
    expect(end).toMatchObject({ kind: 'ended', code: 0 });
    expect('output' in end && end.output.length).toBe(0);
    expect(parts.join('')).toBe('onetwo');
  });

  it('ends it when it writes too much', async () => {
    const end = await runProgram(node("for (;;) process.stdout.write('x'.repeat(1000))"), {
      timeoutMs,
      maximumOutputBytes: 5_000,
    });
    expect(end.kind).toBe('too-much-output');
    expect('output' in end && end.output.length).toBe(5_000);
  });

  it.each([0, 300])('ends it when its time is over, with %i ms to end by itself', async (graceMs) => {
    const code = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
    expect(await runProgram(node(code), { timeoutMs: 500, graceMs })).toMatchObject({ kind: 'timed-out' });
  });

  it('says that it was not started', async () => {
    const nowhere = path.join(temporaryFolder(), 'none');
    expect(await runProgram({ file: nowhere, children: 'end' }, { timeoutMs })).toEqual({ kind: 'not-started' });
    expect(await runProgram(node('a\0b'), { timeoutMs })).toEqual({ kind: 'not-started' });
  });
});

describe.runIf(process.platform !== 'win32')('the children of a program', () => {
  /** The id of a process that the program leaves behind when it ends. */
  async function childLeftBehind(children: Program['children']): Promise<number> {
    const file = path.join(temporaryFolder(), 'pid');
    const code = `const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      require('node:fs').writeFileSync(${JSON.stringify(file)}, String(child.pid));
      child.unref();`;
    expect(await runProgram(node(code, { children }), { timeoutMs })).toMatchObject({ kind: 'ended' });
    expect(existsSync(file)).toBe(true);
    return Number(readFileSync(file, 'utf8'));
  }

  it('end with it', async () => {
    const pid = await childLeftBehind('end');
    await eventually(() => expect(isAlive(pid)).toBe(false));
  });

  it.each(['end-at-limit', 'leave'] as const)('live on after it where the policy is "%s"', async (children) => {
    const pid = await childLeftBehind(children);
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });
});

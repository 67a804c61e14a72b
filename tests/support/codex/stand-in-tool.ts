import type * as childProcess from 'node:child_process';
import type * as fileSystem from 'node:fs';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** How a stand-in for the Codex command line behaves. */
export interface ToolScript {
  /** Said, line by line, as soon as it runs, before anything was asked. */
  readonly first?: readonly (object | string)[];
  /** Null: it never greets. */
  readonly greeting?: object | null;
  readonly greetsAfterMs?: number;
  /** Said between the question and its answer. */
  readonly before?: readonly (object | string)[];
  /** The rest of the answer to the reading, beside its id; null: it never answers. */
  readonly answer?: object | null;
  /**
   * The rest of the answers to other requests, by method; null: it never answers that one. A method that is left out is
   * refused as one that this version does not know.
   */
  readonly answers?: Readonly<Record<string, object | null>>;
  /** It refuses parameters of the reading, as an older version does. */
  readonly isOld?: boolean;
  /** Bytes of a line without an end, said instead of an answer. */
  readonly endlessBytes?: number;
  /** It does not leave when asked to, and neither does a child of its own. */
  readonly isStubborn?: boolean;
  /** It ends at once after its answer. */
  readonly leavesAfterAnswer?: boolean;
}

/** One run of the stand-in. */
export interface ToolRun {
  readonly pid: number;
  readonly childPid: number | null;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly startedAtMs: number;
  readonly asked: readonly Readonly<Record<string, unknown>>[];
}

/** Writes an executable `codex` into a folder. It keeps a diary of its runs in its `CODEX_HOME`. */
export async function writeStandInTool(folder: string, script: ToolScript): Promise<string> {
  const file = path.join(folder, 'codex');
  await mkdir(folder, { recursive: true });
  await writeFile(file, `#!${process.execPath}\n(${standIn.toString()})(${JSON.stringify(script)}, require);\n`);
  await chmod(file, 0o755);
  return file;
}

/** The runs of the stand-in in this `CODEX_HOME` so far. Two that ran beside each other come out in pieces. */
export function toolRuns(codexHome: string): readonly ToolRun[] {
  const diary = path.join(codexHome, 'diary.jsonl');
  if (!existsSync(diary)) return [];
  const runs: ToolRun[] = [];
  for (const line of readFileSync(diary, 'utf8')
    .split('\n')
    .filter((each) => each !== '')) {
    const { pid, asked, ...run } = JSON.parse(line) as ToolRun & { readonly asked: Readonly<Record<string, unknown>> };
    const last = runs.at(-1);
    if (last?.pid !== pid) runs.push({ ...run, pid, asked: [] });
    else runs[runs.length - 1] = { ...last, asked: [...last.asked, asked] };
  }
  return runs;
}

/** Whether a process is there, be it only as one that nobody has waited for yet. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

interface Asked {
  readonly id?: number;
  readonly method: string;
  readonly params?: object;
}

/** Runs in the stand-in, with nothing of this file around it. */
function standIn(script: ToolScript, need: NodeJS.Require): void {
  const { appendFileSync } = need('node:fs') as typeof fileSystem;
  const { spawn } = need('node:child_process') as typeof childProcess;
  const diary = `${process.env['CODEX_HOME']}/diary.jsonl`;
  const note = (entry: object): void => appendFileSync(diary, `${JSON.stringify({ pid: process.pid, ...entry })}\n`);
  const say = (what: object | string): void =>
    void process.stdout.write(`${typeof what === 'string' ? what : JSON.stringify(what)}\n`);
  let childPid: number | null = null;
  if (script.isStubborn === true) {
    for (const name of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(name, () => undefined);
    setInterval(() => undefined, 1000);
    childPid =
      spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], {
        stdio: 'inherit',
      }).pid ?? null;
  }
  note({
    childPid,
    argv: process.argv.slice(2),
    environment: process.env,
    cwd: process.cwd(),
    startedAtMs: Date.now(),
  });
  process.stderr.write('noise that nobody reads\n');
  for (const line of script.first ?? []) say(line);
  const refusal = (message: string): object => ({ error: { code: -32600, message: `Invalid request: ${message}` } });
  const answerTo = ({ id, method, params }: Asked): void => {
    if (method === 'initialize' && script.greeting !== null) {
      setTimeout(() => say({ id, result: script.greeting ?? {} }), script.greetsAfterMs ?? 0);
    }
    if (method === 'initialize' || method === 'initialized') return;
    if (method !== 'account/rateLimits/read') {
      const answer = script.answers?.[method];
      if (answer !== null) say({ id, ...(answer ?? refusal(`unknown variant \`${method}\``)) });
      return;
    }
    if (script.isOld === true && params !== undefined)
      return say({ id, ...refusal('invalid type: map, expected unit') });
    for (const line of script.before ?? []) say(line);
    if (script.endlessBytes !== undefined) process.stdout.write('x'.repeat(script.endlessBytes));
    else if (script.answer !== null) say({ id, ...script.answer });
    if (script.leavesAfterAnswer === true) process.exit(0);
  };
  let text = '';
  process.stdin.on('data', (piece: Buffer) => {
    text += String(piece);
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const message = JSON.parse(line) as Asked;
      note({ asked: message });
      answerTo(message);
    }
  });
  process.stdin.on('end', () => {
    if (script.isStubborn !== true) process.exit(0);
  });
}

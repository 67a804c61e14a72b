import type * as childProcess from 'node:child_process';
import type * as fileSystem from 'node:fs';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** How a stand-in for Claude Code behaves. */
export interface ClaudeScript {
  /** Written, line by line, before it reads anything. */
  readonly first?: readonly (object | string)[];
  /** The answer to the question for usage; null: it never answers. */
  readonly answer?: object | null;
  /** True: it does not know the question and says so. */
  readonly isOlder?: boolean;
  /** Bytes of a line without an end, written instead of an answer. */
  readonly endlessBytes?: number;
  /** It does not end when asked to, and neither does a child of its own. */
  readonly isStubborn?: boolean;
  /** It ends at once, with this exit code. */
  readonly exitsWith?: number;
}

/** One run of the stand-in. */
export interface ClaudeRun {
  readonly pid: number;
  readonly childPid: number | null;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** True: another run had not ended when this one began. */
  readonly overlaps: boolean;
  readonly asked: readonly Readonly<Record<string, unknown>>[];
}

/** Writes an executable `claude` into a folder. It keeps a diary of its runs in `diaryFolder`. */
export async function writeStandInClaude(folder: string, diaryFolder: string, script: ClaudeScript): Promise<string> {
  const file = path.join(folder, 'claude');
  await mkdir(folder, { recursive: true });
  const call = `(${standIn.toString()})(${JSON.stringify(script)}, ${JSON.stringify(diaryFolder)}, require);`;
  await writeFile(file, `#!${process.execPath}\n${call}\n`);
  await chmod(file, 0o755);
  return file;
}

/** The runs of the stand-in so far, the oldest first. */
export function claudeRuns(diaryFolder: string): readonly ClaudeRun[] {
  const diary = path.join(diaryFolder, 'diary.jsonl');
  if (!existsSync(diary)) return [];
  const runs = new Map<number, ClaudeRun>();
  for (const line of readFileSync(diary, 'utf8').split('\n')) {
    if (line === '') continue;
    const { pid, asked, ...run } = JSON.parse(line) as ClaudeRun & {
      readonly asked?: Readonly<Record<string, unknown>>;
    };
    const known = runs.get(pid) ?? { ...run, pid, asked: [] };
    runs.set(pid, asked === undefined ? known : { ...known, asked: [...known.asked, asked] });
  }
  return [...runs.values()];
}

/** Runs in the stand-in, with nothing of this file around it. */
function standIn(script: ClaudeScript, diaryFolder: string, need: NodeJS.Require): void {
  const { appendFileSync, writeFileSync, rmSync, existsSync: exists } = need('node:fs') as typeof fileSystem;
  const { spawn } = need('node:child_process') as typeof childProcess;
  const running = `${diaryFolder}/running`;
  const note = (entry: object): void =>
    appendFileSync(`${diaryFolder}/diary.jsonl`, `${JSON.stringify({ pid: process.pid, ...entry })}\n`);
  const say = (what: object | string): void =>
    void process.stdout.write(`${typeof what === 'string' ? what : JSON.stringify(what)}\n`);
  const overlaps = exists(running);
  writeFileSync(running, '');
  process.on('exit', () => rmSync(running, { force: true }));
  let childPid: number | null = null;
  if (script.isStubborn === true) {
    for (const name of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(name, () => undefined);
    setInterval(() => undefined, 1000);
    childPid =
      spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], {
        stdio: 'inherit',
      }).pid ?? null;
  }
  note({ childPid, argv: process.argv.slice(2), environment: process.env, cwd: process.cwd(), overlaps });
  process.stderr.write('noise that nobody reads\n');
  for (const line of script.first ?? []) say(line);
  if (script.exitsWith !== undefined) process.exit(script.exitsWith);
  let text = '';
  process.stdin.on('data', (piece: Buffer) => {
    text += String(piece);
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const asked = JSON.parse(line) as { readonly request_id: string };
      note({ asked });
      const { request_id } = asked;
      const reply = (response: object): void =>
        say({ type: 'control_response', response: { request_id, ...response } });
      if (script.endlessBytes !== undefined) process.stdout.write('x'.repeat(script.endlessBytes));
      else if (script.isOlder === true) reply({ subtype: 'error', error: 'Unsupported control request subtype' });
      else if (script.answer !== null) reply({ subtype: 'success', response: script.answer ?? {} });
    }
  });
  process.stdin.on('end', () => {
    if (script.isStubborn !== true) process.exit(0);
  });
}

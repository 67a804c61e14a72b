import { runProgram } from '../child-process/run.ts';

interface EarlierCommandOptions {
  readonly input: Buffer;
  readonly timeMs: number;
}

const maximumOutputBytes = 64 * 1024;

/**
 * Runs the status line command that was set before ours, in a shell and with the same input, as Claude Code does.
 * Returns what it printed until it ended or reached a limit; `''` where it could not run. Never rejects.
 */
export async function runEarlierCommand(command: string, { input, timeMs }: EarlierCommandOptions): Promise<string> {
  const program = { file: command, shell: true, children: 'end-at-limit' } as const;
  const end = await runProgram(program, { input, timeoutMs: timeMs, maximumOutputBytes });
  return end.kind === 'not-started' ? '' : end.output.toString('utf8');
}

const escape = '\u001B';

/**
 * Returns the output of the earlier command with our line appended to its first line, because some versions of Claude
 * Code show only the first line. Colours that the first line leaves on are reset.
 */
export function joinStatusLines(earlier: string, ours: string): string {
  const [first = '', ...rest] = earlier.trimEnd().split(/\r?\n/);
  if (first === '' && rest.length === 0) return ours;
  const plain = first.includes(escape) ? `${first}${escape}[0m` : first;
  return [first === '' ? ours : `${plain} · ${ours}`, ...rest].join('\n');
}

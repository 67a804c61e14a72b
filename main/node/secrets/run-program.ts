import { spawn } from 'node:child_process';

export interface ProgramOutcome {
  /** null: the program did not start, or was killed because of its time or output limit. */
  readonly exitCode: number | null;
  readonly stdout: string;
}

const mostBytes = 64 * 1024;

/** Runs a program of the system. Passes the text on standard input, where no other process sees it. Never throws. */
export function runProgram(
  command: string,
  args: readonly string[],
  input: string,
  timeMs: number,
): Promise<ProgramOutcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
    let stdout = '';
    const end = (exitCode: number | null): void => {
      clearTimeout(timer);
      resolve({ exitCode, stdout });
    };
    const stop = (): void => {
      child.kill('SIGKILL');
      child.stdout.destroy();
      end(null);
    };
    const timer = setTimeout(stop, timeMs);
    child.on('error', () => end(null));
    child.once('close', end);
    child.stdin.on('error', () => undefined);
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
      if (stdout.length > mostBytes) stop();
    });
    child.stdin.end(input);
  });
}

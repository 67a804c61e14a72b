import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

interface EarlierCommandOptions {
  readonly input: Buffer;
  readonly timeMs: number;
  readonly platform: NodeJS.Platform;
}

const maximumOutputBytes = 64 * 1024;

type Running = ChildProcessByStdio<Writable, Readable, null>;

/**
 * Runs the status line command that was there before ours, in a shell as its tool does, with the same
 * input. Gives what it printed until it ended or its time was over; `''` where it could not run. Never
 * throws.
 */
export async function runEarlierCommand(
  command: string,
  { input, timeMs, platform }: EarlierCommandOptions,
): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const child = start(command, platform);
    if (child === null) return resolve('');
    const finish = (): void => {
      clearTimeout(timer);
      child.stdout.destroy();
      resolve(Buffer.concat(chunks).subarray(0, maximumOutputBytes).toString('utf8'));
    };
    const breakOff = (): void => {
      end(child, platform);
      finish();
    };
    const timer = setTimeout(breakOff, timeMs);
    child.on('error', finish).once('close', finish);
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maximumOutputBytes) breakOff();
    });
    // A command that does not read its input is not at fault.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** In a group of its own, so that what the shell started ends with it. Null where it cannot even be tried. */
function start(command: string, platform: NodeJS.Platform): Running | null {
  const detached = platform !== 'win32';
  try {
    return spawn(command, { shell: true, detached, windowsHide: true, stdio: ['pipe', 'pipe', 'ignore'] });
  } catch {
    return null;
  }
}

function end(child: Running, platform: NodeJS.Platform): void {
  try {
    if (platform === 'win32') child.kill();
    else if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended in between.
  }
  child.unref();
}

const escape = '\u001B';

/**
 * The output of an earlier command with our line behind its first one, because some versions of the tool
 * show only the first. Colours that it left on end there.
 */
export function joinStatusLines(earlier: string, ours: string): string {
  const [first = '', ...rest] = earlier.replace(/\s+$/, '').split(/\r?\n/);
  if (first === '' && rest.length === 0) return ours;
  const plain = first.includes(escape) ? `${first}${escape}[0m` : first;
  return [first === '' ? ours : `${plain} · ${ours}`, ...rest].join('\n');
}

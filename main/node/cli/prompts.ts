import { createInterface } from 'node:readline/promises';
import type { ReadStream } from 'node:tty';
import { safeForTerminal } from '../../../core/units/text.ts';

/** Asks a question on the terminal. Anything but `y` or `yes`, and the end of the input, is a no. */
export async function confirmOnTerminal(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  const answer = await Promise.race([terminal.question(safeForTerminal(question)), closed]);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

const mostBytes = 64 * 1024;
const enter = /[\r\n\u0004]/;
const interrupt = '\u0003';
const backspace = /[\u0008\u007f]/;

type Input = NodeJS.ReadStream | (NodeJS.ReadableStream & { readonly isTTY?: boolean });

/** Standard input without the line break at its end; null: it cannot be read, or is longer than a key can be. */
export async function readSecretFrom(input: Input = process.stdin): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of input) {
      const bytes = Buffer.from(chunk as Buffer);
      length += bytes.length;
      if (length > mostBytes) return null;
      chunks.push(bytes);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

/** Asks for a secret on the terminal, which shows nothing of what the user types. Null: the user interrupted it. */
export function askSecret(
  question: string,
  input: Pick<ReadStream, 'setRawMode' | 'on' | 'off' | 'resume' | 'pause' | 'setEncoding'> = process.stdin,
  output: Pick<NodeJS.WriteStream, 'write'> = process.stderr,
): Promise<string | null> {
  output.write(safeForTerminal(question));
  input.setRawMode(true);
  input.setEncoding('utf8');
  return new Promise((resolve) => {
    let typed = '';
    const end = (answer: string | null): void => {
      input.off('data', take);
      input.off('end', ended);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
      resolve(answer);
    };
    const ended = (): void => end(null);
    const take = (text: string | Buffer): void => {
      for (const letter of text.toString()) {
        if (letter === interrupt) return end(null);
        if (enter.test(letter)) return end(typed);
        typed = backspace.test(letter) ? typed.slice(0, -1) : typed + letter;
      }
    };
    input.on('data', take);
    input.on('end', ended);
    input.resume();
  });
}

import { createInterface } from 'node:readline/promises';
import type { ReadStream } from 'node:tty';
import type { Translate } from '../../../core/i18n/translate.ts';
import { safeForTerminal } from '../../../core/units/text.ts';

/** Every language takes these, because not every keyboard has the letters of the language. */
const alwaysYes = ['y', 'yes'];

/**
 * Returns whether an answer agrees: `y`, `yes`, or a letter or word for yes in the user's language. Everything else is a
 * no. Capital letters, full-width letters and accents typed as a mark of their own make no difference.
 */
export function isYes(answer: string, t: Translate): boolean {
  return [...alwaysYes, ...t('cli.yes-words').split(' ')].includes(answer.normalize('NFKC').trim().toLowerCase());
}

/** Asks for a text on the terminal, on standard error so that output stays clean. Null: the input ended. */
export async function askText(
  question: string,
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<string | null> {
  const terminal = createInterface({ input, output });
  const closed = new Promise<null>((resolve) => terminal.once('close', () => resolve(null)));
  const answer = await Promise.race([terminal.question(safeForTerminal(`${question} `)), closed]);
  terminal.close();
  return answer;
}

/** Asks a question on the terminal, with the letters of the user's language. The end of the input is a no. */
export async function confirmOnTerminal(
  question: string,
  t: Translate,
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stdout,
): Promise<boolean> {
  const terminal = createInterface({ input, output });
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  const answer = await Promise.race([terminal.question(safeForTerminal(`${question} ${t('cli.yes-no')} `)), closed]);
  terminal.close();
  return isYes(answer, t);
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

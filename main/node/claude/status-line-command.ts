import { posix, win32 } from 'node:path';

interface StatusLineCommand {
  /** The runtime and the program, absolute, so that it works from any folder. */
  readonly runtime: string;
  readonly program: string;
  readonly platform: NodeJS.Platform;
}

const programNames: ReadonlySet<string> = new Set(['cli.cjs', 'quota-tray', 'quota-tray.cmd', 'quota-tray.exe']);
const encodedMark = 'base64:';

/**
 * The command for Claude Code's settings, with the earlier one as its last word. Null where a path cannot
 * be written so that every shell takes it.
 */
export function formatStatusLineCommand(
  { runtime, program, platform }: StatusLineCommand,
  earlier: string | null,
): string | null {
  const words = [quoteWord(runtime, platform), quoteWord(program, platform), 'statusline'];
  if (earlier !== null) words.push(`--earlier=${quoteWord(asOneWord(earlier, platform), platform)}`);
  return words.includes(null) ? null : words.join(' ');
}

/** Whether a command is one of ours, wherever it was installed from, and the earlier one in it; null: it is not. */
export function parseStatusLineCommand(command: unknown): { readonly earlier: string | null } | null {
  const words = typeof command === 'string' ? splitWords(command) : null;
  const at = words?.indexOf('statusline') ?? -1;
  const program = words?.[at - 1];
  if (words === null || program === undefined || !isOurProgram(program)) return null;
  const [option, value, ...more] = words.slice(at + 1);
  if (option === undefined) return { earlier: null };
  if (option.startsWith('--earlier=') && value === undefined)
    return { earlier: decodeEarlier(option.slice('--earlier='.length)) };
  return option === '--earlier' && value !== undefined && more.length === 0 ? { earlier: decodeEarlier(value) } : null;
}

/** The earlier command from the option `--earlier`. */
export function decodeEarlier(value: string): string {
  return value.startsWith(encodedMark)
    ? Buffer.from(value.slice(encodedMark.length), 'base64url').toString('utf8')
    : value;
}

/** Readable where one shell is sure to read it; encoded where it may be another. */
function asOneWord(earlier: string, platform: NodeJS.Platform): string {
  const isPlain = platform !== 'win32' && !earlier.startsWith(encodedMark);
  return isPlain ? earlier : `${encodedMark}${Buffer.from(earlier, 'utf8').toString('base64url')}`;
}

function isOurProgram(program: string): boolean {
  return programNames.has(posix.basename(program)) || programNames.has(win32.basename(program));
}

/** A word that the shell takes as it is. On Windows the shell may be one of three, so only what all take. */
export function quoteWord(word: string, platform: NodeJS.Platform): string | null {
  if (platform === 'win32') {
    // A forward slash opens the same file, and no shell takes it for an escape.
    const path = word.replaceAll('\\', '/');
    return /["$`%!]/.test(path) ? null : `"${path}"`;
  }
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

const plain = /^[^\s'"\\;&|<>()$`*?#~!{}[\]]+/;

/**
 * The words of a simple command with plain quoting; null for anything that only a shell can tell, such as
 * a pipe or a variable.
 */
export function splitWords(command: string): readonly string[] | null {
  const words: string[] = [];
  let rest = command.trim();
  while (rest !== '') {
    let word = '';
    while (rest !== '' && !/^\s/.test(rest)) {
      const part = quotedPart(rest) ?? plain.exec(rest)?.[0];
      if (part === undefined) return null;
      word += unquoted(part);
      rest = rest.slice(part.length);
    }
    words.push(word);
    rest = rest.trimStart();
  }
  return words;
}

function quotedPart(text: string): string | undefined {
  return (/^'[^']*'/.exec(text) ?? /^"[^"\\$`]*"/.exec(text) ?? /^\\[^\n]/.exec(text))?.[0];
}

function unquoted(part: string): string {
  if (part.startsWith('\\')) return part.slice(1);
  return part.startsWith("'") || part.startsWith('"') ? part.slice(1, -1) : part;
}

import { posix, win32 } from 'node:path';

import { shellWord } from '../../../core/units/shell-word.ts';
import { commandLineArgument } from '../desktop/app-id.ts';

/** The words that start the command line, as absolute paths, so that they work from any folder. */
export interface OwnCommand {
  /** Null: the program starts by itself. */
  readonly runtime: string | null;
  readonly program: string;
}

interface StatusLineCommand extends OwnCommand {
  readonly platform: NodeJS.Platform;
}

const programNames: ReadonlySet<string> = new Set([
  ...['cli.cjs', 'quota-tray.cjs', 'quota-tray', 'quota-tray.cmd', 'quota-tray.exe', commandLineArgument],
]);
const encodedPrefix = 'base64:';

/**
 * Returns the command for Claude Code's settings, with the earlier command as its last word. Null if a path cannot be
 * quoted for every shell.
 */
export function formatStatusLineCommand(
  { runtime, program, platform }: StatusLineCommand,
  earlier: string | null,
): string | null {
  const own = runtime === null ? [program] : [runtime, program];
  const words = [...own.map((word) => quoteWord(word, platform)), 'statusline'];
  if (earlier !== null) words.push(`--earlier=${quoteWord(asOneWord(earlier, platform), platform)}`);
  return words.includes(null) ? null : words.join(' ');
}

/** Where this process runs from. */
interface RunningCommand {
  readonly execPath: string;
  /** The script: `process.argv[1]`. */
  readonly script: string;
  readonly platform: NodeJS.Platform;
  /** The file of an AppImage, whose content lies in a temporary mount; null: it is none. */
  readonly appImage: string | null;
  readonly realPathOf: (file: string) => string;
  readonly exists: (file: string) => boolean;
}

/**
 * Returns the words that start this command line again. An app on this computer has a launcher, which finds a Node at each
 * start; a Node may move with its next version. A link in a `bin` folder may disappear, so other files are named themselves.
 */
export function ownCommand({ execPath, script, platform, appImage, realPathOf, exists }: RunningCommand): OwnCommand {
  if (appImage !== null) return { runtime: appImage, program: commandLineArgument };
  const path = platform === 'win32' ? win32 : posix;
  const file = realPathOf(script);
  // `resources/command-line/quota-tray.cjs` on Node, `resources/app.asar/dist/cli/in-app.cjs` on the app's own runtime.
  const resources = [path.dirname(path.dirname(file)), path.resolve(file, '../../../..')];
  const launchers = resources
    .filter((folder) => exists(path.join(folder, 'app.asar')))
    .map((folder) => path.join(folder, 'bin', platform === 'win32' ? 'quota-tray.cmd' : 'quota-tray'));
  const launcher = launchers.find(exists);
  return launcher === undefined ? { runtime: execPath, program: file } : { runtime: null, program: launcher };
}

/** Parses a command of ours, wherever it was installed, and returns the earlier command in it. Null: it is not ours. */
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

/** Decodes the earlier command from the option `--earlier`. */
export function decodeEarlier(value: string): string {
  return value.startsWith(encodedPrefix)
    ? Buffer.from(value.slice(encodedPrefix.length), 'base64url').toString('utf8')
    : value;
}

/** Readable if only one kind of shell can read it; encoded on Windows, which has several. */
function asOneWord(earlier: string, platform: NodeJS.Platform): string {
  const isPlain = platform !== 'win32' && !earlier.startsWith(encodedPrefix);
  return isPlain ? earlier : `${encodedPrefix}${Buffer.from(earlier, 'utf8').toString('base64url')}`;
}

function isOurProgram(program: string): boolean {
  return programNames.has(posix.basename(program)) || programNames.has(win32.basename(program));
}

/** Quotes a word for the shell. On Windows it must work in three shells. Null if it cannot be quoted. */
export function quoteWord(word: string, platform: NodeJS.Platform): string | null {
  if (platform === 'win32') {
    // A forward slash opens the same file, and no shell reads it as an escape.
    const path = word.replaceAll('\\', '/');
    return /["$`%!]/.test(path) ? null : `"${path}"`;
  }
  return /^[\w@%+=:,./-]+$/.test(word) ? word : shellWord(word);
}

const plain = /^[^\s'"\\;&|<>()$`*?#~!{}[\]]+/;

/**
 * Splits a simple command with plain quoting into its words. Null if only a shell can interpret it, for example because
 * of a pipe or a variable.
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

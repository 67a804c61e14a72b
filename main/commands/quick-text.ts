import { existsSync, fstatSync, writeSync } from 'node:fs';
import type { CommandTextRequest, WantedText } from '../node/api/command-text.ts';
import { sentVariables } from '../node/api/command-text.ts';
import { connectQuickly } from '../node/api/quick-client.ts';
import {
  earlierCommandTimeoutMs,
  isWholeObject,
  parseStatus,
  readInput,
  statusInputLimits,
} from '../node/claude/status.ts';
import { terminalStyle } from '../node/cli/terminal.ts';
import { hostHomeFolder, hostTemporaryFolder } from '../node/host-environment.ts';
import { homePaths, resolveHome } from '../node/storage/home.ts';
import { plainStatusLine } from './status-line.ts';

/** What became of a command that the running app may answer. */
export type QuickOutcome =
  /** The text is written. */
  | { readonly kind: 'written' }
  /** A part is written. The rest has to wait until the reader takes it, or the output has a fault. */
  | { readonly kind: 'text'; readonly rest: string }
  /** The command has to do it itself. `input`: what was read of standard input; null: nothing was read. */
  | { readonly kind: 'not-answered'; readonly input: Buffer | null };

const notAnswered: QuickOutcome = { kind: 'not-answered', input: null };
const statusWithinMs = 2_000;
const statusLineWithinMs = 300;

/** The commands whose text the running app makes, by their arguments. */
const statusForms: Readonly<Record<string, Extract<WantedText, { kind: 'status' }>['form']>> = {
  status: 'text',
  'status --compact': 'compact',
  'status --json': 'json',
};

/** Returns true for arguments that `quickText` may answer. */
export function isQuick(argv: readonly string[]): boolean {
  if (isVersion(argv)) return true;
  // A pipe of Windows proves its maker first, and a console of Windows takes no UTF-8.
  if (process.platform === 'win32') return false;
  const line = plainStatusLine(argv);
  return statusForms[argv.join(' ')] !== undefined || (line !== null && line.earlierCommand !== '');
}

/**
 * Lets the running app make the text of the command, and writes it. Loads as little as it can, because Claude Code runs
 * its status line at every prompt.
 */
export async function quickText(argv: readonly string[]): Promise<QuickOutcome> {
  if (isVersion(argv)) return written(`${__APP_VERSION__}\n`);
  const paths = { environment: process.env, homeFolder: hostHomeFolder(), platform: process.platform };
  const { appSocket } = homePaths(resolveHome(paths), { ...paths, temporaryFolder: hostTemporaryFolder() });
  if (typeof appSocket !== 'string' || !existsSync(appSocket)) return notAnswered;
  const app = connectQuickly(appSocket);
  if (app === null) return notAnswered;
  const form = statusForms[argv.join(' ')];
  if (form !== undefined) {
    const style = terminalStyle((await isTerminal(1)) ? process.stdout : {});
    const text = await app.text(requestOf({ kind: 'status', form, ...style }), statusWithinMs);
    return text === null ? notAnswered : written(text);
  }
  const input = (await isTerminal(0))
    ? Buffer.alloc(0)
    : await readInput(process.stdin, statusInputLimits, isWholeObject);
  const { model, limits, spokeAtMs } = parseStatus(input.toString('utf8'), Date.now());
  const wanted = { kind: 'status-line', model, rateLimits: limits.rate_limits, spokeAtMs } as const;
  const line = await app.text(requestOf(wanted), statusLineWithinMs);
  const earlierCommand = plainStatusLine(argv)?.earlierCommand ?? null;
  if (line !== null) return written(earlierCommand === null ? line : await joined(earlierCommand, input, line));
  process.stdin.destroy();
  return { kind: 'not-answered', input };
}

function isVersion(argv: readonly string[]): boolean {
  return argv.length === 1 && argv[0] === '--version';
}

/** The earlier command runs only once the app has answered, because the command would run it again without an answer. */
async function joined(earlierCommand: string, input: Buffer, line: string): Promise<string> {
  const { joinStatusLines, runEarlierCommand } = await import('../node/claude/earlier-command.ts');
  const earlier = await runEarlierCommand(earlierCommand, { input, timeMs: earlierCommandTimeoutMs });
  return `${joinStatusLines(earlier, line.replace(/\n$/, ''))}\n`;
}

/** The library for terminals is loaded only for a device, because most commands of scripts have none. */
async function isTerminal(file: number): Promise<boolean> {
  try {
    return fstatSync(file).isCharacterDevice() && (await import('node:tty')).isatty(file);
  } catch {
    // A closed file is no terminal.
    return false;
  }
}

function requestOf(wanted: WantedText): CommandTextRequest {
  const set = sentVariables.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { version: __APP_VERSION__, environment: Object.fromEntries(set), homeFolder: hostHomeFolder(), wanted };
}

/** Writes without a stream, which would take longer to make than the text to write. */
function written(text: string): QuickOutcome {
  const bytes = Buffer.from(text);
  let count = 0;
  try {
    while (count < bytes.length) count += writeSync(1, bytes, count);
    return { kind: 'written' };
  } catch {
    return { kind: 'text', rest: bytes.subarray(count).toString('utf8') };
  }
}

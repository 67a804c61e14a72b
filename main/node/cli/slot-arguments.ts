import { parseArgs } from 'node:util';

/** A command that is run while it holds a slot of an account. */
export interface SlotCommand {
  readonly kind: 'slot';
  /** By id or label. */
  readonly account: string;
  readonly waitSeconds: number;
  /** Run it without a slot where no app answers. */
  readonly failOpen: boolean;
  /** The program and its arguments; at least the program. */
  readonly command: readonly [string, ...string[]];
}

/** Sets how many may go at once; null: as the service says. */
export interface SlotLimitCommand {
  readonly kind: 'slot-limit';
  readonly account: string;
  readonly limit: number | null;
}

type Parsed =
  | SlotCommand
  | SlotLimitCommand
  | { readonly kind: 'bad'; readonly message: string }
  | { readonly kind: 'help' };

export const slotUsage = `  slot ACCOUNT [--wait SECONDS] [--fail-open] -- COMMAND…
                                  runs COMMAND while it holds one of the account's places for callers;
                                  exits as COMMAND does, 75 when none was free in time (60 seconds);
                                  with --fail-open it runs without a place instead
  slot ACCOUNT --limit N|auto     how many may be in use at once; auto is what the service says
`;

const usualWaitSeconds = 60;
const longestWaitSeconds = 600;
const flags = {
  wait: { type: 'string' },
  limit: { type: 'string' },
  'fail-open': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads the arguments after `slot`; those after `--` belong to the command. */
export function parseSlotCommand(argv: readonly string[]): Parsed {
  const end = argv.indexOf('--');
  const own = end === -1 ? argv : argv.slice(0, end);
  const [program, ...rest] = end === -1 ? [] : argv.slice(end + 1);
  let parsed;
  try {
    parsed = parseArgs({ args: [...own], options: flags, allowPositionals: true, strict: true });
  } catch (error) {
    return bad(error instanceof Error ? (error.message.split(/\.\s/)[0] ?? error.message) : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  const [account, ...more] = positionals;
  if (account === undefined || account === '') return bad('slot needs an account, as `accounts list` names it.');
  if (more.length > 0) return bad(`slot takes one account; put the command after "--".`);
  if (values.limit !== undefined) {
    const isAlone = program === undefined && values.wait === undefined && !values['fail-open'];
    return isAlone ? readLimit(account, values.limit) : bad('--limit goes with no command and no other option.');
  }
  if (program === undefined) return bad('slot needs a command after "--".');
  const waitSeconds = values.wait === undefined ? usualWaitSeconds : Number(values.wait);
  if (!/^\d{1,3}$/.test(values.wait ?? '0') || waitSeconds > longestWaitSeconds) {
    return bad(`--wait is a whole number of seconds, at most ${longestWaitSeconds}.`);
  }
  return { kind: 'slot', account, waitSeconds, failOpen: values['fail-open'], command: [program, ...rest] };
}

function readLimit(account: string, text: string): Parsed {
  if (text === 'auto') return { kind: 'slot-limit', account, limit: null };
  return /^[1-9]\d{0,8}$/.test(text)
    ? { kind: 'slot-limit', account, limit: Number(text) }
    : bad('--limit is a whole number from 1 on, or auto.');
}

function bad(message: string): Parsed {
  return { kind: 'bad', message };
}

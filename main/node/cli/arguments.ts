import { parseArgs } from 'node:util';

/** What the user asked for on the command line. */
export type Command =
  | { readonly kind: 'status'; readonly refresh: boolean; readonly json: boolean }
  | { readonly kind: 'accounts-list'; readonly json: boolean }
  | { readonly kind: 'accounts-discover'; readonly json: boolean }
  | { readonly kind: 'doctor'; readonly json: boolean }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'bad'; readonly message: string };

export const usageText = `Usage: quota-tray COMMAND [OPTIONS]

  status [--refresh] [--json]     how much is left on each account, and when it comes back
  accounts list [--json]          the accounts that are known
  accounts discover [--json]      where accounts were looked for, and what was found there
  doctor [--json]                 what works here and what does not

Without --refresh nothing is asked that is still fresh. Exit codes: 0 done, 64 bad arguments,
69 could not be checked, 70 a fault of ours.
`;

const flags = {
  json: { type: 'boolean', default: false },
  refresh: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

/** Reads the arguments after the program's name. Unknown words and options are refused by name. */
export function parseCommand(argv: readonly string[]): Command {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options: flags, allowPositionals: true, strict: true });
  } catch (error) {
    return { kind: 'bad', message: firstSentence(error) };
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const name = positionals.join(' ');
  if (values.refresh && name !== 'status') return { kind: 'bad', message: '--refresh goes with status only.' };
  switch (name) {
    case '':
    case 'help':
      return { kind: 'help' };
    case 'status':
      return { kind: 'status', refresh: values.refresh, json: values.json };
    case 'accounts list':
      return { kind: 'accounts-list', json: values.json };
    case 'accounts discover':
      return { kind: 'accounts-discover', json: values.json };
    case 'doctor':
      return { kind: 'doctor', json: values.json };
    default:
      return { kind: 'bad', message: `Unknown command: ${name}.` };
  }
}

function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(/\.\s/)[0]?.replace(/\.?$/, '.') ?? message;
}

import { parseArgs } from 'node:util';
import { decodeEarlier } from '../claude/our-command.ts';
import { type AccountsCommand, accountsUsage, isAccountsCommand, parseAccountsCommand } from './accounts-arguments.ts';
import { type HistoryCommand, historyUsage, parseHistoryCommand } from './history-arguments.ts';
import { type LedgerCommand, ledgerUsage, parseLedgerCommand } from './ledger-arguments.ts';
import { isServeCommand, parseServeCommand, type ServeCommand, serveUsage } from './serve-arguments.ts';
import { parseSlotCommand, type SlotCommand, type SlotLimitCommand, slotUsage } from './slot-arguments.ts';

/** What the user asked for on the command line. */
export type Command =
  | { readonly kind: 'status'; readonly refresh: boolean; readonly json: boolean }
  | { readonly kind: 'accounts-list'; readonly json: boolean }
  | { readonly kind: 'accounts-discover'; readonly json: boolean }
  | {
      readonly kind: 'daily-usage';
      readonly account: string;
      readonly refresh: boolean;
      readonly format: 'text' | 'json' | 'csv';
    }
  | AccountsCommand
  | HistoryCommand
  | LedgerCommand
  | SlotCommand
  | SlotLimitCommand
  | ServeCommand
  | { readonly kind: 'warmups'; readonly json: boolean }
  | { readonly kind: 'doctor'; readonly json: boolean; readonly seen: boolean }
  | { readonly kind: 'statusline'; readonly earlierCommand: string | null }
  | {
      readonly kind: 'statusline-setup';
      readonly action: 'install' | 'uninstall';
      readonly yes: boolean;
      readonly dryRun: boolean;
    }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'bad'; readonly message: string };

export const usageText = `Usage: quota-tray COMMAND [OPTIONS]

  status [--refresh] [--json]     how much is left on each account, and when it comes back
  accounts list [--json]          the accounts that are known
  accounts discover [--json]      where accounts were looked for, and what was found there
${accountsUsage}  daily-usage ACCOUNT [--refresh] [--json|--csv]
                                  what an account used on each day that is kept here
${historyUsage}${serveUsage}${ledgerUsage}${slotUsage}  statusline [--earlier COMMAND]  one line for Claude Code's status line, from what it says on
                                  standard input; COMMAND runs too and its line stands first
  statusline install|uninstall [--yes] [--dry-run]
                                  sets it up in Claude Code's settings, or takes it out again
  warmups [--json]                the next scheduled warm-ups, and what became of the last ones
  doctor [--json] [--seen]        what works here and what does not; --seen: lost files are not told again

Without --refresh nothing is asked that is still fresh. Exit codes: 0 done, 64 bad arguments,
69 could not be checked, 70 a fault of ours, 74 the output could not be written.
`;

const flags = {
  json: { type: 'boolean', default: false },
  refresh: { type: 'boolean', default: false },
  csv: { type: 'boolean', default: false },
  seen: { type: 'boolean', default: false },
  earlier: { type: 'string' },
  yes: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

/** Reads the arguments after the program's name. Unknown words and options are refused by name. */
export function parseCommand(argv: readonly string[]): Command {
  const [first] = argv;
  if (isServeCommand(first)) return parseServeCommand(first, argv.slice(1));
  if (isAccountsCommand(argv)) return parseAccountsCommand(argv.slice(1));
  if (argv[0] === 'history') return parseHistoryCommand(argv.slice(1));
  if (argv[0] === 'ledger') return parseLedgerCommand(argv.slice(1));
  if (argv[0] === 'slot') return parseSlotCommand(argv.slice(1));
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
  const isDailyUsage = positionals[0] === 'daily-usage';
  if (values.refresh && name !== 'status' && !isDailyUsage)
    return { kind: 'bad', message: '--refresh goes with status and daily-usage only.' };
  if (values.csv && (!isDailyUsage || values.json))
    return { kind: 'bad', message: '--csv goes with daily-usage only, and not with --json.' };
  if (values.earlier !== undefined && name !== 'statusline')
    return { kind: 'bad', message: '--earlier goes with statusline only.' };
  if ((values.yes || values['dry-run']) && !/^statusline (un)?install$/.test(name))
    return { kind: 'bad', message: '--yes and --dry-run go with statusline install and uninstall only.' };
  if (values.seen && name !== 'doctor') return { kind: 'bad', message: '--seen goes with doctor only.' };
  if (isDailyUsage) {
    const account = positionals.slice(1).join(' ');
    const format = values.csv ? 'csv' : values.json ? 'json' : 'text';
    return account === ''
      ? { kind: 'bad', message: 'daily-usage needs an account, as `accounts list` names it.' }
      : { kind: 'daily-usage', account, refresh: values.refresh, format };
  }
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
    case 'statusline':
      return {
        kind: 'statusline',
        earlierCommand: values.earlier === undefined ? null : decodeEarlier(values.earlier),
      };
    case 'statusline install':
    case 'statusline uninstall':
      return {
        kind: 'statusline-setup',
        action: name === 'statusline install' ? 'install' : 'uninstall',
        yes: values.yes,
        dryRun: values['dry-run'],
      };
    case 'warmups':
      return { kind: 'warmups', json: values.json };
    case 'doctor':
      return { kind: 'doctor', json: values.json, seen: values.seen };
    default:
      return { kind: 'bad', message: `Unknown command: ${name}.` };
  }
}

function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(/\.\s/)[0]?.replace(/\.?$/, '.') ?? message;
}

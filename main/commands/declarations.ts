import type { Command as Program } from 'commander';
import type { MessageKey, Translate } from '../../core/i18n/translate.ts';
import type { AccountsCommand } from './accounts.ts';
import type { ApiTokenCommand } from './api-token.ts';
import type { AccountChangeCommand } from './change-accounts.ts';
import type { CompletionCommand } from './completion.ts';
import type { DailyUsageCommand } from './daily-usage.ts';
import type { DoctorCommand } from './doctor.ts';
import type { GuardCommand } from './guard.ts';
import type { HistoryCommand } from './history.ts';
import type { LedgerImportCommand } from './ledger-import.ts';
import type { LedgerCommand } from './ledger-request.ts';
import type { Declare } from './program.ts';
import type { ProvidersCommand } from './providers.ts';
import type { ServeCommand } from './serve.ts';
import type { OwnServicesCommand } from './services.ts';
import type { SlotCommand, SlotLimitCommand } from './slot.ts';
import type { StatusLineCommand, StatusLineSetupCommand } from './status-line.ts';
import type { StatusCommand } from './status.ts';
import type { UsageCommand } from './usage.ts';
import type { WarmUpsCommand } from './warm-ups.ts';

/** What the user asked for on the command line, one type a command. */
export type Command =
  | AccountsCommand
  | AccountChangeCommand
  | ApiTokenCommand
  | CompletionCommand
  | DailyUsageCommand
  | DoctorCommand
  | GuardCommand
  | HistoryCommand
  | LedgerCommand
  | LedgerImportCommand
  | OwnServicesCommand
  | ProvidersCommand
  | ServeCommand
  | SlotCommand
  | SlotLimitCommand
  | StatusCommand
  | StatusLineCommand
  | StatusLineSetupCommand
  | UsageCommand
  | WarmUpsCommand;

interface Declaration {
  readonly name: string;
  /** What the command does, in the overview. */
  readonly summary: MessageKey;
  /** Loads the file of the command. Only the named command is loaded, because a start has to be fast. */
  readonly load: () => Promise<Declare>;
}

/** All commands, in the order of the overview. */
const declarations: readonly Declaration[] = [
  { name: 'status', summary: 'cli.status', load: async () => (await import('./status.ts')).declareStatus },
  { name: 'accounts', summary: 'cli.accounts', load: async () => (await import('./accounts.ts')).declareAccounts },
  { name: 'providers', summary: 'cli.providers', load: async () => (await import('./providers.ts')).declareProviders },
  { name: 'services', summary: 'cli.services', load: async () => (await import('./services.ts')).declareServices },
  { name: 'usage', summary: 'cli.token-usage', load: async () => (await import('./usage.ts')).declareUsage },
  {
    name: 'daily-usage',
    summary: 'cli.daily-usage',
    load: async () => (await import('./daily-usage.ts')).declareDailyUsage,
  },
  { name: 'history', summary: 'cli.history', load: async () => (await import('./history.ts')).declareHistory },
  { name: 'guard', summary: 'cli.guard', load: async () => (await import('./guard.ts')).declareGuard },
  { name: 'slot', summary: 'cli.slot', load: async () => (await import('./slot.ts')).declareSlot },
  { name: 'ledger', summary: 'cli.ledger', load: async () => (await import('./ledger.ts')).declareLedger },
  { name: 'warmups', summary: 'cli.warmups', load: async () => (await import('./warm-ups.ts')).declareWarmUps },
  {
    name: 'statusline',
    summary: 'cli.statusline',
    load: async () => (await import('./status-line.ts')).declareStatusLine,
  },
  { name: 'serve', summary: 'cli.serve', load: async () => (await import('./serve.ts')).declareServe },
  { name: 'api-token', summary: 'cli.api-token', load: async () => (await import('./api-token.ts')).declareApiToken },
  { name: 'doctor', summary: 'cli.doctor', load: async () => (await import('./doctor.ts')).declareDoctor },
  {
    name: 'completion',
    summary: 'cli.completion',
    load: async () => (await import('./completion.ts')).declareCompletion,
  },
];

/** The declarations for these arguments: the named command in full, the others with their name and summary. */
export async function declarationsFor(argv: readonly string[], t: Translate): Promise<readonly Declare[]> {
  return Promise.all(
    declarations.map(async ({ name, summary, load }) =>
      argv.includes(name) ? load() : (program: Program): void => void program.command(name).description(t(summary)),
    ),
  );
}

/** The declarations of all commands in full. */
export async function allDeclarations(): Promise<readonly Declare[]> {
  return Promise.all(declarations.map(async ({ load }) => load()));
}

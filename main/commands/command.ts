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
import type { ServeCommand } from './serve.ts';
import type { SlotCommand, SlotLimitCommand } from './slot.ts';
import type { StatusLineCommand, StatusLineSetupCommand } from './status-line.ts';
import type { StatusCommand } from './status.ts';
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
  | ServeCommand
  | SlotCommand
  | SlotLimitCommand
  | StatusCommand
  | StatusLineCommand
  | StatusLineSetupCommand
  | WarmUpsCommand;

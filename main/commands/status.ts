import { terminalView } from '../../core/views/terminal.ts';
import { plainStyle, type TerminalStyle } from '../../core/views/table.ts';
import type { Services } from '../services/create-services.ts';
import { noAccountText } from './accounts.ts';
import { exitCode, printAs, printError } from './output.ts';
import type { Declare } from './program.ts';
import { snapshotOfApp } from '../node/api/app-snapshot.ts';
import { snapshotOnce } from './snapshots.ts';

export interface StatusCommand {
  readonly kind: 'status';
  readonly refresh: boolean;
  readonly json: boolean;
}

/** `status`. */
export const declareStatus: Declare = (program, { t, examples, choose }) => {
  program
    .command('status')
    .description(t('cli.status'))
    .option('--refresh', t('cli.status.refresh'))
    .option('--json', t('cli.json'))
    .addHelpText('after', examples('quota-tray status', "quota-tray status --json | jq '.accounts[].label'"))
    .action(({ refresh = false, json = false }: { refresh?: boolean; json?: boolean }) =>
      choose({ kind: 'status', refresh, json }, async ({ parts, terminal }, command) =>
        status(await parts(), command, terminal),
      ),
    );
};

/** Prints the accounts as the tray shows them: from the running app, else by the same core in this process. */
export async function status(
  parts: Services,
  { refresh, json }: Pick<StatusCommand, 'refresh' | 'json'>,
  terminal: TerminalStyle = plainStyle,
): Promise<number> {
  const locale = parts.locale();
  const asked = await snapshotOfApp(parts.paths.socket, refresh);
  if (asked.kind === 'fault') {
    printError(locale.t('cli.status.app-fault', { reason: asked.reason }));
    return exitCode.unavailable;
  }
  if (asked.kind === 'snapshot' && asked.note !== null) printError(asked.note);
  const snapshot = asked.kind === 'snapshot' ? asked.snapshot : await snapshotOnce(parts, refresh);
  const none = snapshot.accounts.length === 0 && !json ? await noAccountText(parts) : null;
  printAs(
    json,
    snapshot,
    () => none ?? terminalView(snapshot, parts.settings.get(), locale, parts.clock.nowMs(), terminal),
  );
  return exitCode.done;
}

import { plainStyle, type TerminalStyle } from '../../core/text/table.ts';
import { terminalView } from '../../core/views/terminal.ts';
import { snapshotOfApp } from '../node/api/app-snapshot.ts';
import type { Services } from '../services/create-services.ts';
import { noAccountText } from './accounts.ts';
import { exitCode, printAs, printError } from './output.ts';
import type { Declare } from './program.ts';
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
      choose({ kind: 'status', refresh, json }, async ({ services, terminal }, command) =>
        status(await services(), command, terminal),
      ),
    );
};

/** Prints the accounts as the tray shows them: from the running app, else by the same core in this process. */
export async function status(
  services: Services,
  { refresh, json }: Pick<StatusCommand, 'refresh' | 'json'>,
  terminal: TerminalStyle = plainStyle,
): Promise<number> {
  const locale = services.locale();
  const asked = await snapshotOfApp(services.paths.appSocket, refresh);
  if (asked.kind === 'fault') {
    printError(locale.t('cli.status.app-fault', { reason: asked.reason }));
    return exitCode.unavailable;
  }
  if (asked.kind === 'snapshot' && asked.note !== null) printError(asked.note);
  const snapshot = asked.kind === 'snapshot' ? asked.snapshot : await snapshotOnce(services, refresh);
  const none = snapshot.accounts.length === 0 && !json ? await noAccountText(services) : null;
  printAs(
    json,
    snapshot,
    () => none ?? terminalView(snapshot, services.settings.get(), locale, services.clock.nowMs(), terminal),
  );
  return exitCode.done;
}

import { plainStyle, type TerminalStyle } from '../../core/text/table.ts';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import { snapshotOfApp } from '../node/api/app-snapshot.ts';
import type { Services } from '../services/create-services.ts';
import { exitCode, print, printError, printJson } from './output.ts';
import type { AppHost, Declare, StoredState } from './program.ts';

export interface StatusCommand {
  readonly kind: 'status';
  readonly refresh: boolean;
  readonly compact: boolean;
  readonly json: boolean;
}

/** `status`. */
export const declareStatus: Declare = (program, { t, examples, choose }) => {
  program
    .command('status')
    .description(t('cli.status'))
    .option('--refresh', t('cli.status.refresh'))
    .option('--compact', t('cli.status.compact'))
    .option('--json', t('cli.json'))
    .addHelpText('after', examples('quota-tray status', "quota-tray status --json | jq '.accounts[].label'"))
    .action(
      ({ refresh = false, compact = false, json = false }: { refresh?: boolean; compact?: boolean; json?: boolean }) =>
        choose({ kind: 'status', refresh, compact, json }, (host, command) => status(host, command, host.terminal)),
    );
};

/** Prints the accounts as the tray shows them: from the running app, else by the same core in this process. */
export async function status(
  { paths, stored, services }: AppHost,
  { refresh, json, compact = false }: Pick<StatusCommand, 'refresh' | 'json'> & Partial<Pick<StatusCommand, 'compact'>>,
  terminal: TerminalStyle = plainStyle,
): Promise<number> {
  const asked = await snapshotOfApp(paths().appSocket, refresh);
  if (asked.kind === 'fault') {
    const { locale } = await stored();
    printError(locale.t('cli.status.app-fault', { reason: asked.reason }));
    return exitCode.unavailable;
  }
  if (asked.kind === 'snapshot' && asked.note !== null) printError(asked.note);
  const snapshot = asked.kind === 'snapshot' ? asked.snapshot : await snapshotHere(await services(), refresh);
  if (json) printJson(snapshot);
  else if (snapshot.accounts.length === 0) print(await noAccountHere(await services()));
  else print(await textOf(snapshot, await stored(), terminal, compact));
  return exitCode.done;
}

// A command that the app answers does not load the engine, and JSON needs no words.
async function textOf(
  snapshot: Snapshot,
  { settings, locale }: StoredState,
  terminal: TerminalStyle,
  compact: boolean,
): Promise<string> {
  const { statusText } = await import('../../core/views/terminal.ts');
  return statusText(compact ? 'compact' : 'text', snapshot, settings, locale, Date.now(), terminal);
}

async function snapshotHere(services: Services, refresh: boolean): Promise<Snapshot> {
  return (await import('./snapshots.ts')).snapshotOnce(services, refresh);
}

async function noAccountHere(services: Services): Promise<string> {
  return (await import('./accounts.ts')).noAccountText(services);
}

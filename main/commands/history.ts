import fs from 'node:fs';
import { namedAccount } from '../../core/accounts/account-state.ts';
import { accountNamed, type NameableAccount, type NamedAccount } from '../../core/providers/account.ts';
import { historyText } from '../../core/history/export.ts';
import { shownNames } from '../../core/settings/accounts.ts';
import { jsonForTerminal } from '../../core/units/text.ts';
import type { Services } from '../services/create-services.ts';
import { notNamed } from './account-argument.ts';
import { exitCode, printPart, printError } from './output.ts';
import type { Declare, Host } from './program.ts';
import { dayMs } from '../../core/units/time.ts';

/** Prints the kept readings. */
export interface HistoryExportCommand {
  readonly kind: 'history-export';
  readonly format: 'csv' | 'json';
  /** Id or label; null: all accounts. */
  readonly account: string | null;
  /** Epoch ms; null: from the first reading. */
  readonly fromMs: number | null;
  /** Epoch ms, not included; null: to the last reading. */
  readonly toMs: number | null;
}

/** Deletes all kept readings. */
export interface HistoryClearCommand {
  readonly kind: 'history-clear';
  /** Without it nothing is deleted. */
  readonly yes: boolean;
}

export type HistoryCommand = HistoryExportCommand | HistoryClearCommand;

interface ExportOptions {
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly account?: string | null;
  readonly from?: string;
  readonly to?: string;
}

/** `history export` and `history clear`. */
export const declareHistory: Declare = (program, { t, examples, choose, refuse }) => {
  const run = async ({ services }: Host, command: HistoryCommand): Promise<number> =>
    history(await services(), command);
  const group = program
    .command('history')
    .description(t('cli.history'))
    .usage('[command]')
    .addHelpText('after', examples('quota-tray history export --from 2026-09-01 > history.csv'));
  group
    .command('export')
    .description(t('cli.history.export'))
    .option('--csv', t('cli.history.csv'))
    .option('--json', t('cli.json'))
    .option('--account <account>', t('cli.history.account'))
    .option('--from <time>', t('cli.history.from'))
    .option('--to <time>', t('cli.history.to'))
    .addHelpText('after', examples('quota-tray history export --account work --from 2026-09-01 --to 2026-09-30'))
    .action(({ csv = false, json = false, account = null, from, to }: ExportOptions) => {
      if (csv && json) refuse(t('cli.error.csv-json'));
      const fromMs = from === undefined ? null : timeOf(from, 0);
      const toMs = to === undefined ? null : timeOf(to, dayMs);
      if (Number.isNaN(fromMs) || Number.isNaN(toMs)) refuse(t('cli.history.time-form'));
      choose({ kind: 'history-export', format: json ? 'json' : 'csv', account, fromMs, toMs }, run);
    });
  group
    .command('clear')
    .description(t('cli.history.clear'))
    .option('--yes', t('cli.history.yes'))
    .addHelpText('after', examples('quota-tray history clear --yes'))
    .action(({ yes = false }: { yes?: boolean }) => choose({ kind: 'history-clear', yes }, run));
};

/** Epoch ms of a time; NaN: it is not written as one. A day begins and ends in UTC, and an end includes its whole day. */
function timeOf(text: string, dayEndsAfterMs: number): number {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)) return Number.NaN;
  return Date.parse(text) + (text.includes('T') ? 0 : dayEndsAfterMs);
}

/** Prints the kept readings, a part at a time, or deletes all of them. No service is asked. */
export async function history(services: Services, command: HistoryCommand): Promise<number> {
  return command.kind === 'history-clear' ? clear(services, command) : printHistory(services, command);
}

async function printHistory(
  { engine, settings, history: kept, paths, clock, locale }: Services,
  { account, fromMs, toMs, format }: HistoryExportCommand,
): Promise<number> {
  const { t } = locale();
  await engine.load();
  await engine.discover();
  const { accountLabels } = settings.get();
  const names = shownNames(engine.accounts().map(namedAccount), settings.get(), locale());
  const labels = new Map(engine.accounts().map((state) => [state.account.id, labelsOf(state.account)]));
  const isKept = fs.existsSync(paths.history);
  const store = isKept ? await kept.store() : null;
  const named = account === null ? null : idOf(account);
  if (named !== null && typeof named !== 'string') {
    printError(notNamed(named, account ?? '', locale()));
    store?.close();
    return exitCode.badArguments;
  }
  const accountId = named;
  if (store === null) {
    printError(t(isKept ? 'history.unavailable' : 'history.nothing'));
    return exitCode.unavailable;
  }
  const readings = store.all({ accountId, fromMs, toMs });
  for (const text of historyText(readings, format, (id) => labels.get(id)?.[0] ?? '', clock.nowMs())) {
    if (!(await printPart(format === 'json' ? jsonForTerminal(text) : text))) break;
  }
  store.close();
  return exitCode.done;

  function labelsOf({
    id,
    label,
    email,
  }: {
    readonly id: string;
    readonly label: string;
    readonly email: string | null;
  }) {
    const own = Object.hasOwn(accountLabels, id) ? accountLabels[id] : undefined;
    return [names.get(id) ?? label, own ?? label, label, email ?? ''];
  }

  /** The id of the account with this id, also of one that is gone, else of the one with this name. */
  function idOf(name: string): string | Exclude<NamedAccount<NameableAccount>, { kind: 'account' }> {
    if (store?.series().some((series) => series.accountId === name) === true) return name;
    const known = [...labels].map(([id, [label = '', ...aliases]]) => ({ id, label, email: null, aliases }));
    const found = accountNamed(known, name);
    return found.kind === 'account' ? found.account.id : found;
  }
}

async function clear({ history: kept, locale }: Services, { yes }: HistoryClearCommand): Promise<number> {
  const { t } = locale();
  if (!yes) {
    printError(t('history.needs-yes'));
    return exitCode.badArguments;
  }
  const isDone = await kept.clear();
  printError(t(isDone ? 'history.cleared' : 'history.not-cleared'));
  return isDone ? exitCode.done : exitCode.unavailable;
}

import { namedAccount } from '../../core/accounts/account-state.ts';
import { accountNamed, type NameableAccount } from '../../core/providers/account.ts';
import { daysAsCsv, daysAsDocument } from '../../core/daily-usage/export.ts';
import { notRequestedReason } from '../../core/daily-usage/request.ts';
import { type DailyUsageReading, dailyUsageTable, dailyUsageView } from '../../core/daily-usage/view.ts';
import { accountNames, labelOf } from '../../core/settings/accounts.ts';
import { joinWithDot } from '../../core/text/layout.ts';
import { plainStyle, type TerminalStyle } from '../../core/text/table.ts';
import type { Services } from '../services/create-services.ts';
import { notNamed } from './account-argument.ts';
import { exitCode, print, printError } from './output.ts';
import type { Declare } from './program.ts';

export interface DailyUsageCommand {
  readonly kind: 'daily-usage';
  /** Id or label. */
  readonly account: string;
  readonly refresh: boolean;
  readonly format: 'text' | 'json' | 'csv';
}

/** `daily-usage`. */
export const declareDailyUsage: Declare = (program, { t, examples, choose, refuse }) => {
  program
    .command('daily-usage')
    .description(t('cli.daily-usage'))
    .usage('<account> [options]')
    .argument('[account...]', t('cli.account'))
    .option('--refresh', t('cli.daily-usage.refresh'))
    .option('--json', t('cli.json'))
    .option('--csv', t('cli.csv'))
    .addHelpText(
      'after',
      examples('quota-tray daily-usage work --refresh', 'quota-tray daily-usage work --csv > days.csv'),
    )
    .action((words: readonly string[] = [], { refresh = false, json = false, csv = false }: DailyUsageOptions) => {
      const account = words.join(' ');
      if (account === '') refuse(t('cli.error.needs-account', { command: 'daily-usage' }));
      if (json && csv) refuse(t('cli.error.csv-json'));
      const format = csv ? 'csv' : json ? 'json' : 'text';
      choose({ kind: 'daily-usage', account, refresh, format }, async ({ services, terminal }, command) =>
        dailyUsage(await services(), command, terminal),
      );
    });
};

interface DailyUsageOptions {
  readonly refresh?: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** Prints the kept days of one account. With `refresh` it asks the service first. */
export async function dailyUsage(
  services: Services,
  { account: name, refresh, format }: DailyUsageCommand,
  terminal: TerminalStyle = plainStyle,
): Promise<number> {
  const { t } = services.locale();
  services.engine.load();
  await services.engine.discover();
  const names = namesOf(services);
  const named = accountNamed(nameable(names, services), name);
  if (named.kind !== 'account') {
    printError(notNamed(named, name, services.locale()));
    return exitCode.badArguments;
  }
  const { account } = named;
  const reading = await (refresh ? services.dailyUsage.refresh(account.id) : services.dailyUsage.get(account.id));
  if (reading === null) {
    printError(t('daily-usage.unknown-account', { account: name }));
    return exitCode.badArguments;
  }
  return printReading(reading, names.get(account.id) ?? account.label, services, { refresh, format, terminal });
}

function printReading(
  reading: DailyUsageReading,
  label: string,
  services: Services,
  { refresh, format, terminal }: Pick<DailyUsageCommand, 'refresh' | 'format'> & { readonly terminal: TerminalStyle },
): number {
  const { account, days } = reading;
  const locale = services.locale();
  const nowMs = services.clock.nowMs();
  const view = dailyUsageView(reading, services.settings.get(), locale, nowMs);
  if (format === 'json') print(JSON.stringify(daysAsDocument(label, days, nowMs), null, 2));
  else if (format === 'csv') print(daysAsCsv(days));
  else if (days.length > 0)
    print(`${dailyUsageTable(days, locale, terminal)}\n\n${joinWithDot([label, view.ageText])}`);
  const isOff = notRequestedReason(services.settings.get(), account) !== null;
  if (view.notice !== null && (refresh || days.length === 0)) printError(`${view.notice.title}. ${view.notice.text}`);
  if (view.problem !== null) printError(view.problem);
  if (refresh && view.waitText !== null && view.problem === null) printError(view.waitText);
  return refresh && (isOff || reading.failure !== null) ? exitCode.unavailable : exitCode.done;
}

function namesOf({ engine, settings }: Services): ReadonlyMap<string, string> {
  return accountNames(engine.accounts().map(namedAccount), settings.get());
}

function nameable(names: ReadonlyMap<string, string>, { engine, settings }: Services): readonly NameableAccount[] {
  return engine.accounts().map(({ account }) => {
    const { id, label, email } = account;
    return { id, label: names.get(id) ?? label, email, aliases: [labelOf(account, settings.get()), label] };
  });
}

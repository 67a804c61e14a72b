import { namedAccount } from '../../core/accounts/account-state.ts';
import { accountNamed, type NameableAccount } from '../../core/providers/account.ts';
import { daysAsCsv, daysAsDocument } from '../../core/daily-usage/export.ts';
import { notRequestedReason } from '../../core/daily-usage/request.ts';
import { type DailyUsageReading, dailyUsageTable, dailyUsageView } from '../../core/daily-usage/view.ts';
import { providers } from '../../core/providers/registry.ts';
import { isThreadId, threadUsageDocument, threadUsageText } from '../../core/daily-usage/thread-usage.ts';
import { labelOf, shownNames } from '../../core/settings/accounts.ts';
import { joinWithDot } from '../../core/text/layout.ts';
import { plainStyle, type TerminalStyle } from '../../core/text/table.ts';
import type { Services } from '../services/create-services.ts';
import { notNamed } from './account-argument.ts';
import { exitCode, print, printError, printJson } from './output.ts';
import type { Declare } from './program.ts';

export interface DailyUsageCommand {
  readonly kind: 'daily-usage';
  /** Id or label. */
  readonly account: string;
  readonly refresh: boolean;
  readonly format: 'text' | 'json' | 'csv';
  /** The id of one thread to show instead of the days; null: the days. */
  readonly thread: string | null;
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
    .option('--thread <id>', t('cli.daily-usage.thread'))
    .addHelpText(
      'after',
      examples(
        'quota-tray daily-usage work --refresh',
        'quota-tray daily-usage work --csv > days.csv',
        'quota-tray daily-usage work --thread 01a0b398-ad50-73e2-8842-097683f1b287',
      ),
    )
    .action((words: readonly string[] = [], options: DailyUsageOptions) => {
      const { refresh = false, json = false, csv = false, thread = null } = options;
      const account = words.join(' ');
      if (account === '') refuse(t('cli.error.needs-account', { command: 'daily-usage' }));
      if (json && csv) refuse(t('cli.error.csv-json'));
      if (thread !== null && csv) refuse(t('cli.error.thread-csv'));
      if (thread !== null && !isThreadId(thread)) refuse(t('cli.error.bad-thread'));
      const format = csv ? 'csv' : json ? 'json' : 'text';
      choose({ kind: 'daily-usage', account, refresh, format, thread }, async ({ services, terminal }, command) =>
        dailyUsage(await services(), command, terminal),
      );
    });
};

interface DailyUsageOptions {
  readonly refresh?: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly thread?: string;
}

/**
 * Prints the kept days of one account. With `refresh` it asks the service first. With `thread` it prints the usage of
 * that thread instead, which only the account's own tool knows.
 */
export async function dailyUsage(
  services: Services,
  { account: name, refresh, format, thread }: DailyUsageCommand,
  terminal: TerminalStyle = plainStyle,
): Promise<number> {
  const { t } = services.locale();
  await services.engine.load();
  await services.engine.discover();
  const names = namesOf(services);
  const named = accountNamed(nameable(names, services), name);
  if (named.kind !== 'account') {
    printError(notNamed(named, name, services.locale()));
    return exitCode.badArguments;
  }
  const { account } = named;
  const label = names.get(account.id) ?? account.label;
  if (thread !== null) return threadUsage(services, account.id, label, { thread, format, terminal });
  const reading = await (refresh ? services.dailyUsage.refresh(account.id) : services.dailyUsage.get(account.id));
  if (reading === null) {
    printError(t('daily-usage.unknown-account', { account: name }));
    return exitCode.badArguments;
  }
  return printReading(reading, label, services, { refresh, format, terminal });
}

async function threadUsage(
  { engine, accountTool, settings, locale }: Services,
  accountId: string,
  label: string,
  {
    thread,
    format,
    terminal,
  }: Pick<DailyUsageCommand, 'format'> & {
    readonly thread: string;
    readonly terminal: TerminalStyle;
  },
): Promise<number> {
  const { t } = locale();
  const state = engine.accounts().find(({ account }) => account.id === accountId);
  const reason = state === undefined ? 'unsupported' : notRequestedReason(settings.get(), state.account);
  if (state === undefined || reason !== null) {
    const service = state === undefined ? label : providers[state.account.provider].displayName;
    printError(t(`daily-usage.${reason ?? 'unsupported'}-text`, { service }));
    return exitCode.unavailable;
  }
  const result = await accountTool.threadUsage(state.account, thread);
  if (result.kind !== 'answer') {
    printError(t(result.kind === 'not-asked' ? 'thread-usage.not-asked' : 'thread-usage.no-answer'));
    return exitCode.unavailable;
  }
  if (format === 'json') print(JSON.stringify(threadUsageDocument(label, result.value), null, 2));
  else print(threadUsageText(label, result.value, locale(), terminal));
  return exitCode.done;
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
  if (format === 'json') printJson(daysAsDocument(label, days, nowMs));
  else if (format === 'csv') print(daysAsCsv(days));
  else if (days.length > 0)
    print(`${dailyUsageTable(days, locale, terminal)}\n\n${joinWithDot([label, view.ageText])}`);
  const isOff = notRequestedReason(services.settings.get(), account) !== null;
  if (view.notice !== null && (refresh || days.length === 0)) printError(`${view.notice.title}. ${view.notice.text}`);
  if (view.problem !== null) printError(view.problem);
  if (refresh && view.waitText !== null && view.problem === null) printError(view.waitText);
  return refresh && (isOff || reading.failure !== null) ? exitCode.unavailable : exitCode.done;
}

function namesOf({ engine, settings, locale }: Services): ReadonlyMap<string, string> {
  return shownNames(engine.accounts().map(namedAccount), settings.get(), locale());
}

function nameable(names: ReadonlyMap<string, string>, { engine, settings }: Services): readonly NameableAccount[] {
  return engine.accounts().map(({ account }) => {
    const { id, label, email } = account;
    return { id, label: names.get(id) ?? label, email, aliases: [labelOf(account, settings.get()), label] };
  });
}

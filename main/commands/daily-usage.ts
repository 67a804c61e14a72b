import { accountNamed, type NameableAccount } from '../../core/accounts/choose-account.ts';
import { daysAsCsv, daysAsDocument } from '../../core/daily-usage/export.ts';
import { whyNotAsked } from '../../core/daily-usage/request.ts';
import { type DailyUsageReading, dailyUsageTable, dailyUsageView } from '../../core/daily-usage/view.ts';
import { accountNames, labelOf } from '../../core/settings/accounts.ts';
import { joined } from '../../core/text/layout.ts';
import type { Command } from '../node/cli/arguments.ts';
import type { Parts } from '../parts.ts';
import { notNamed } from './account-named.ts';
import { exitCode, print, tell } from './output.ts';

/** The kept days of one account, named by its id or its label; with `refresh` the service is asked first. */
export async function dailyUsage(
  parts: Parts,
  { account: name, refresh, format }: Extract<Command, { kind: 'daily-usage' }>,
): Promise<number> {
  const { t } = parts.reader();
  parts.engine.seed();
  await parts.engine.look();
  const names = namesOf(parts);
  const meant = accountNamed(nameable(names, parts), name);
  if (meant.kind !== 'account') {
    tell(notNamed(meant, name, parts.reader()));
    return exitCode.badArguments;
  }
  const { account } = meant;
  const reading = await (refresh ? parts.dailyUsage.refresh(account.id) : parts.dailyUsage.get(account.id));
  if (reading === null) {
    tell(t('daily-usage.unknown-account', { account: name }));
    return exitCode.badArguments;
  }
  return shown(reading, names.get(account.id) ?? account.label, parts, refresh, format);
}

function shown(
  reading: DailyUsageReading,
  label: string,
  parts: Parts,
  refresh: boolean,
  format: 'text' | 'json' | 'csv',
): number {
  const { account, days } = reading;
  const reader = parts.reader();
  const nowMs = parts.clock.nowMs();
  const view = dailyUsageView(reading, parts.settings.get(), reader, nowMs);
  if (format === 'json') print(JSON.stringify(daysAsDocument(label, days, nowMs), null, 2));
  else if (format === 'csv') print(daysAsCsv(days));
  else if (days.length > 0) print(`${dailyUsageTable(days, reader)}\n\n${joined([label, view.ageText])}`);
  const isOff = whyNotAsked(parts.settings.get(), account) !== null;
  if (view.notice !== null && (refresh || days.length === 0)) tell(`${view.notice.title}. ${view.notice.text}`);
  if (view.problem !== null) tell(view.problem);
  if (refresh && view.waitText !== null && view.problem === null) tell(view.waitText);
  return refresh && (isOff || reading.failure !== null) ? exitCode.unavailable : exitCode.done;
}

function namesOf({ engine, settings }: Parts): ReadonlyMap<string, string> {
  return accountNames(
    engine.accounts().map(({ account }) => account),
    settings.get(),
  );
}

function nameable(names: ReadonlyMap<string, string>, { engine, settings }: Parts): readonly NameableAccount[] {
  return engine.accounts().map(({ account }) => {
    const { id, label, email } = account;
    return { id, label: names.get(id) ?? label, email, aliases: [labelOf(account, settings.get()), label] };
  });
}

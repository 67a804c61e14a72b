import fs from 'node:fs';
import { accountNamed, type NameableAccount, type NamedAccount } from '../../core/accounts/choose-account.ts';
import { historyText } from '../../core/history/export.ts';
import { accountNames } from '../../core/settings/accounts.ts';
import type { HistoryClearCommand, HistoryCommand, HistoryExportCommand } from '../node/cli/history-arguments.ts';
import type { Parts } from '../parts.ts';
import { notNamed } from './account-named.ts';
import { exitCode, printPart, tell } from './output.ts';

/** Prints the kept readings, a part at a time, or deletes all of them. Nothing is asked of a service. */
export async function history(parts: Parts, command: HistoryCommand): Promise<number> {
  return command.kind === 'history-clear' ? clear(parts, command) : exported(parts, command);
}

async function exported(
  { engine, settings, history: kept, paths, clock, reader }: Parts,
  { account, fromMs, toMs, format }: HistoryExportCommand,
): Promise<number> {
  const { t } = reader();
  engine.seed();
  await engine.look();
  const { accountLabels } = settings.get();
  const names = accountNames(
    engine.accounts().map((state) => state.account),
    settings.get(),
  );
  const labels = new Map(engine.accounts().map((state) => [state.account.id, labelsOf(state.account)]));
  const isKept = fs.existsSync(paths.history);
  const store = isKept ? await kept.store() : null;
  const meant = account === null ? null : idOf(account);
  if (meant !== null && typeof meant !== 'string') {
    tell(notNamed(meant, account ?? '', reader()));
    store?.close();
    return exitCode.badArguments;
  }
  const accountId = meant;
  if (store === null) {
    tell(t(isKept ? 'history.unavailable' : 'history.nothing'));
    return exitCode.unavailable;
  }
  const found = store.all({ accountId, fromMs, toMs });
  for (const text of historyText(found, format, (id) => labels.get(id)?.[0] ?? '', clock.nowMs())) {
    if (!(await printPart(text))) break;
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

  /** By id, also of an account that is gone, else by the one name that fits. */
  function idOf(name: string): string | Exclude<NamedAccount<NameableAccount>, { kind: 'account' }> {
    if (store?.series().some((series) => series.accountId === name) === true) return name;
    const known = [...labels].map(([id, [label = '', ...aliases]]) => ({ id, label, email: null, aliases }));
    const named = accountNamed(known, name);
    return named.kind === 'account' ? named.account.id : named;
  }
}

async function clear({ history: kept, reader }: Parts, { yes }: HistoryClearCommand): Promise<number> {
  const { t } = reader();
  if (!yes) {
    tell(t('history.needs-yes'));
    return exitCode.badArguments;
  }
  const isDone = await kept.clear();
  tell(t(isDone ? 'history.cleared' : 'history.not-cleared'));
  return isDone ? exitCode.done : exitCode.unavailable;
}

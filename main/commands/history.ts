import fs from 'node:fs';
import { historyText } from '../../core/history/export.ts';
import type { HistoryClearCommand, HistoryCommand, HistoryExportCommand } from '../node/cli/history-arguments.ts';
import type { Parts } from '../parts.ts';
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
  const labels = new Map(engine.accounts().map((state) => [state.account.id, labelsOf(state.account)]));
  const isKept = fs.existsSync(paths.history);
  const store = isKept ? await kept.store() : null;
  const accountId = account === null ? null : idOf(account);
  if (accountId === undefined) {
    tell(t('daily-usage.unknown-account', { account: account ?? '' }));
    store?.close();
    return exitCode.badArguments;
  }
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
    return [own ?? label, label, email ?? ''];
  }

  /** By id, also of an account that is gone, else by the one label that fits. */
  function idOf(name: string): string | undefined {
    if (store?.series().some((series) => series.accountId === name) === true) return name;
    const fitting = [...labels].filter(([, names]) => names.includes(name)).map(([id]) => id);
    return fitting.length === 1 ? fitting[0] : undefined;
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

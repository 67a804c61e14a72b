import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { currentValue } from '../../../core/usage/fact.ts';
import { connectWithStatementCache } from '../../../main/node/storage/sqlite.ts';
import { exampleInstall, isSetAside, openStateFolder, pathsOf, type StateFolder } from './state-folder.ts';
import type { Told } from './told.ts';

/**
 * Opens a state folder after a crash with the app's own readers, and returns what does not hold: a file that is
 * unreadable or was set aside, and all that was told before the crash and is not true any more. It changes the folder
 * as a start of the app does.
 */
export async function verdictOn(
  home: string,
  told: readonly Told[],
  { toleratesDamage = false }: { readonly toleratesDamage?: boolean } = {},
): Promise<readonly string[]> {
  const wrongs: string[] = [];
  const wrong = (what: string): void => void wrongs.push(what);
  try {
    const folder = await openStateFolder(home, {
      report: (problem) => {
        if (!toleratesDamage || !isSetAside(problem.kind)) wrong(`reported: ${JSON.stringify(problem)}`);
      },
      notice: (notice) => {
        const isFirst = notice.kind === 'begun' && !told.some(({ what }) => what === 'charged');
        if (!isFirst && !(toleratesDamage && isSetAside(notice.kind)))
          wrong(`the ledger said: ${JSON.stringify(notice)}`);
      },
    });
    try {
      judgeFiles(folder, told, wrong);
      judgeDatabase(folder, told, wrong);
      judgeHistory(folder, told, wrong);
      await judgeLedger(folder, wrong);
    } finally {
      await folder.close();
    }
    await judgeWholeness(home, wrong);
    await judgeCharges(home, told, wrong);
  } catch (error) {
    wrong(`thrown: ${String(error)}`);
  }
  releaseFiles();
  return wrongs;
}

/** The database library closes its files when its statements are collected. Many folders would need too many files. */
function releaseFiles(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

type Wrong = (what: string) => void;

/** Returns what was told of one kind. */
function toldOf<What extends Told['what']>(
  told: readonly Told[],
  what: What,
): readonly Extract<Told, { what: What }>[] {
  return told.filter((each): each is Extract<Told, { what: What }> => each.what === what);
}

function lastOf<T extends { readonly id: string }>(entries: readonly T[]): readonly T[] {
  return [...new Map(entries.map((entry) => [entry.id, entry])).values()];
}

function judgeFiles(
  { settings, accounts, secrets, cache, slots, problems }: StateFolder,
  told: readonly Told[],
  wrong: Wrong,
): void {
  const mayBeGone = new Set(toldOf(told, 'removing').map(({ id }) => id));
  for (const { id, number } of lastOf(toldOf(told, 'named'))) {
    if (mayBeGone.has(id)) continue;
    const name = Number(settings.get().accountLabels[id] ?? 0);
    if (name < number) wrong(`${id} has the name ${name} instead of ${number}`);
  }
  for (const problem of settings.problems()) wrong(`setting: ${JSON.stringify(problem)}`);
  for (const problem of problems.unseen()) wrong(`recorded: ${JSON.stringify(problem)}`);
  slots.load();

  const listed = new Set(accounts.list()?.map(({ id }) => id) ?? []);
  for (const { id } of toldOf(told, 'added')) {
    if (mayBeGone.has(id)) continue;
    if (!listed.has(id)) wrong(`the added account ${id} is gone`);
    if (typeof secrets.get(id) === 'string') wrong(`the key of ${id} is gone`);
  }
  const states = new Map(cache.load().map((state) => [state.account.id, state]));
  for (const { id } of toldOf(told, 'removed')) {
    if (listed.has(id)) wrong(`the removed account ${id} is back`);
    if (secrets.get(id) !== 'missing') wrong(`the removed key of ${id} is back`);
    if (states.has(id)) wrong(`the forgotten figures of ${id} are back`);
  }
  judgeAnswers(states, toldOf(told, 'answered'), mayBeGone, wrong);
}

/** Of each account at most the newest answer may be missing. */
function judgeAnswers(
  states: ReadonlyMap<string, ReturnType<StateFolder['cache']['load']>[number]>,
  answers: readonly Extract<Told, { what: 'answered' }>[],
  mayBeGone: ReadonlySet<string>,
  wrong: Wrong,
): void {
  for (const id of new Set(answers.map((answer) => answer.id))) {
    if (mayBeGone.has(id)) continue;
    const beforeNewest = answers.filter((answer) => answer.id === id).at(-2);
    const window = states.get(id)?.facts.windows[0];
    const known = window === undefined ? null : currentValue(window.usedPercent);
    if (beforeNewest !== undefined && (known === null || known < beforeNewest.usedPercent)) {
      wrong(`${id} has ${known} % instead of at least ${beforeNewest.usedPercent} %`);
    }
  }
}

function judgeDatabase(folder: StateFolder, told: readonly Told[], wrong: Wrong): void {
  const { sentAlerts, notifications, warmUps, redemptions } = folder;
  for (const { key } of toldOf(told, 'notified')) {
    if (sentAlerts.claim(key, Date.now())) wrong(`the notification ${key} would be shown twice`);
  }
  const { accounts } = notifications.snoozes();
  for (const { id, untilMs } of lastOf(toldOf(told, 'muted'))) {
    if ((accounts.get(id) ?? 0) < untilMs) wrong(`${id} is muted until ${accounts.get(id)} instead of ${untilMs}`);
  }
  const newest = notifications.list()[0]?.atMs ?? 0;
  for (const { atMs } of lastOf(toldOf(told, 'listed'))) if (newest < atMs) wrong('a listed notification is gone');
  const runs = new Set(warmUps.since(0)?.map(({ key }) => key) ?? []);
  for (const { key } of toldOf(told, 'warmed-up')) if (!runs.has(key)) wrong(`the warm-up ${key} is gone`);
  const requests = toldOf(told, 'redeemed');
  const known = new Set(requests.flatMap(({ id }) => redemptions.of(id) ?? []).map(({ requestId }) => requestId));
  for (const { requestId } of requests) if (!known.has(requestId)) wrong(`the redeemed reset ${requestId} is gone`);
}

function judgeHistory({ history }: StateFolder, told: readonly Told[], wrong: Wrong): void {
  const newest = new Map(history.newest().map(({ series, reading }) => [series.accountId, reading.atMs]));
  for (const { id, atMs } of lastOf(toldOf(told, 'recorded'))) {
    if ((newest.get(id) ?? 0) < atMs) wrong(`the history of ${id} ends at ${newest.get(id)} instead of ${atMs}`);
  }
}

async function judgeLedger({ ledger }: StateFolder, wrong: Wrong): Promise<void> {
  const answer = await ledger.row(exampleInstall);
  if (answer.kind !== 'row') wrong(`the ledger answers ${JSON.stringify(answer)}`);
}

/** Looks at every page of the databases. */
async function judgeWholeness(home: string, wrong: Wrong): Promise<void> {
  const { database, history, ledger } = pathsOf(home);
  for (const file of [database, history, ledger]) {
    const connection = await connectWithStatementCache(file);
    const found = connection.first('PRAGMA integrity_check')?.['integrity_check'];
    connection.close();
    if (found !== 'ok') wrong(`${file} is damaged: ${String(found)}`);
  }
}

/** Each debit that was told is booked exactly once, and no other is booked than those that were requested. */
async function judgeCharges(home: string, told: readonly Told[], wrong: Wrong): Promise<void> {
  const connection = await connectWithStatementCache(pathsOf(home).ledger);
  const jobs = connection.all('SELECT job_id, install_id FROM ledger_jobs');
  const installs = connection.all('SELECT install_id, monthly_consumed FROM ledger_installs');
  connection.close();
  const booked = new Map(jobs.map((job) => [String(job['job_id']), String(job['install_id'])]));
  const requested = new Map(toldOf(told, 'charging').map(({ job, install }) => [job, install]));
  for (const { job, install } of toldOf(told, 'charged'))
    if (booked.get(job) !== install) wrong(`the debit ${job} is lost`);
  for (const [job, install] of booked) if (requested.get(job) !== install) wrong(`nobody requested the debit ${job}`);
  for (const { install_id: id, monthly_consumed: consumed } of installs) {
    const count = [...booked.values()].filter((install) => install === id).length;
    if (count !== consumed) wrong(`${String(id)} paid for ${String(consumed)} jobs instead of ${count}`);
  }
}

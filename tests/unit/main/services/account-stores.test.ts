import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { AddedAccount } from '../../../../core/accounts/added-account.ts';
import { createAddedAccounts, removeAccountWhereServed } from '../../../../main/services/accounts.ts';
import { lazyNotifications, lazySentAlerts } from '../../../../main/services/stores.ts';
import { createAccountStores, settleFold } from '../../../../main/services/account-stores.ts';
import { createConfStore } from '../../../../main/node/storage/conf-store.ts';
import { holdLock, type HeldLock } from '../../../../main/node/storage/process-lock.ts';
import { createRedemptions } from '../../../../main/node/storage/redemptions.ts';
import type { Database } from '../../../../main/node/storage/sqlite.ts';
import { createDailyUsageStore } from '../../../../main/node/storage/daily-usage.ts';
import { createWarmupLedger } from '../../../../main/node/storage/warm-up-store.ts';
import { createServices, type Services } from '../../../../main/services/create-services.ts';
import { runningApi } from '../../../support/api-server.ts';
import { systemIn } from '../../../support/locale.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const id = 'openai-compatible:0123456789ab';
const other = 'openai-compatible:ba9876543210';
const nowMs = Date.now();
const added = (accountId: string, label: string): AddedAccount => ({
  ...{ id: accountId, provider: 'openai-compatible', label, baseUrl: 'http://127.0.0.1:9' },
  ...{ organizationId: null, keyGivenAt: '2026-11-22T00:00:00.000Z' },
});

const byAccount = <T>(value: T): Readonly<Record<string, T>> => ({ [id]: value, [other]: value });
const choices = {
  accountLabels: byAccount('name'),
  accountGroups: byAccount('group'),
  accountAlerts: byAccount({ enabled: false }),
  slotLimits: byAccount(3),
  windowWarmups: [id, other].map((accountId) => ({
    ...{ id: `at ${accountId}`, accountId, days: [1], time: '08:00', graceMinutes: 5, enabled: true, sinceMs: 0 },
  })),
};

/** Fills every place in which something of an account can be kept, for two accounts. */
async function filledParts(): Promise<{ readonly parts: Services; readonly database: Database }> {
  vi.stubGlobal('__APP_VERSION__', '1.2.3');
  onTestFinished(() => void vi.unstubAllGlobals());
  const home = temporaryFolder();
  const reduction = { from: 4, to: 2, atMs: nowMs };
  const reductions = { version: 1, reductions: { [id]: reduction, [other]: reduction } };
  fs.writeFileSync(path.join(home, 'slots.json'), JSON.stringify(reductions));
  fs.writeFileSync(path.join(home, 'settings.json'), JSON.stringify(choices));
  const environment = { QUOTA_TRAY_HOME: home, HOME: home };
  const parts = createServices({ environment, createStore: createConfStore, locales: () => systemIn('en-GB') });
  const database = await parts.database();
  const history = await parts.history.store();
  if (database === null || history === null) throw new Error('There is no database.');
  onTestFinished(() => {
    history.close();
    database.close();
  });
  const [notices, sent] = [await lazyNotifications(parts)(), await lazySentAlerts(parts)()];
  const redemptions = createRedemptions(database, parts.report);
  const warmups = createWarmupLedger(database, parts.report);
  for (const [index, accountId] of [id, other].entries()) {
    await parts.vault.set(accountId, `key-${index}-of-a-service`, { unprotected: true });
    await parts.addedAccounts.put(added(accountId, `name ${index}`));
    const days = createDailyUsageStore({ database, report: parts.report });
    days.keep(accountId, [day]);
    days.claim(accountId, nowMs, nowMs + 1);
    const facts = { kind: 'sign-in-needed' } as const;
    notices.add({ accountId, atMs: nowMs, facts, delivery: 'shown' });
    notices.snooze(accountId, nowMs + 3_600_000);
    notices.remember(accountId, { windows: {}, balance: '5', signedOut: true, blocked: null });
    for (const key of [`exhausted|${accountId}|weekly|a|1`, `ever|a|grant-offered|${accountId}|x`])
      sent.claim(key, nowMs);
    for (const state of ['written', 'redeemed'] as const) {
      const credit = { requestId: `${state}-${index}`, accountId, creditId: `credit-${index}` };
      redemptions?.write({ ...credit, state, firstAtMs: nowMs, lastAtMs: nowMs });
    }
    warmups?.signInSeen(accountId, nowMs, true);
    for (const [at, state] of (['started', 'skipped'] as const).entries()) warmups?.note(run(accountId, state, at));
    history.append([
      {
        series: { accountId, kind: 'window', name: 'weekly' },
        reading: { atMs: nowMs, value: 5, resetsAtMs: null, source: 'poll' },
      },
    ]);
  }
  await parts.engine.discover();
  parts.flush();
  return { parts, database };
}

const day = {
  ...{ date: '2026-11-20', asOfMs: nowMs, tokens: null, clients: [], models: [] },
  totals: { users: null, threads: 1, turns: 1, credits: '1' },
};

function run(accountId: string, state: 'started' | 'skipped', slot: number) {
  const slotAtMs = nowMs - slot * 3_600_000;
  const at = { slotAtMs, slotDate: '2026-11-20', slotTime: '08:00', timeZone: 'UTC', claimedAtMs: slotAtMs };
  const startedAtMs = state === 'started' ? slotAtMs : null;
  return {
    ...{ key: `${accountId} ${slot}`, accountId, ...at, byHand: false, state, reason: null },
    ...{ startedAtMs, endedAtMs: null, resetsAtMs: null },
  };
}

/** The tables that name the account, each with how many of its rows do. */
function rowsWith(database: Database, text: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    tablesOf(database).flatMap((table) => {
      const rows = database.all(`SELECT * FROM ${table}`).filter((row) => JSON.stringify(row).includes(text));
      return rows.length === 0 ? [] : [[table, rows.length]];
    }),
  );
}

function tablesOf(database: Database): readonly string[] {
  const sql = `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`;
  return database.all(sql).map(({ name }) => String(name));
}

/** The files below the folder that hold the text, wherever in them. */
function filesWith(folder: string, text: string): readonly string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => fs.readFileSync(file).includes(text))
    .map((file) => path.relative(folder, file).replace(/[0-9a-f]{32,}/, '…'))
    .sort();
}

test('nothing of a forgotten account is left in any file or table, but for what keeps the user from paying twice', async () => {
  const { parts, database } = await filledParts();
  expect(Object.keys(rowsWith(database, id))).toEqual(tablesOf(database));
  const before = filesWith(parts.home, id).filter((file) => !file.includes('.db'));
  expect(before).toEqual([
    'accounts.json',
    'accounts.json.bak',
    expect.stringMatching(/^cache/),
    'secrets.json',
    'secrets.json.bak',
    'settings.json',
    'settings.json.bak',
    'slots.json',
  ]);
  const others = rowsWith(database, other);

  expect(await createAddedAccounts(parts).remove(id)).toMatchObject({ kind: 'removed', isForgotten: true });

  expect(rowsWith(database, id)).toEqual({ reset_redemptions: 1 });
  expect(database.all('SELECT state FROM reset_redemptions WHERE account_id = ?', id)).toEqual([{ state: 'written' }]);
  expect(rowsWith(database, other)).toEqual(others);
  expect(database.all(`SELECT state FROM warmup_runs WHERE account_id = ''`)).toEqual([{ state: 'started' }]);
  expect(filesWith(parts.home, id)).toEqual(['quota-tray.db']);
  database.run('DELETE FROM reset_redemptions WHERE account_id = ?', id);
  database.execute('PRAGMA wal_checkpoint(TRUNCATE)');
  expect(filesWith(parts.home, id)).toEqual([]);
  expect(parts.settings.get().accountLabels).toEqual({ [other]: 'name' });
  expect(JSON.parse(fs.readFileSync(parts.paths.slots, 'utf8'))).toMatchObject({ reductions: { [other]: { to: 2 } } });
  expect(parts.problems()).toEqual([]);
});

test('an account that is added again tells its news again', async () => {
  const { parts } = await filledParts();
  await createAddedAccounts(parts).remove(id);
  const [notices, sent] = [await lazyNotifications(parts)(), await lazySentAlerts(parts)()];
  expect(notices.memory(id)).toBeNull();
  expect([...notices.snoozes().accounts.keys()]).toEqual([other]);
  expect(sent.claim(`ever|a|grant-offered|${id}|x`, nowMs)).toBe(true);
  expect(sent.claim(`ever|a|grant-offered|${other}|x`, nowMs)).toBe(false);
});

test('one store that fails keeps the others from nothing, and is named', async () => {
  const said: string[] = [];
  const done: string[] = [];
  const forgetting = createAccountStores({ error: (message) => void said.push(message) });
  forgetting.register({ name: 'first', forget: () => false });
  forgetting.register({
    name: 'second',
    forget: () => {
      throw new Error('no');
    },
  });
  forgetting.register({ name: 'third', forget: async (accountId) => Boolean(done.push(accountId)) });
  expect(await forgetting.forget('codex:1')).toBe(false);
  expect(done).toEqual(['codex:1']);
  expect(said).toEqual(['An account was not forgotten by: first', 'An account was not forgotten by: second']);
});

test('a removal that ends in its middle leaves no key without an account, and can be done again', async () => {
  const { parts } = await filledParts();
  const ending = async (accountId: string): Promise<boolean> => {
    await parts.vault.delete(accountId);
    throw new Error('killed');
  };
  const killed = createAddedAccounts({ ...parts, vault: { ...parts.vault, delete: ending } });
  await expect(killed.remove(id)).rejects.toThrow('killed');
  expect(filesWith(parts.home, id)).not.toContain('secrets.json');
  expect(parts.addedAccounts.list()?.map((account) => account.id)).toContain(id);
  expect(await createAddedAccounts(parts).remove(id)).toMatchObject({ kind: 'removed', isForgotten: true });
  expect(parts.addedAccounts.list()?.map((account) => account.id)).not.toContain(id);
});

test('a first key that was stored and not listed yet goes with its account', async () => {
  const { parts } = await filledParts();
  await parts.addedAccounts.put({ ...added(id, 'name 0'), keyGivenAt: null });
  expect(await createAddedAccounts(parts).remove(id)).toMatchObject({ kind: 'removed', keyIsGone: true });
  expect(filesWith(parts.home, id)).not.toContain('secrets.json');
});

test('an account that is removed is told by its name among all accounts', async () => {
  const { parts } = await filledParts();
  const outcome = await createAddedAccounts(parts).remove(id);
  expect(outcome).toMatchObject({ kind: 'removed', label: expect.stringMatching(/^name \(.+\)$/) });
});

test('only what every process remembers is forgotten here after another process forgot the account', async () => {
  const done: string[] = [];
  const forgetting = createAccountStores({ error: () => undefined });
  forgetting.register({ name: 'figures', forget: () => Boolean(done.push('figures')) });
  forgetting.register({ name: 'notices', forget: () => Boolean(done.push('notices')), isInEveryProcess: true });
  expect(await forgetting.forgetInMemory('codex:1')).toBe(true);
  expect(done).toEqual(['notices']);
});

async function servingLock({ paths }: Services): Promise<HeldLock> {
  const lock = await holdLock(paths.servingLock, { waitMs: 0 });
  if ('kind' in lock) throw new Error(`The lock is ${lock.kind}.`);
  onTestFinished(lock.release);
  return lock;
}

test('while another process serves nothing is removed here, also before it answers', async () => {
  const { parts } = await filledParts();
  await servingLock(parts);
  const removal = removeAccountWhereServed(parts, id);
  const asked: string[] = [];
  await runningApi(
    {
      removeAccount: async (accountId) => {
        asked.push(accountId);
        return { kind: 'removed', message: null };
      },
    },
    parts.paths.socket,
  );
  expect(await removal).toEqual({
    ...{ ok: true, isUnknown: false },
    message: expect.stringMatching(/^name \(.+\) was removed\. Its key and its figures were deleted\.$/),
  });
  expect(asked).toEqual([id]);
  expect(parts.addedAccounts.list()).toHaveLength(2);
});

test('what the serving process refuses is told, and one that does not answer is not taken for done', async () => {
  const { parts } = await filledParts();
  await servingLock(parts);
  const { close } = await runningApi(
    { removeAccount: async () => ({ kind: 'refused', message: 'The disk is full.' }) },
    parts.paths.socket,
  );
  expect(await removeAccountWhereServed(parts, id)).toEqual({
    ok: false,
    message: 'The disk is full.',
    isUnknown: false,
  });
  await close();
  expect(await removeAccountWhereServed(parts, id)).toEqual({
    ...{ ok: false, isUnknown: false },
    message: expect.stringContaining('did not answer'),
  });
  expect(parts.addedAccounts.list()).toHaveLength(2);
});

test('where nobody serves it is removed here, and the lock is free again', async () => {
  const { parts } = await filledParts();
  expect(await removeAccountWhereServed(parts, id)).toMatchObject({ ok: true });
  expect(parts.addedAccounts.list()).toHaveLength(1);
  expect(await removeAccountWhereServed(parts, id)).toMatchObject({ ok: false, isUnknown: true });
  await servingLock(parts);
});

test('a nameless account gives its readings to the named one and is forgotten, and again changes nothing', async () => {
  const { parts, database } = await filledParts();
  const history = await parts.history.store();
  const [own, days] = [rowsWith(database, other), createDailyUsageStore({ database, report: parts.report })];
  days.keep(id, [{ ...day, date: '2026-11-19' }]);
  for (let turn = 0; turn < 2; turn += 1) {
    expect(await settleFold({ namelessId: id, accountId: other, isProven: true }, parts)).toBe(true);
    expect(rowsWith(database, id)).toEqual({});
    expect(days.days(other).map(({ date }) => date)).toEqual(['2026-11-19', '2026-11-20']);
    expect(history?.series()).toEqual([{ accountId: other, kind: 'window', name: 'weekly' }]);
    expect(parts.settings.get().accountLabels).toEqual({ [other]: 'name' });
    const { daily_usage: _days, reset_redemptions: redemptions, ...rest } = rowsWith(database, other);
    const { daily_usage: _ownDays, reset_redemptions: ownRedemptions, ...ownRest } = own;
    expect(rest).toEqual(ownRest);
    expect(redemptions).toBe(2 * (ownRedemptions ?? 0));
  }
  expect(parts.problems()).toEqual([]);
});

test('without a proof that it is the same person its readings stay, and the rest of it goes', async () => {
  const { parts, database } = await filledParts();
  const history = await parts.history.store();
  const own = rowsWith(database, other);
  expect(await settleFold({ namelessId: id, accountId: other, isProven: false }, parts)).toBe(true);
  expect(rowsWith(database, id)).toEqual({ daily_usage: 1, daily_usage_asked: 1, reset_redemptions: 1 });
  expect(history?.series().map(({ accountId }) => accountId)).toEqual([id, other]);
  expect(parts.settings.get().accountLabels).toEqual({ [other]: 'name' });
  expect(rowsWith(database, other)).toEqual(own);
});

test('what could not be moved is not forgotten', async () => {
  const { parts, database } = await filledParts();
  const before = rowsWith(database, id);
  const refusing = { ...parts, history: { move: async () => false } };
  expect(await settleFold({ namelessId: id, accountId: other, isProven: true }, refusing)).toBe(false);
  expect(rowsWith(database, id)).toEqual(before);
});

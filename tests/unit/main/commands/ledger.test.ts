import fs from 'node:fs';
import path from 'node:path';

import { expect, onTestFinished, test, vi } from 'vitest';

import type { StorageProblem } from '../../../../core/settings/storage-problem.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { blankRow } from '../../../../core/ledger/install.ts';
import { importLedger } from '../../../../main/commands/ledger-import.ts';
import type { LedgerServices } from '../../../../main/services/ledger.ts';
import { ledger } from '../../../../main/commands/ledger.ts';
import { createLedger } from '../../../../main/services/ledger.ts';
import { parseCommand } from '../../../support/parse-command.ts';
import { homePaths } from '../../../../main/node/storage/home.ts';
import { apiNowMs, runningApi } from '../../../support/api-server.ts';
import { storageBanners } from '../../../../core/views/banners.ts';
import { englishReader } from '../../../bench/english-reader.ts';
import { freshId } from '../../../support/ledger/desk.ts';
import { originalRelay } from '../../../support/ledger/original-relay.ts';
import { openGate } from '../../../support/open-gate.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const english = englishReader().t;

function ledgerHome(folder = temporaryFolder()) {
  const problems: StorageProblem[] = [];
  const settings = {
    get: () => defaultSettings,
    isKnown: () => true,
    isStored: () => false,
  } as unknown as LedgerServices['settings'];
  const parts: LedgerServices = {
    clock: { nowMs: () => apiNowMs, random: () => 0.5 },
    gate: openGate,
    settings,
    paths: homePaths(folder, { environment: {}, platform: process.platform, temporaryFolder: folder }),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    report: (problem) => void problems.push(problem),
    problems: () => problems,
  };
  return { folder, parts };
}

/** What a command prints on both streams, and its exit code. */
async function run(parts: LedgerServices, ...words: readonly string[]) {
  const streams = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      streams[name] += String(text);
      return true;
    }),
  );
  const command = parseCommand(['ledger', ...words]);
  try {
    if (command.kind === 'ledger-import') return { code: await importLedger(parts, command, english), ...streams };
    if (command.kind !== 'ledger') throw new Error(`Not a ledger command: ${JSON.stringify(command)}`);
    return { code: await ledger(parts, command, english), ...streams };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test('plan, reserve, commit, release and show print sentences', async () => {
  const { parts } = ledgerHome();
  const id = freshId();
  const install = ['--install', id, '--tier', 'core'];
  expect(await run(parts, 'show')).toMatchObject({ code: 0, stdout: 'No install has made a request yet.\n' });
  expect(await run(parts, 'plan', ...install)).toEqual({
    code: 0,
    stdout: 'Allowed, on Gemini. 5 credits left in all.\n',
    stderr: '',
  });
  const made = await run(parts, 'reserve', ...install, '--ttl', '60');
  expect(made.stdout).toMatch(
    /^[0-9a-f-]{36} is reserved until 2026-11-22T00:06:00\.000Z, on Gemini\. 4 credits left in all\.\n$/,
  );
  const reservation = made.stdout.slice(0, 36);
  expect(await run(parts, 'show', id)).toMatchObject({ stdout: `${id}  core  4 credits left in all. 1 reserved.\n` });
  expect((await run(parts, 'commit', reservation)).stdout).toBe('Booked one credit (core). 4 credits left in all.\n');
  expect((await run(parts, 'commit', reservation)).stdout).toContain('nothing was charged');
  expect((await run(parts, 'release', reservation)).code).toBe(69);
  const next = (await run(parts, 'reserve', ...install)).stdout.slice(0, 36);
  expect(await run(parts, 'release', next)).toMatchObject({ code: 0, stdout: 'Released; the credit is free again.\n' });
});

test('plan and reserve exit with 1 when denied, and print the reason', async () => {
  const { parts } = ledgerHome();
  const install = ['--install', freshId(), '--tier', 'core'];
  for (let call = 0; call < 5; call += 1) await run(parts, 'commit', ...install, '--backend', 'gemini');
  expect(await run(parts, 'plan', ...install)).toEqual({
    code: 1,
    stdout: 'Denied. This install has no credit left on this tier.\n',
    stderr: '',
  });
  const denied = await run(parts, 'reserve', ...install, '--json');
  expect(denied).toMatchObject({ code: 1, stderr: '' });
  expect(JSON.parse(denied.stdout)).toMatchObject({ status: 402, reason: 'out_of_credits', remaining: 0 });
});

test.each([
  ['plan', '--install', '__proto__', '--tier', 'core'],
  ['plan', '--install', '0a1b2c3d-0000-4000-8000-0000000000f1', '--tier', 'gold'],
  ['show', 'constructor'],
  ['commit', '0a1b2c3d-0000-4000-8000-0000000000f1'],
])('ledger %s %s %s %s %s is a bad argument', async (...words) => {
  const refused = await run(ledgerHome().parts, ...words);
  expect(refused).toMatchObject({ code: 64, stdout: '' });
  expect(refused.stderr).toMatch(/^.{20,}\.\n$/);
});

test('a command prints which copy the ledger goes on from', async () => {
  const { parts } = ledgerHome();
  const id = freshId();
  await run(parts, 'commit', '--install', id, '--tier', 'core', '--backend', 'gemini');
  for (const end of ['', '-wal', '-shm']) fs.rmSync(`${parts.paths.ledger}${end}`, { force: true });
  const shown = await run(parts, 'show', id);
  expect(shown.stdout).toBe(`${id}  core  4 credits left in all.\n`);
  expect(storageBanners(parts.problems(), englishReader())[0]?.text).toContain(
    `continues from ${parts.paths.ledger}.bak, made Nov 22, 2026`,
  );
});

test('a running app gives the same document as the command alone', async () => {
  const { parts } = ledgerHome();
  const store = createLedger(parts);
  onTestFinished(() => store.close());
  const id = freshId();
  const here = await run(parts, 'show', id, '--json');
  const asked: string[] = [];
  const row: typeof store.row = (installId) => {
    asked.push(installId);
    return store.row(installId);
  };
  await runningApi(
    { ledger: { store: { ...store, row }, tiers: () => defaultSettings.ledgerTiers } },
    parts.paths.socket,
  );
  expect(await run(parts, 'show', id, '--json')).toEqual(here);
  expect(asked).toEqual([id]);
  expect(JSON.parse(here.stdout)).toMatchObject({ installId: id, remaining: 5, capped: 'lifetime' });
});

test('show lists every install page by page, with the app and without it; --limit gives one page', async () => {
  const { parts } = ledgerHome();
  const store = createLedger(parts);
  onTestFinished(() => store.close());
  const rows = Array.from({ length: 1203 }, () => blankRow(freshId(), apiNowMs));
  await store.importRows(rows);
  const here = await run(parts, 'show', '--json');
  expect(JSON.parse(here.stdout)).toHaveLength(1203);
  const page = await run(parts, 'show', '--limit', '2');
  expect(page.stdout.trim().split('\n')).toHaveLength(2);
  expect(page.stderr).toContain(`go on with --cursor ${rows[1]?.installId}.`);
  const asked: (number | null)[] = [];
  const counted: typeof store.rows = (request) => {
    asked.push(request.limit);
    return store.rows(request);
  };
  await runningApi(
    { ledger: { store: { ...store, rows: counted }, tiers: () => defaultSettings.ledgerTiers } },
    parts.paths.socket,
  );
  expect(await run(parts, 'show', '--json')).toEqual(here);
  expect(asked).toEqual([1000, 1000]);
  expect(await run(parts, 'show', '--limit', '2')).toEqual(page);
  const last = await run(parts, 'show', '--limit', '2', '--cursor', rows[1201]?.installId ?? '');
  expect(last).toMatchObject({ code: 0, stderr: '' });
  expect(last.stdout).toContain(rows[1202]?.installId);
  expect((await run(parts, 'show', '--limit', '5000')).code).toBe(64);
});

test('a damaged ledger without a good copy exits with 69 and prints what to do', async () => {
  const { parts } = ledgerHome();
  fs.writeFileSync(parts.paths.ledger, 'x'.repeat(9000));
  const refused = await run(parts, 'show');
  expect(refused).toMatchObject({ code: 69, stdout: '' });
  expect(refused.stderr).toContain('ledger.db.bak');
});

test('an install with 4 of 5 used at the original relay has one credit left after the import', async () => {
  const { folder, parts } = ledgerHome();
  const file = path.join(folder, 'credits.json');
  const relay = await originalRelay(file, () => apiNowMs);
  const id = freshId();
  for (let call = 0; call < 4; call += 1) await relay.commit(id, 'core', 'gemini');
  expect(await run(parts, 'import', file)).toMatchObject({ code: 0, stderr: '' });
  expect((await run(parts, 'show', id)).stdout).toBe(`${id}  core  1 credit left in all.\n`);
});

test('an import without a usable row fails and changes nothing in the ledger', async () => {
  const { folder, parts } = ledgerHome();
  const file = path.join(folder, 'credits.json');
  const foreign = Object.fromEntries(Array.from({ length: 30 }, () => [freshId(), { plan: 'core', used: 4 }]));
  fs.writeFileSync(file, JSON.stringify({ rows: foreign }));
  const refused = await run(parts, 'import', file);
  expect(refused).toMatchObject({ code: 64, stdout: '' });
  expect(refused.stderr).toContain('Nothing was imported, because all of its rows (30) were set aside.');
  expect(refused.stderr).toContain('10 more rows were set aside.');
  const document = await run(parts, 'import', file, '--json');
  expect(document.code).toBe(64);
  expect(JSON.parse(document.stdout)).toMatchObject({ added: 0, merged: 0, setAside: { length: 30 } });
  fs.writeFileSync(file, '{"rows": {}}');
  expect(await run(parts, 'import', file)).toMatchObject({ code: 64, stdout: '' });
  expect(fs.existsSync(parts.paths.ledger)).toBe(false);
});

test('import prints how many rows it added and set aside, and why', async () => {
  const { folder, parts } = ledgerHome();
  const good = freshId();
  const counters = {
    lifetime_consumed: 2,
    lifetime_gemini_consumed: 0,
    monthly_consumed: 4,
    monthly_gemini_consumed: 1,
  };
  const row = { tier: 'pro', month: '2026-11', ...counters };
  const file = path.join(folder, 'credits.json');
  fs.writeFileSync(
    file,
    JSON.stringify({ rows: { [good]: row, [freshId()]: { ...row, monthly_consumed: '4' }, constructor: row } }),
  );
  const report = await run(parts, 'import', file);
  expect(report).toMatchObject({ code: 0, stderr: '' });
  expect(report.stdout).toContain('Installs added: 1. Known installs updated: 0.');
  expect(report.stdout).toContain('Rows set aside: 2.');
  expect(report.stdout).toContain('Set aside: constructor: its id is not a UUID.');
  expect(JSON.parse((await run(parts, 'import', file, '--json')).stdout)).toMatchObject({ added: 0, merged: 1 });
  expect(JSON.parse((await run(parts, 'show', '--json')).stdout)).toMatchObject([
    { installId: good, tier: 'pro', monthlyConsumed: 4, remaining: 46, geminiRemaining: 24 },
  ]);
  for (const wrong of ['{"rows": []}', '{', '[]']) {
    fs.writeFileSync(file, wrong);
    expect((await run(parts, 'import', file)).code).toBe(64);
  }
  expect((await run(parts, 'import', path.join(folder, 'none.json'))).code).toBe(64);
});

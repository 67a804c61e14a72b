import path from 'node:path';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { dailyUsage } from '../../../../main/commands/daily-usage.ts';
import { parseCommand } from '../../../support/parse-command.ts';
import { createConfStore } from '../../../../main/node/storage/conf-store.ts';
import type { Services } from '../../../../main/services/create-services.ts';
import { parseCsv } from '../../../support/parse-csv.ts';
import { type Canaries, writeCodexSignIn } from '../../../support/sign-in.ts';
import { type ToolScript, writeStandInTool } from '../../../support/codex/stand-in-tool.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { startServer } from '../node/http/local-server.ts';
import { systemIn } from '../../../support/locale.ts';

const today = new Date().toISOString().slice(0, 10);
const body = {
  data: [
    {
      date: today,
      totals: { users: 1, threads: 2, turns: 12, credits: 3.75 },
      clients: [{ client_id: 'CODEX_CLI', users: 1, threads: 2, turns: 12, credits: 3.75 }],
      models: [],
    },
  ],
};

const version = globalThis as { __APP_VERSION__?: string };
beforeAll(() => {
  version.__APP_VERSION__ = '1.2.3';
});
afterAll(() => {
  delete version.__APP_VERSION__;
});

interface Machine {
  readonly run: (...argv: readonly string[]) => Promise<{ code: number; out: string; told: string }>;
  readonly asked: () => number;
  readonly canaries: Canaries;
}

/** A machine with one Codex account at a server of its own; each command is a process of its own. */
async function machine(settings: object, status = 200, script: ToolScript | null = null): Promise<Machine> {
  const server = await startServer((_request, response) => void response.writeHead(status).end(JSON.stringify(body)));
  const home = temporaryFolder();
  const codexHome = temporaryFolder();
  const canaries = await writeCodexSignIn(codexHome, {
    email: 'someone@example.org',
    plan: 'pro',
    accountId: 'acc-1',
    baseUrl: `${server.url}/backend-api`,
  });
  // Without a stand-in the tool stays off, because a real one may be installed on this computer.
  const chosen = { askCodexTool: script !== null, ...settings };
  await writeFile(path.join(home, 'settings.json'), JSON.stringify(chosen), { mode: 0o600 });
  const programs = path.join(home, 'bin');
  if (script !== null) await writeStandInTool(programs, script);
  const environment = {
    PATH: programs,
    QUOTA_TRAY_HOME: home,
    CODEX_HOME: codexHome,
    CLAUDE_CONFIG_DIR: path.join(home, 'nothing'),
    LANG: 'en_GB.UTF-8',
  };
  const run: Machine['run'] = async (...argv) => {
    const command = parseCommand(['daily-usage', ...argv]);
    if (command.kind !== 'daily-usage') throw new Error(`It was read as ${command.kind}.`);
    const { createServices } = await import('../../../../main/services/create-services.ts');
    const parts: Services = createServices({
      environment,
      createStore: createConfStore,
      locales: () => systemIn('en-GB'),
    });
    onTestFinished(async () => {
      (await parts.database())?.close();
    });
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      const code = await dailyUsage(parts, command);
      return { code, out: textOf(out), told: textOf(told) };
    } finally {
      out.mockRestore();
      told.mockRestore();
    }
  };
  return { run, asked: () => server.requests.length, canaries };
}

function textOf({ mock }: { readonly mock: { readonly calls: readonly (readonly unknown[])[] } }): string {
  return mock.calls.map(([text]) => text).join('');
}

const threadId = '01a0b398-ad50-73e2-8842-097683f1b287';
const figures = { estimatedUsageCreditsMicros: 1_234_567, estimatedUsageUsdMicros: 49_382, nativeUsageUsdMicros: null };
const named = { result: { rateLimits: {}, accountId: 'acc-1' } };
const tool: ToolScript = {
  answer: named,
  answers: { 'account/usage/read': { result: { threadUsage: { threadId, ...figures, groups: [] } } } },
};

describe('quota-tray daily-usage', () => {
  it('asks the service with --refresh only, keeps the days, and asks once in 10 minutes across processes', async () => {
    const { run, asked, canaries } = await machine({ dailyUsage: true });
    expect(await run('someone@example.org')).toMatchObject({ code: 0, out: '' });
    expect(asked()).toBe(0);
    const refreshed = await run('someone@example.org', '--refresh');
    expect(refreshed.code).toBe(0);
    expect(refreshed.out).toContain('Day         Credits  Turns  Tokens');
    expect(refreshed.out).toContain(`${today}     3.75     12       –`);
    expect(refreshed.out).toContain('Read just now · usage analytics of the service');
    const again = await run('someone@example.org', '--refresh');
    expect([again.code, asked()]).toEqual([0, 1]);
    expect(again.told).toContain('You can refresh again at');
    expect((await run('someone@example.org')).out).toBe(refreshed.out);
    expect(JSON.stringify([refreshed, again])).not.toContain(canaries.accessToken);
  });

  it('--json and --csv print one document of the kept days and nothing else', async () => {
    const { run } = await machine({ dailyUsage: true });
    const json = await run('someone@example.org', '--refresh', '--json');
    expect(JSON.parse(json.out)).toMatchObject({
      schemaVersion: 1,
      days: [{ date: today, totals: { credits: '3.75' } }],
    });
    const csv = await run('someone@example.org', '--csv');
    expect(parseCsv(csv.out).map(([, kind]) => kind)).toEqual(['kind', 'total', 'client']);
  });

  it('asks nothing while daily usage is off, prints how to turn it on, and exits with 69', async () => {
    const { run, asked } = await machine({});
    const { code, out, told } = await run('someone@example.org', '--refresh');
    expect([code, out, asked()]).toEqual([69, '', 0]);
    expect(told).toContain('Daily usage is off');
  });

  it('shows the usage of a thread, asked through the Codex command line only', async () => {
    const { run, asked } = await machine({ dailyUsage: true }, 200, tool);
    const json = await run('someone@example.org', '--thread', threadId, '--json');
    expect(JSON.parse(json.out)).toMatchObject({ schemaVersion: 1, threadId, credits: '1.234567', groups: [] });
    const text = await run('someone@example.org', '--thread', threadId);
    expect([text.code, text.told]).toEqual([0, '']);
    expect(text.out).toContain('1.23 credits in total (estimate) · $0.049382 (estimate)');
    expect(asked()).toBe(0);
  });

  it.each<readonly [string, object, ToolScript | null, RegExp]>([
    ['the tool is off', { dailyUsage: true }, null, /could not be used for this thread/],
    ['daily usage is off', {}, tool, /contacts Codex only when you open this page/],
    ['the tool is too old', { dailyUsage: true }, { answer: named }, /could not be used for this thread/],
    [
      'the service knows no such thread',
      { dailyUsage: true },
      { ...tool, answers: { 'account/usage/read': { result: { threadUsage: null } } } },
      /knows no usage of this thread/,
    ],
  ])('exits with 69 and a sentence about a thread if %s', async (_what, settings, script, words) => {
    const { run } = await machine(settings, 200, script);
    const { code, out, told } = await run('someone@example.org', '--thread', threadId);
    expect([code, out]).toEqual([69, '']);
    expect(told).toMatch(words);
  });

  it('keeps the tokens that the Codex command line states', async () => {
    const days = { result: { dailyUsageBuckets: [{ startDate: today, tokens: 4321 }] } };
    const { run } = await machine({ dailyUsage: true }, 200, { ...tool, answers: { 'account/usage/read': days } });
    const { out } = await run('someone@example.org', '--refresh');
    expect(out).toMatch(new RegExp(`${today} +3\\.75 +12 +4,321`));
  });

  it('exits with 69 and a sentence when the service refuses, and with 64 for an unknown account', async () => {
    const { run } = await machine({ dailyUsage: true }, 403);
    const refused = await run('someone@example.org', '--refresh');
    expect([refused.code, refused.told]).toEqual([69, expect.stringContaining('HTTP 403')]);
    const nobody = await run('nobody');
    expect([nobody.code, nobody.told]).toEqual([64, expect.stringContaining('accounts list')]);
  });

  it.each([
    [['daily-usage'], 'needs an account'],
    [['daily-usage', 'work', '--json', '--csv'], '--csv'],
    [['daily-usage', 'work', '--thread', threadId, '--csv'], '--csv'],
    [['daily-usage', 'work', '--thread', '../x'], 'UUID'],
    [['status', '--csv'], '--csv'],
    [['doctor', '--refresh'], '--refresh'],
  ])('%j is a bad argument', (argv, words) => {
    expect(parseCommand(argv)).toEqual({ kind: 'bad', message: expect.stringContaining(words) });
  });
});

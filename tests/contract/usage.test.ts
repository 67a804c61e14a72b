import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { UsageDocument } from '../../core/token-usage/document.ts';
import { ask } from '../support/api-server.ts';
import { type CommandPlace, runCommandLine, startServe } from '../support/command-line.ts';
import { parseCsv } from '../support/parse-csv.ts';
import { socketOf } from '../support/serving-place.ts';
import { askPort, freePort } from '../support/tcp-api.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A computer on which Claude Code and Codex have run. */
function computer(): CommandPlace & { readonly claudeLog: string } {
  const userHome = temporaryFolder();
  const claudeLog = path.join(userHome, 'claude', 'projects', '-home-sam-shop', 'one.jsonl');
  const codexLog = path.join(userHome, 'codex', 'sessions', '2026', '11', '20', 'rollout-2026-11-20T10-00-00-c1.jsonl');
  write(
    claudeLog,
    claudeLine('m1', '2026-11-19T23:30:00.000Z', 'claude-opus-4-5-20251101', [100, 20, 300, 4_000]),
    // The answer grew, so the same request is in the log again. A prompt must not reach the output.
    claudeLine('m1', '2026-11-19T23:30:02.000Z', 'claude-opus-4-5-20251101', [100, 200, 300, 4_000]),
    JSON.stringify({ type: 'user', message: { content: 'canary-prompt' }, timestamp: '2026-11-19T23:31:00.000Z' }),
    claudeLine('m2', '2026-11-20T10:00:00.000Z', 'claude-unheard-of', [50, 5, 0, 0]),
  );
  write(
    codexLog,
    JSON.stringify({
      timestamp: '2026-11-20T10:00:00.000Z',
      type: 'session_meta',
      payload: { id: 'c1', cwd: '/home/sam/site' },
    }),
    JSON.stringify({
      timestamp: '2026-11-20T10:00:01.000Z',
      type: 'turn_context',
      payload: { cwd: '/home/sam/site', model: 'gpt-5.4' },
    }),
    codexLine('2026-11-20T10:00:05.000Z', { input: 1_000, cached: 400, output: 70, reasoning: 30 }),
  );
  return { userHome, home: path.join(userHome, 'state'), claudeLog };
}

function write(file: string, ...lines: readonly string[]): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
}

type Counts = readonly [input: number, output: number, cacheWrite: number, cacheRead: number];

function claudeLine(
  id: string,
  timestamp: string,
  model: string,
  [input, output, cacheWrite, cacheRead]: Counts,
): string {
  const usage = {
    input_tokens: input,
    output_tokens: output,
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cacheRead,
  };
  const message = { id, model, role: 'assistant', content: [{ type: 'text', text: 'canary-prompt' }], usage };
  const about = { cwd: '/home/sam/shop', sessionId: 's1', requestId: `req-${id}`, isSidechain: false };
  return JSON.stringify({ type: 'assistant', timestamp, ...about, message });
}

function codexLine(
  timestamp: string,
  { input, cached, output, reasoning }: Readonly<Record<'input' | 'cached' | 'output' | 'reasoning', number>>,
): string {
  const usage = {
    input_tokens: input,
    cached_input_tokens: cached,
    output_tokens: output,
    reasoning_output_tokens: reasoning,
    total_tokens: input + output,
  };
  const info = { total_token_usage: usage, last_token_usage: usage, model_context_window: 272_000 };
  return JSON.stringify({ timestamp, type: 'event_msg', payload: { type: 'token_count', info } });
}

/** A slow computer shows how far the reading is. */
function withoutProgress(messages: string): string {
  return messages.replaceAll(/^Reading logs: .*\n/gm, '');
}

async function documentOf(place: CommandPlace, ...args: readonly string[]): Promise<UsageDocument> {
  const { code, stdout, stderr } = await runCommandLine(place, 'usage', ...args, '--json');
  expect(withoutProgress(stderr)).toBe('');
  expect(code).toBe(0);
  expect(stdout).not.toContain('canary-prompt');
  return JSON.parse(stdout) as UsageDocument;
}

describe('quota-tray usage', () => {
  it('adds up each request once, at list price, and names what has no price', async () => {
    const place = computer();
    const { rows, total, prices } = await documentOf(place, 'daily');
    expect(rows.map(({ date, requests, listPriceUsd }) => [date, requests, listPriceUsd])).toEqual([
      // 100 × $5 + 200 × $25 + 300 × $6.25 + 4,000 × $0.50, for a million tokens each
      ['2026-11-19', 1, '0.009375'],
      // 600 × $2.50 + 400 × $0.25 + 70 × $15
      ['2026-11-20', 2, '0.00265'],
    ]);
    expect(total).toMatchObject({
      requests: 3,
      tokens: { input: 750, cacheRead: 4_400, cacheWrite: 300, output: 245, reasoning: 30, total: 5_725 },
      listPriceUsd: '0.012025',
      unpriced: [{ model: 'claude-unheard-of', tokens: 55 }],
    });
    expect(prices).toMatchObject({
      basis: 'list-price',
      sources: [{ name: 'genai-prices 0.1.8', date: '2026-09-23' }, {}],
    });
  });

  it('reads only new lines: a line that is added shows up, and nothing is counted again', async () => {
    const place = computer();
    const before = await documentOf(place);
    expect((await documentOf(place)).total).toEqual(before.total);
    fs.appendFileSync(
      place.claudeLog,
      `${claudeLine('m3', '2026-11-20T11:00:00.000Z', 'claude-opus-4-5-20251101', [7, 0, 0, 0])}\n`,
    );
    const after = await documentOf(place);
    expect(after.total.tokens.input).toBe(before.total.tokens.input + 7);
    expect(after.total.requests).toBe(before.total.requests + 1);
  });

  it('counts days in the chosen time zone, and takes one tool, one project and a span', async () => {
    const place = computer();
    const berlin = await documentOf(place, 'daily', '--timezone', 'Europe/Berlin');
    expect(berlin.rows.map(({ date, requests }) => [date, requests])).toEqual([['2026-11-20', 3]]);
    expect((await documentOf(place, '--tool', 'codex')).total.requests).toBe(1);
    expect((await documentOf(place, 'session', '--project', 'shop')).rows).toMatchObject([
      { sessionId: 's1', tool: 'claude', project: '/home/sam/shop', requests: 2 },
    ]);
    expect((await documentOf(place, '--since', '20261120', '--until', '2026-11-20')).total.requests).toBe(2);
    expect((await documentOf(place, 'blocks')).rows.map(({ tool, block }) => [tool, block?.startsAt])).toEqual([
      ['claude', '2026-11-19T23:00:00.000Z'],
      ['codex', '2026-11-20T10:00:00.000Z'],
      ['claude', '2026-11-20T10:00:00.000Z'],
    ]);
  });

  it('prints a table that says “At list price”, and CSV whose columns can be added up', async () => {
    const place = computer();
    const table = await runCommandLine(place, 'usage', 'monthly', '--breakdown');
    expect([table.code, withoutProgress(table.stderr)]).toEqual([0, '']);
    expect(table.stdout).toContain('At list price');
    expect(table.stdout).toMatch(/^2026-11\s.*\s5,725\s+\$0\.01\+$/m);
    expect(table.stdout).toMatch(/^ {2}gpt-5\.4\s/m);
    const csv = await runCommandLine(place, 'usage', 'daily', '--csv');
    const [header = [], ...rows] = parseCsv(csv.stdout);
    const column = header.indexOf('total_tokens');
    expect(rows.reduce((sum, row) => sum + Number(row[column]), 0)).toBe(5_725);
  });

  it('uses the user’s own prices, and says what is wrong with their file', async () => {
    const place = computer();
    const file = path.join(place.home, 'token-prices.json');
    fs.mkdirSync(place.home, { recursive: true });
    fs.writeFileSync(file, '{"models":[{"names":["claude-unheard-of"],"prices":[{"input":"1000","output":"0"}]}]}');
    const { total, prices } = await documentOf(place);
    expect([total.listPriceUsd, total.unpriced, prices.hasOwn]).toEqual(['0.062025', [], true]);
    fs.writeFileSync(file, '{"models":[{"names":["x"],"prices":[{"input":"cheap","output":"0"}]}]}');
    const { code, stderr } = await runCommandLine(place, 'usage');
    expect(code).toBe(0);
    expect(stderr).toContain('models.0.prices.0.input');
  });

  it('says so where there are no logs', async () => {
    const userHome = temporaryFolder();
    const { code, stdout, stderr } = await runCommandLine({ userHome, home: path.join(userHome, 'state') }, 'usage');
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toContain('No usage found');
  });

  it.each([
    [['yearly'], 'daily, weekly'],
    [['--since', '20261301'], '--since'],
    [['--since', '20261120', '--until', '20261119'], '--until'],
    [['--timezone', 'Mars/Base'], 'Europe/Berlin'],
    [['--tool', 'chatgpt'], 'claude, codex'],
    [['--order', 'up'], 'asc, desc'],
    [['--json', '--csv'], '--csv'],
  ])('refuses %o with 64 and says what it takes', async (args, words) => {
    const { code, stderr } = await runCommandLine(computer(), 'usage', ...args);
    expect(code).toBe(64);
    expect(stderr).toContain(words);
  });
});

describe.runIf(process.platform !== 'win32')('GET /v1/usage', () => {
  it('says the same as the command, which asks the running app', async () => {
    const place = computer();
    await startServe(place);
    const answer = await ask(socketOf(place), 'GET', '/v1/usage?by=month&timezone=UTC');
    expect(answer.status).toBe(200);
    const asked = await documentOf(place, 'monthly', '--timezone', 'UTC');
    expect({ ...asked, generatedAt: '' }).toEqual({ ...(answer.body as UsageDocument), generatedAt: '' });
    fs.appendFileSync(
      place.claudeLog,
      `${claudeLine('m4', '2026-11-20T11:00:00.000Z', 'claude-opus-4-5-20251101', [7, 0, 0, 0])}\n`,
    );
    expect((await documentOf(place, 'monthly')).total.requests).toBe(4);
  });

  it('gives the tokens of today as metrics, once somebody asked for usage', async () => {
    const place = computer();
    const port = await freePort();
    fs.mkdirSync(place.home, { recursive: true });
    fs.writeFileSync(path.join(place.home, 'settings.json'), JSON.stringify({ apiPort: port }));
    await startServe(place);
    const today = new Date().toISOString();
    fs.appendFileSync(place.claudeLog, `${claudeLine('m5', today, 'claude-opus-4-5-20251101', [11, 0, 0, 0])}\n`);
    const scrape = async (): Promise<string> => {
      const token = fs.readFileSync(path.join(place.home, 'api-token'), 'utf8').trim();
      const answer = await askPort(port, 'GET', '/metrics', { Authorization: `Bearer ${token}` });
      return String(answer.body);
    };
    expect(await scrape()).not.toContain('quota_tray_tokens_total');
    await documentOf(place);
    const series = 'quota_tray_tokens_total{tool="claude",model="claude-opus-4-5-20251101",kind="input"} 11\n';
    expect(await scrape()).toContain(series);
  });
});

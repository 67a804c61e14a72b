import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { accountStateSchema } from '../../../../core/accounts/state-schema.ts';
import * as v from 'valibot';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { currentValue } from '../../../../core/usage/fact.ts';
import type { Snapshot } from '../../../../core/snapshot/schema.ts';
import { currentSignIn } from '../../../../main/services/status-line.ts';
import { statusLineText } from '../../../../main/statusline/print.ts';
import { holdLock, lockOf } from '../../../../main/node/storage/process-lock.ts';
import { emptySnapshot, runningApi } from '../../../support/api-server.ts';
import { writeClaudeSignIn } from '../../../support/sign-in.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const minuteMs = 60_000;

interface Place {
  readonly environment: Readonly<Record<string, string>>;
  readonly home: string;
  readonly claude: string;
  readonly accountId: string;
}

async function place(): Promise<Place> {
  const folder = temporaryFolder();
  const [home, claude] = [path.join(folder, 'q'), path.join(folder, 'claude')];
  await writeClaudeSignIn(claude, { email: 'someone@example.org', accountUuid: 'person-1', subscription: 'pro' });
  const environment = {
    QUOTA_TRAY_HOME: home,
    CLAUDE_CONFIG_DIR: `${claude}:${folder}/other`,
    CODEX_HOME: `${folder}/codex`,
    LANG: 'en_GB.UTF-8',
  };
  const finding = await currentSignIn({ environment, homeFolder: folder, platform: 'linux' }, null);
  const accountId = finding?.outcome.kind === 'account' ? finding.outcome.account.id : '';
  expect(accountId).toMatch(/^claude:/);
  return { environment, home, claude, accountId };
}

function status(more: object = {}): string {
  const seconds = Math.floor(Date.now() / minuteMs) * 60;
  const limits = {
    five_hour: { used_percentage: 37, resets_at: seconds + 3_780 },
    seven_day: { used_percentage: 61, resets_at: seconds + 300_000 },
  };
  return JSON.stringify({
    session_id: 'canary-session',
    model: { display_name: 'Sonnet' },
    rate_limits: limits,
    ...more,
  });
}

const withoutLimits = JSON.stringify({ model: { display_name: 'Sonnet' } });
const fullLine = /^Sonnet · 5 hours 63% left · 1h 0[1-3]m · week 39% left$/;

async function lineOf(
  { environment }: Pick<Place, 'environment'>,
  input: string,
  earlierCommand: string | null = null,
): Promise<string> {
  return statusLineText({ environment, input: Readable.from([Buffer.from(input)]), earlierCommand });
}

function storedStates({ home }: Place): readonly AccountState[] {
  const folder = path.join(home, 'cache', 'accounts');
  const files = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  return files.map((name) => {
    const { state } = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as { state: unknown };
    return v.parse(accountStateSchema, state);
  });
}

/** An app that notes what it is handed. The route's own form is held by its own tests. */
async function app(at: Place, snapshot: Snapshot = emptySnapshot) {
  const handed: unknown[] = [];
  fs.mkdirSync(at.home, { recursive: true });
  const observe = (posted: unknown) => {
    handed.push(posted);
    return { kind: 'accepted', windowIds: [] } as const;
  };
  await runningApi({ snapshot: () => snapshot, observe }, path.join(at.home, 'api.sock'));
  return handed;
}

describe.runIf(process.platform !== 'win32')('the status line command', () => {
  it('reports the limits, and nothing else, to the running app', async () => {
    const at = await place();
    const handed = await app(at);
    expect(await lineOf(at, status())).toMatch(fullLine);
    expect(handed).toMatchObject([
      {
        provider: 'claude',
        accountId: at.accountId,
        statusLine: { rate_limits: { five_hour: { used_percentage: 37 }, seven_day: { used_percentage: 61 } } },
      },
    ]);
    expect(JSON.stringify(handed)).not.toContain('canary');
    expect(storedStates(at)).toEqual([]);
  });

  it('saves them with source and age while the app is not running', async () => {
    const at = await place();
    const beforeMs = Date.now();
    expect(await lineOf(at, status())).toMatch(fullLine);
    const [state] = storedStates(at);
    expect(state?.account.id).toBe(at.accountId);
    const used = state?.facts.windows.map(({ id, usedPercent }) => [
      id,
      currentValue(usedPercent),
      usedPercent.said?.source,
    ]);
    expect(used).toEqual([
      ['session', 37, 'statusline'],
      ['weekly', 61, 'statusline'],
    ]);
    expect(state?.facts.windows[0]?.usedPercent.said?.asOfMs).toBeGreaterThanOrEqual(beforeMs);
  });

  it.each([
    ['torn', '{"oauthAcc'],
    ['already that of another account', JSON.stringify({ oauthAccount: { accountUuid: 'person-2' } })],
  ])('reports them for the account of the token while the state file is %s', async (_, state) => {
    const at = await place();
    await lineOf(at, status());
    fs.writeFileSync(path.join(at.claude, '.claude.json'), state);
    const handed = await app(at);
    await lineOf(at, status());
    expect(handed).toMatchObject([{ accountId: at.accountId }]);
  });

  it('saves the same figures only once', async () => {
    const at = await place();
    const input = status();
    await lineOf(at, input);
    const files = (): readonly (readonly [string, bigint])[] =>
      fs.readdirSync(path.join(at.home, 'cache', 'accounts')).map((name) => {
        const { ino } = fs.statSync(path.join(at.home, 'cache', 'accounts', name), { bigint: true });
        return [name, ino] as const;
      });
    const before = files();
    await lineOf(at, input);
    expect(files()).toEqual(before);
  });

  it('shows known figures before the first message of the session', async () => {
    const at = await place();
    await lineOf(at, status());
    expect(await lineOf(at, withoutLimits)).toMatch(fullLine);
  });

  it('shows the app’s figures, with their age', async () => {
    const at = await place();
    const asOf = new Date(Date.now() - 12 * minuteMs - 1_000).toISOString();
    const window = {
      id: 'weekly',
      label: 'weekly',
      name: null,
      usedPercent: 61,
      durationSeconds: 604_800,
      resetsAt: null,
      state: 'open',
      warning: null,
      blockedBy: null,
      pace: null,
      source: 'poll',
      asOf,
      stale: true,
    } as const;
    const rest = {
      provider: 'claude',
      label: 'x',
      group: null,
      email: null,
      workspace: null,
      plan: null,
      state: 'fresh',
      message: null,
      use: 'unknown',
      blockedReason: null,
      fetchedAt: asOf,
      nextRefreshAt: null,
      credits: null,
      grant: null,
      spend: null,
      spendLimits: [],
      prepaid: null,
      resetCredits: null,
      holdsReset: null,
      unavailableModels: [],
      concurrency: null,
      ledger: null,
      service: null,
    } as const;
    const snapshot = { ...emptySnapshot, accounts: [{ ...rest, id: at.accountId, windows: [window] }] };
    const handed = await app(at, snapshot);
    expect(await lineOf(at, withoutLimits)).toBe('Sonnet · week 39% left · 12 min old');
    expect(handed).toEqual([]);
  });

  it('shows the higher known figure of a window if an old session reports a lower one', async () => {
    const at = await place();
    const seconds = Math.floor(Date.now() / minuteMs) * 60;
    const session = (usedPercent: number): string =>
      status({ rate_limits: { five_hour: { used_percentage: usedPercent, resets_at: seconds + 3_780 } } });
    expect(await lineOf(at, session(92))).toMatch(/^Sonnet · 5 hours 8% left · /);
    expect(await lineOf(at, session(80))).toMatch(/^Sonnet · 5 hours 8% left · /);
    expect(await lineOf(at, session(95))).toMatch(/^Sonnet · 5 hours 5% left · /);
  });

  it('shows a spend limit that is the only limit of the session, and again before the next message', async () => {
    const at = await place();
    const limit = { used_percentage: 40, used_usd: 4, limit_usd: 10, period: 'monthly' };
    const line = 'Sonnet · Monthly spend limit US$4.00 of US$10.00 used';
    expect(await lineOf(at, status({ rate_limits: { spend_limit: limit } }))).toBe(line);
    expect(await lineOf(at, withoutLimits)).toBe(line);
  });

  it('shows the percentage of a spend limit without dollars', async () => {
    const at = await place();
    const limits = { spend_limit: { used_percentage: 40, resets_at: Math.floor(Date.now() / minuteMs) * 60 + 3_780 } };
    const line = /^Sonnet · spend limit 60% left · 1h 0[1-3]m$/;
    expect(await lineOf(at, status({ rate_limits: limits }))).toMatch(line);
    expect(await lineOf(at, withoutLimits)).toMatch(line);
  });

  it('passes on and saves nothing of the other fields', async () => {
    const at = await place();
    const more = {
      ...{ session_id: 'canary', cwd: '/canary', fast_mode: true, effort: { level: 'canary' } },
      ...{ pr: { number: 1, url: 'https://canary.example', review_state: 'canary' }, worktree: { name: 'canary' } },
      ...{ remote: { session_id: 'canary' }, prompt_cache: { ttl: 'canary' }, agent: { name: 'canary' } },
      workspace: { current_dir: '/canary', repo: 'canary', git_worktree: 'canary', cloud_dir: 'canary' },
    };
    const rate_limits = { spend_limit: { used_usd: 4, limit_usd: 10, period: 'daily' } };
    await lineOf(at, status({ ...more, rate_limits }));
    const [state] = storedStates(at);
    expect(state?.facts.spend.said).toMatchObject({ source: 'statusline', value: { scope: 'spend-limit-daily' } });
    const handed = await app(at);
    await lineOf(at, status({ ...more, rate_limits }));
    expect(handed).toMatchObject([{ accountId: at.accountId, headers: {}, statusLine: { rate_limits } }]);
    expect(JSON.stringify([storedStates(at), handed])).not.toContain('canary');
  });

  it('does not report old figures of a silent session as new, and shows their age', async () => {
    const at = await place();
    const handed = await app(at);
    const transcript = path.join(at.home, 'session.jsonl');
    fs.writeFileSync(transcript, '');
    const spokeSeconds = Date.now() / 1000 - 1_210;
    fs.utimesSync(transcript, spokeSeconds, spokeSeconds);
    expect(await lineOf(at, status({ transcript_path: transcript }))).toMatch(/ · 20 min old$/);
    expect(handed).toEqual([]);
  });

  it.each(['', 'nope', '{"rate_limits":7}', 'null', '{"rate_limits":{"five_hour":{"used_percentage":"x"}}}'])(
    'prints a line for %j too',
    async (input) => {
      expect(await lineOf(await place(), input)).toBe('Quota Tray · Not measured yet');
    },
  );

  it('treats more than a megabyte as invalid', async () => {
    const input = status({ more: 'x'.repeat(1024 * 1024) });
    expect(await lineOf(await place(), input)).toBe('Quota Tray · Not measured yet');
  });

  it('prints its line without a sign-in, and saves nothing', async () => {
    const at = await place();
    fs.rmSync(at.claude, { recursive: true });
    expect(await lineOf(at, status())).toMatch(fullLine);
    expect(storedStates(at)).toEqual([]);
  });

  it('prints its line if nothing can be saved', async () => {
    const at = await place();
    fs.writeFileSync(at.home, 'a file where the folder should be');
    expect(await lineOf(at, status())).toMatch(fullLine);
  });

  it('does not change the cache while another process of the app is polling', async () => {
    const at = await place();
    const held = await holdLock(lockOf(path.join(at.home, 'refresh')));
    expect(await lineOf(at, status())).toMatch(fullLine);
    expect(storedStates(at)).toEqual([]);
    if ('release' in held) held.release();
    expect(await lineOf(at, status())).toMatch(fullLine);
    expect(storedStates(at)).toHaveLength(1);
  });

  it('follows the line of an earlier command, and is alone if that fails', async () => {
    const at = await place();
    expect(await lineOf(at, status(), 'head -c 1 | tr "{" x; echo; echo more')).toMatch(
      /^x · Sonnet · 5 hours 63% left .* left\nmore$/,
    );
    expect(await lineOf(at, status(), 'exit 1')).toMatch(fullLine);
  });

  it('uses the language of the terminal', async () => {
    const at = await place();
    const environment = { ...at.environment, LANG: 'zh_CN.UTF-8' };
    expect(await lineOf({ environment }, withoutLimits)).toBe('Sonnet · 尚未读取');
  });
});

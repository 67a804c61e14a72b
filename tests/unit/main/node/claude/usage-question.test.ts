import { readdirSync, realpathSync, renameSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { AskTool } from '../../../../../core/ports.ts';
import type { Account } from '../../../../../core/providers/account.ts';
import type { ToolFailure } from '../../../../../core/polling/failure.ts';
import type { Observation } from '../../../../../core/usage/observation.ts';
import { statedValue } from '../../../../../core/usage/fact.ts';
import { type ClaudeQuestionOptions, createClaudeQuestion } from '../../../../../main/node/claude/usage-question.ts';
import { figuresOf } from '../../../../support/codex/app-server.ts';
import {
  type ClaudeRun,
  claudeRuns,
  type ClaudeScript,
  writeStandInClaude,
} from '../../../../support/claude/stand-in-claude.ts';
import { isAlive } from '../../../../support/codex/stand-in-tool.ts';
import { poll } from '../../../../support/desktop/poll.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const startMs = 1_795_305_600_000;
const minuteMs = 60_000;

const usage = {
  subscription_type: 'max',
  rate_limits_available: true,
  rate_limits: {
    five_hour: { utilization: 42, resets_at: '2026-11-22T05:00:00Z' },
    seven_day: { utilization: 10, resets_at: '2026-11-25T05:00:00Z' },
    limits: [],
    model_scoped: [],
  },
  behaviors: null,
};

function accountNamed(name: string): Account {
  const common = { provider: 'claude', email: null, plan: null, vendorAccountId: null } as const;
  return { ...common, id: `claude:${name}`, label: name, baseUrl: 'https://service.example' };
}
const ada = accountNamed('ada');

interface AskingClaude {
  readonly ask: (account: Account, folder: string) => Promise<Observation | null>;
  readonly answer: AskTool;
  readonly stop: () => void;
  readonly root: string;
  readonly runs: () => readonly ClaudeRun[];
  readonly behave: (script: ClaudeScript) => Promise<void>;
  readonly logged: readonly string[];
  readonly moveClock: (byMs: number) => void;
}

async function askingClaude(
  script: ClaudeScript | null,
  more: Partial<ClaudeQuestionOptions> = {},
): Promise<AskingClaude> {
  const root = realpathSync(temporaryFolder());
  const programs = path.join(root, 'bin');
  if (script !== null) await writeStandInClaude(programs, root, script);
  const logged: string[] = [];
  let nowMs = startMs;
  const log = (message: string, cause?: unknown): void => void logged.push(`${message} ${inspect(cause)}`);
  const { ask: answer, stop } = createClaudeQuestion({
    environment: { PATH: programs, HOME: root },
    homeFolder: root,
    platform: process.platform,
    nowMs: () => nowMs,
    log: { info: log, warn: log, error: log },
    toolFolder: path.join(root, 'tools'),
    stateIn: () => Promise.resolve({ accountId: ada.id, usageNotedAtMs: null }),
    ...more,
  });
  return {
    ask: figuresOf(answer),
    answer,
    stop,
    root,
    runs: () => claudeRuns(root),
    behave: async (next) => void (await writeStandInClaude(programs, root, next)),
    logged,
    moveClock: (byMs) => void (nowMs += byMs),
  };
}

async function expectGone(runs: readonly ClaudeRun[]): Promise<void> {
  const pids = runs.flatMap(({ pid, childPid }) => [pid, ...(childPid === null ? [] : [childPid])]);
  await poll(`the end of ${pids.join(' and ')}`, 10_000, () => (pids.some(isAlive) ? undefined : true));
}

describe('asking Claude Code', () => {
  it('returns the figures with the time of the request', async () => {
    const { ask, root } = await askingClaude({ answer: usage });
    expect(await ask(ada, path.join(root, 'folder'))).toMatchObject({
      source: 'tool',
      asOfMs: startMs,
      windows: {
        complete: true,
        items: [
          { id: 'session', usedPercent: statedValue(42) },
          { id: 'weekly', usedPercent: statedValue(10) },
        ],
      },
    });
  });

  it('sends one request, and starts no hook, no server and no session of the user', async () => {
    const secrets = { QUOTA_TRAY_HOME: '/secret', ANTHROPIC_API_KEY: 'sk-canary', CLAUDE_CODE_OAUTH_TOKEN: 'canary' };
    const base = await askingClaude({ answer: usage });
    const { ask, root, runs } = await askingClaude(null, {
      environment: { PATH: path.join(base.root, 'bin'), HTTPS_PROXY: 'http://proxy.example', ...secrets },
    });
    await ask(ada, path.join(root, 'folder'));
    expect(runs()).toEqual([]);
    const [run, ...others] = base.runs();
    expect(others).toEqual([]);
    expect(run?.argv).toEqual([
      ...['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
      ...['--no-session-persistence', '--strict-mcp-config', '--settings', '{"disableAllHooks":true}'],
    ]);
    expect(run?.asked).toEqual([
      {
        type: 'control_request',
        request_id: 'quota-tray',
        request: { subtype: 'get_usage', skip_behaviors: true },
      },
    ]);
    expect(run?.environment).toMatchObject({
      CLAUDE_CONFIG_DIR: path.join(root, 'folder'),
      HTTPS_PROXY: 'http://proxy.example',
      DISABLE_AUTOUPDATER: '1',
    });
    expect(JSON.stringify(run?.environment)).not.toMatch(/QUOTA_TRAY|canary/);
  });

  it('runs it in an empty folder of the app', async () => {
    const { ask, root, runs } = await askingClaude({ answer: usage });
    await ask(ada, path.join(root, 'folder'));
    expect(runs().map(({ cwd }) => cwd)).toEqual([path.join(root, 'tools')]);
    expect(readdirSync(path.join(root, 'tools'))).toEqual([]);
  });

  it('ignores everything else that it writes', async () => {
    const { ask, root } = await askingClaude({
      first: [
        { type: 'system', subtype: 'init', cwd: '/secret' },
        'this is no JSON',
        '',
        '[1]',
        'null',
        { type: 'control_response', response: { subtype: 'success', request_id: 'another', response: usage } },
        { type: 'control_response' },
      ],
      answer: usage,
    });
    expect(await ask(ada, path.join(root, 'folder'))).toMatchObject({ windows: { complete: true } });
  });

  it.each<readonly [string, ClaudeScript, ToolFailure, number]>([
    ['its service did not answer it', { answer: { ...usage, rate_limits: null } }, 'no-figures', 15],
    ['it has no plan with limits', { answer: { rate_limits_available: false, rate_limits: null } }, 'no-limits', 60],
    ['it is an older version without the request', { isOlder: true }, 'not-understood', 60],
    ['it is a much older version that ends at once', { exitsWith: 1 }, 'no-answer', 60],
    ['its answer has another form', { answer: { rate_limits: 'soon' } }, 'not-understood', 60],
    ['it ends without an answer', { first: ['{"type":'], exitsWith: 0 }, 'no-answer', 60],
    ['it writes a line without an end', { endlessBytes: 1_500_000 }, 'no-answer', 60],
  ])('has nothing to tell when %s, and is then left alone for a time', async (_what, script, why, minutes) => {
    const { ask, answer, root, runs, behave, moveClock, logged } = await askingClaude(script);
    const folder = path.join(root, 'folder');
    expect(await answer(ada, folder)).toEqual({ kind: 'failed', why });
    await behave({ answer: usage });
    moveClock(minutes * minuteMs - 1);
    expect(await answer(ada, folder)).toEqual({ kind: 'not-asked' });
    expect(runs()).toHaveLength(1);
    expect(logged).toHaveLength(1);
    moveClock(1);
    expect(await ask(ada, folder)).not.toBeNull();
    await expectGone(runs());
  });

  it('asks no other account of its folder when the user has signed in to one meanwhile', async () => {
    const { answer, root } = await askingClaude(
      { answer: usage },
      { stateIn: () => Promise.resolve({ accountId: 'claude:bob', usageNotedAtMs: null }) },
    );
    expect(await answer(ada, path.join(root, 'folder'))).toEqual({ kind: 'failed', why: 'other-account' });
  });

  it('tells nothing and starts nothing when it is not installed', async () => {
    const { answer, root, logged } = await askingClaude(null);
    expect(await answer(ada, path.join(root, 'folder'))).toEqual({ kind: 'failed', why: 'not-installed' });
    expect(logged).toHaveLength(1);
  });

  it('is left alone while the app asks another service than the vendor’s', async () => {
    const base = await askingClaude({ answer: usage });
    const PATH = path.join(base.root, 'bin');
    const environment = { PATH, QUOTA_TRAY_CLAUDE_BASE_URL: 'http://127.0.0.1:9' };
    const { ask, root } = await askingClaude(null, { environment });
    expect(await ask(ada, path.join(root, 'folder'))).toBeNull();
    expect(base.runs()).toEqual([]);
  });

  it('repeats no figures of an earlier time, which Claude Code tells when its service does not answer', async () => {
    const { limits: _limits, ...seeded } = usage.rate_limits;
    const earlier = { answer: { ...usage, rate_limits: seeded } };
    const notedAt = (atMs: number | null): Partial<ClaudeQuestionOptions> => ({
      stateIn: () => Promise.resolve({ accountId: ada.id, usageNotedAtMs: atMs }),
    });
    const old = await askingClaude(earlier, notedAt(startMs - minuteMs - 1));
    expect(await old.answer(ada, path.join(old.root, 'folder'))).toEqual({ kind: 'failed', why: 'no-figures' });
    const recent = await askingClaude(earlier, notedAt(startMs - minuteMs));
    expect(await recent.ask(ada, path.join(recent.root, 'folder'))).not.toBeNull();
    const whole = await askingClaude({ answer: usage }, notedAt(startMs - 60 * minuteMs));
    expect(await whole.ask(ada, path.join(whole.root, 'folder'))).not.toBeNull();
    const unknown = await askingClaude(earlier, notedAt(null));
    expect(await unknown.ask(ada, path.join(unknown.root, 'folder'))).not.toBeNull();
  });

  it('is asked at once when a person asks, also after a failure', async () => {
    const { answer, root, behave, runs } = await askingClaude({ exitsWith: 1 });
    const folder = path.join(root, 'folder');
    await answer(ada, folder);
    await behave({ answer: usage });
    expect(await answer(ada, folder, { isUrgent: false })).toEqual({ kind: 'not-asked' });
    expect(await answer(ada, folder, { isUrgent: true })).toMatchObject({ kind: 'figures' });
    expect(await answer(ada, folder, { isUrgent: false })).toMatchObject({ kind: 'figures' });
    expect(runs()).toHaveLength(3);
  });

  it('is left alone for every account after one that hangs, but not for long', async () => {
    const { answer, root, behave, moveClock } = await askingClaude({ answer: null }, { timeoutMs: 300 });
    const [one, other] = [accountNamed('one'), accountNamed('other')];
    expect(await answer(one, path.join(root, 'one'))).toEqual({ kind: 'failed', why: 'no-answer' });
    expect(await answer(other, path.join(root, 'other'))).toEqual({ kind: 'not-asked' });
    await behave({ answer: usage });
    moveClock(5 * minuteMs);
    expect(await answer(one, path.join(root, 'one'))).toEqual({ kind: 'not-asked' });
    expect(await answer(other, path.join(root, 'other'))).toMatchObject({ why: 'other-account' });
  });

  it('is left alone no longer when the clock is set back', async () => {
    const { ask, root, behave, moveClock } = await askingClaude({ exitsWith: 1 });
    const folder = path.join(root, 'folder');
    expect(await ask(ada, folder)).toBeNull();
    await behave({ answer: usage });
    moveClock(-30 * 24 * 60 * minuteMs);
    expect(await ask(ada, folder)).not.toBeNull();
  });

  it('is found again after an update moved it', async () => {
    const base = await askingClaude({ answer: usage });
    const programs = path.join(base.root, 'bin');
    const moved = path.join(base.root, 'moved');
    const PATH = `${programs}:${moved}`;
    const { ask, root } = await askingClaude(null, { environment: { PATH, HOME: base.root } });
    expect(await ask(ada, path.join(root, 'folder'))).not.toBeNull();
    renameSync(programs, moved);
    expect(await ask(ada, path.join(root, 'folder'))).not.toBeNull();
  });

  it('ends at once when the app stops, and the questions that wait are dropped', async () => {
    const { answer, stop, root, runs } = await askingClaude({ isStubborn: true, answer: null });
    const names = ['one', 'two', 'three'];
    const answers = Promise.all(names.map((name) => answer(accountNamed(name), path.join(root, name))));
    await poll('the first run', 10_000, () => (runs().length > 0 ? true : undefined));
    stop();
    expect(await answers).toEqual(names.map(() => ({ kind: 'not-asked' })));
    expect(runs()).toHaveLength(1);
    await expectGone(runs());
  }, 30_000);

  it('asks ten accounts one after the other, each with its own folder', async () => {
    const names = Array.from({ length: 10 }, (_each, index) => `account-${index}`);
    const { ask, root, runs } = await askingClaude(
      { answer: usage },
      { stateIn: (folder) => Promise.resolve({ accountId: `claude:${path.basename(folder)}`, usageNotedAtMs: null }) },
    );
    const answers = await Promise.all(names.map((name) => ask(accountNamed(name), path.join(root, name))));
    expect(answers.every((answer) => answer !== null)).toBe(true);
    expect(runs().map(({ overlaps }) => overlaps)).toEqual(names.map(() => false));
    expect(runs().map(({ environment }) => environment['CLAUDE_CONFIG_DIR'])).toEqual(
      names.map((name) => path.join(root, name)),
    );
  }, 60_000);

  it('kills one that never ends, with its child', async () => {
    const { ask, root, runs } = await askingClaude({ isStubborn: true, answer: null }, { timeoutMs: 500 });
    expect(await ask(ada, path.join(root, 'folder'))).toBeNull();
    expect(runs()).toHaveLength(1);
    await expectGone(runs());
  }, 30_000);
});

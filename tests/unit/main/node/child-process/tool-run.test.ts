import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Account } from '../../../../../core/providers/account.ts';
import type { Observation } from '../../../../../core/usage/observation.ts';
import type { ToolRunOutcome } from '../../../../../core/warm-ups/tool.ts';
import { inToolFolder } from '../../../../../main/node/child-process/tool-folder.ts';
import { createToolRunner } from '../../../../../main/node/child-process/tool-run.ts';
import { isAlive } from '../../../../support/codex/stand-in-tool.ts';
import { exampleAccount } from '../../../../support/engine-world.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';
import { eventually } from '../../../../support/eventually.ts';

const codex = exampleAccount('work');
const claude = exampleAccount('home', { id: 'claude:home', provider: 'claude' });

interface Tool {
  readonly run: (account: Account, folder: string) => Promise<ToolRunOutcome>;
  /** What the tool said about the limits. */
  readonly said: (account: Account, folder: string) => Promise<Observation | null>;
  readonly home: string;
  /** The lasting folder in which it runs. */
  readonly toolFolder: string;
  readonly folder: string;
  /** What the tool found when it ran. */
  readonly diary: () => {
    readonly argv: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly cwd: string;
    readonly files: readonly string[];
    readonly pids: readonly number[];
  };
}

/** A stand-in for a tool that keeps a diary and then does as the script says. */
async function toolThat(
  name: 'codex' | 'claude',
  script: string,
  timeoutMs = 20_000,
  accountIn: () => Promise<string | null> = () => Promise.resolve(null),
): Promise<Tool> {
  const home = realpathSync(temporaryFolder());
  const programs = path.join(home, 'bin');
  const folder = path.join(home, name === 'claude' ? '.claude' : '.codex');
  const diary = path.join(home, 'diary.json');
  await mkdir(programs);
  await mkdir(folder);
  const note = `const { writeFileSync, readdirSync } = require('node:fs');
    const note = (more) => writeFileSync(${JSON.stringify(diary)}, JSON.stringify({ argv: process.argv.slice(2),
      environment: process.env, cwd: process.cwd(), files: readdirSync('.'), pids: [process.pid, ...more] }));
    note([]);`;
  await writeFile(path.join(programs, name), `#!${process.execPath}\n${note}\n${script}\n`);
  await chmod(path.join(programs, name), 0o755);
  const environment = { PATH: programs, HOME: home, OPENAI_API_KEY: 'key-canary', ANTHROPIC_API_KEY: 'key-canary' };
  const toolFolder = path.join(home, 'state', 'tools');
  const start = createToolRunner({
    ...{ environment, homeFolder: home, platform: process.platform, timeoutMs, toolFolder, accountIn },
    nowMs: () => nowMs,
  });
  return {
    ...{ home, folder, toolFolder },
    run: async (account, signedIn) => (await start(account, signedIn)).outcome,
    said: async (account, signedIn) => (await start(account, signedIn)).observation,
    diary: () => JSON.parse(readFileSync(diary, 'utf8')) as ReturnType<Tool['diary']>,
  };
}

const leftovers = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('quota-tray-tool-'));

const nowMs = Date.parse('2026-11-30T07:00:00Z');

/** The event that Claude Code writes about the limits. */
function eventOf(utilization: number): string {
  const resetsAt = nowMs / 1000 + 18_000;
  const unifiedWindows = { five_hour: { utilization, resetsAt, status: 'allowed' } };
  const rate_limit_info = { status: 'allowed', rateLimitType: 'five_hour', resetsAt, unifiedWindows };
  return JSON.stringify({ type: 'rate_limit_event', rate_limit_info, session_id: 'sk-canary' });
}

/** A script that writes these pieces to standard output, each by itself. */
function writes(...pieces: readonly string[]): string {
  return `const { writeSync } = require('node:fs'); for (const piece of ${JSON.stringify(pieces)}) writeSync(1, piece);`;
}

describe('an account’s own tool', () => {
  it('runs as for the user: its arguments, its folder, no key, in an empty folder', async () => {
    const { run, folder, toolFolder, diary } = await toolThat('codex', '');
    expect(await run(codex, folder)).toBe('done');
    const { argv, environment, cwd, files } = diary();
    expect(argv.slice(0, 4)).toEqual(['exec', '--skip-git-repo-check', '-s', 'read-only']);
    expect(environment['CODEX_HOME']).toBe(folder);
    expect(JSON.stringify(environment)).not.toContain('canary');
    expect(files).toEqual([]);
    expect(cwd).toBe(toolFolder);
  });

  it('always runs in the same folder, because Claude Code remembers each one', async () => {
    const { run, folder, toolFolder, diary } = await toolThat('claude', '');
    for (const _run of [1, 2]) {
      expect(await run(claude, folder)).toBe('done');
      expect(diary().cwd).toBe(toolFolder);
    }
    expect(leftovers()).toEqual([]);
  });

  it.each([
    ['is not empty', (place: string) => mkdir(path.join(place, '.claude'), { recursive: true })],
    [
      'is a link to a project',
      async (place: string) => {
        const project = path.join(place, '..', '..', 'project');
        await Promise.all([mkdir(project), mkdir(path.dirname(place), { recursive: true })]);
        await symlink(project, place);
      },
    ],
    [
      'can be written to by others',
      async (place: string) => (await mkdir(place, { recursive: true }), chmod(place, 0o777)),
    ],
    ['cannot be made', async (place: string) => writeFile(path.dirname(place), '')],
  ])(
    'does not run where the lasting folder %s and others can make files above a temporary one',
    async (_name, spoil) => {
      const { run, folder, home, toolFolder } = await toolThat('claude', '');
      const shared = path.join(home, 'shared');
      await mkdir(shared);
      await chmod(shared, 0o1777);
      await spoil(toolFolder);
      vi.stubEnv('TMPDIR', shared);
      onTestFinished(() => void vi.unstubAllEnvs());
      expect(await run(claude, folder)).toBe('no-start');
      expect(existsSync(path.join(home, 'diary.json'))).toBe(false);
      expect(readdirSync(shared)).toEqual([]);
    },
  );

  it('runs in a temporary folder below folders that only its user can write to', async () => {
    const own = await mkdtemp(path.join(homedir(), '.qt-'));
    onTestFinished(() => rm(own, { recursive: true }));
    const seen: { readonly folder: string; readonly mode: number; readonly files: readonly string[] }[] = [];
    const used = await inToolFolder(
      path.join(own, 'no', '\0'),
      async (folder) => {
        seen.push({ folder, mode: modeOf(folder), files: readdirSync(folder) });
        return 'used';
      },
      own,
    );
    expect(used).toBe('used');
    expect(seen).toMatchObject([{ mode: 0o700, files: [] }]);
    expect(path.dirname(seen[0]?.folder ?? '')).toBe(own);
    expect(readdirSync(own)).toEqual([]);
  });

  it('is Claude Code in print mode for a Claude account, with its folder named only if needed', async () => {
    const { run, folder, home, diary } = await toolThat('claude', '');
    expect(await run(claude, folder)).toBe('done');
    expect(diary().argv[0]).toBe('-p');
    expect(diary().environment).not.toHaveProperty('CLAUDE_CONFIG_DIR');
    expect(diary().environment).not.toHaveProperty('CODEX_HOME');
    const other = path.join(home, 'second');
    expect(await run(claude, other)).toBe('done');
    expect(diary().environment['CLAUDE_CONFIG_DIR']).toBe(other);
  });

  it.each([
    ['ends with an error', 'process.exit(1)', 'tool-error'],
    ['is killed', "process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);", 'tool-error'],
    [
      'says very much, secrets among it',
      "for (let i = 0; i < 2e5; i += 1) console.log('sk-canary'.repeat(9));",
      'done',
    ],
    ['waits for input', 'process.stdin.resume(); process.stdin.on("end", () => process.exit(0));', 'done'],
  ] as const)('%s and that is told, without a word of it', async (_name, script, expected) => {
    const { run, folder } = await toolThat('codex', script);
    expect(await run(codex, folder)).toBe(expected);
  });

  it('ends with its children when it hangs', async () => {
    const hang = `for (const name of ['SIGTERM', 'SIGHUP']) process.on(name, () => {});
      const child = require('node:child_process').spawn(process.execPath,
        ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], { stdio: 'ignore' });
      note([child.pid]);
      setInterval(() => {}, 1000);`;
    const { run, folder, diary } = await toolThat('codex', hang, 2_500);
    expect(await run(codex, folder)).toBe('timed-out');
    const { pids } = diary();
    expect(pids).toHaveLength(2);
    await eventually(() => expect(pids.filter(isAlive)).toEqual([]));
  });

  it('is reported if it is missing or does not start', async () => {
    const { folder, home, toolFolder } = await toolThat('codex', '');
    const nothing = {
      ...{ environment: { PATH: path.join(home, 'empty') }, homeFolder: home, platform: process.platform },
      ...{ nowMs: () => nowMs, toolFolder },
    };
    const missing = createToolRunner({ ...nothing, findTool: async () => null });
    expect(await missing(codex, folder)).toMatchObject({ outcome: 'no-tool' });
    const broken = createToolRunner({
      ...nothing,
      findTool: async () => ({ file: path.join(home, 'no'), before: [] }),
    });
    expect(await broken(codex, folder)).toMatchObject({ outcome: 'no-start' });
    expect(await missing(exampleAccount('lab', { provider: 'zai' }), folder)).toMatchObject({ outcome: 'no-tool' });
    expect(leftovers()).toEqual([]);
  });
});

describe('what Claude Code says about the limits while it runs', () => {
  const other = JSON.stringify({ type: 'assistant', message: { content: 'rate_limit_event sk-canary' } });
  const usedOf = (observation: Observation | null): unknown => observation?.windows?.items[0]?.usedPercent;

  it.each([
    ['a whole line', [`${eventOf(0.01)}\n`]],
    ['a line among others', [`${other}\n${eventOf(0.01)}\n${other}\n`]],
    ['a line in pieces', [eventOf(0.01).slice(0, 50), eventOf(0.01).slice(50, 51), `${eventOf(0.01).slice(51)}\n`]],
    ['the newest of two', [`${eventOf(0)}\n${eventOf(0.01)}\n`]],
    ['a line after one that is too long', [`${'x'.repeat(200_000)}${eventOf(0.5)}\n`, `${eventOf(0.01)}\n`]],
    ['a line after garbage', ['{"type":"rate_limit_event"\n\u0000\n[[[\n', `${eventOf(0.01)}\n`]],
    ['a line before one that is torn', [`${eventOf(0.01)}\n`, eventOf(0.9)]],
  ])('is read from %s, and nothing else is kept', async (_name, pieces) => {
    const { said, folder } = await toolThat('claude', writes(...pieces));
    const observation = await said(claude, folder);
    expect(observation).toMatchObject({ source: 'tool', asOfMs: nowMs, blocked: { is: 'value', value: null } });
    expect(usedOf(observation)).toEqual({ is: 'value', value: 1 });
    expect(JSON.stringify(observation)).not.toContain('canary');
  });

  it.each([
    ['it says nothing', ''],
    [
      'the output is endless',
      `const { writeSync } = require('node:fs'); const text = 'x\\n'.repeat(5e5);
      for (let i = 0; i < 20; i += 1) writeSync(1, text); writeSync(1, ${JSON.stringify(`${eventOf(0.01)}\n`)});`,
    ],
  ])('is unknown where %s', async (_name, script) => {
    const { said, folder } = await toolThat('claude', script);
    expect(await said(claude, folder)).toBeNull();
  });

  it('is dropped when another account has signed in to the folder meanwhile', async () => {
    const script = writes(`${eventOf(0.01)}\n`);
    const same = await toolThat('claude', script, 20_000, () => Promise.resolve(claude.id));
    expect(await same.said(claude, same.folder)).not.toBeNull();
    const another = await toolThat('claude', script, 20_000, () => Promise.resolve('claude:another'));
    expect(await another.said(claude, another.folder)).toBeNull();
  });

  it('counts also where the run failed, because the service said it', async () => {
    const { said, run, folder } = await toolThat('claude', `${writes(`${eventOf(1)}\n`)} process.exit(1);`);
    expect(usedOf(await said(claude, folder))).toEqual({ is: 'value', value: 100 });
    expect(await run(claude, folder)).toBe('tool-error');
  });

  it('is not read from the output of Codex, whose log says it', async () => {
    const { said, folder } = await toolThat('codex', writes(`${eventOf(0.01)}\n`));
    expect(await said(codex, folder)).toBeNull();
  });

  it('does not keep a run open whose background process holds the output', async () => {
    const script = `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'],
      { stdio: ['ignore', 'inherit', 'ignore'], detached: true }).unref(); ${writes(`${eventOf(0.01)}\n`)}`;
    const { said, run, folder } = await toolThat('claude', script, 8_000);
    expect(await run(claude, folder)).toBe('done');
    expect(usedOf(await said(claude, folder))).toEqual({ is: 'value', value: 1 });
  });
});

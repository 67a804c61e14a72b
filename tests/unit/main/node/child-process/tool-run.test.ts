import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createToolRunner } from '../../../../../main/node/child-process/tool-run.ts';
import { isAlive } from '../../../../support/codex/stand-in-tool.ts';
import { exampleAccount } from '../../../../support/engine-world.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { eventually } from '../../../../support/eventually.ts';

const codex = exampleAccount('work');
const claude = exampleAccount('home', { id: 'claude:home', provider: 'claude' });

interface Tool {
  readonly run: ReturnType<typeof createToolRunner>;
  readonly home: string;
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
async function toolThat(name: 'codex' | 'claude', script: string, timeoutMs = 20_000): Promise<Tool> {
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
  return {
    ...{ home, folder },
    run: createToolRunner({ environment, homeFolder: home, platform: process.platform, timeoutMs }),
    diary: () => JSON.parse(readFileSync(diary, 'utf8')) as ReturnType<Tool['diary']>,
  };
}

const leftovers = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('quota-tray-warm-up-'));

describe('an account’s own tool', () => {
  it('runs as for the user: its arguments, its folder, no key, in an empty temporary folder', async () => {
    const { run, folder, diary } = await toolThat('codex', '');
    expect(await run(codex, folder)).toBe('done');
    const { argv, environment, cwd, files } = diary();
    expect(argv.slice(0, 4)).toEqual(['exec', '--skip-git-repo-check', '-s', 'read-only']);
    expect(environment['CODEX_HOME']).toBe(folder);
    expect(JSON.stringify(environment)).not.toContain('canary');
    expect(files).toEqual([]);
    expect(existsSync(cwd)).toBe(false);
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
    const { folder, home } = await toolThat('codex', '');
    const nothing = { environment: { PATH: path.join(home, 'empty') }, homeFolder: home, platform: process.platform };
    const missing = createToolRunner({ ...nothing, findTool: async () => null });
    expect(await missing(codex, folder)).toBe('no-tool');
    const broken = createToolRunner({
      ...nothing,
      findTool: async () => ({ file: path.join(home, 'no'), before: [] }),
    });
    expect(await broken(codex, folder)).toBe('no-start');
    expect(await missing(exampleAccount('lab', { provider: 'zai' }), folder)).toBe('no-tool');
    expect(leftovers()).toEqual([]);
  });
});

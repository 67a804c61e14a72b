import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { englishReader } from '../../../bench/english-reader.ts';
import { setUpStatusLine, type SetupOptions, type SetupOutcome } from '../../../../main/statusline/setup.ts';
import { modeOf, temporaryFolder } from '../../../support/temporary-folder.ts';

const before = '{\n\t"model": "opus",\n\t"statusLine": {"type":"command", "command":"date"}\n}\n';

interface World {
  readonly folder: string;
  readonly file: string;
  readonly printed: string[];
  readonly run: (action: 'install' | 'uninstall', more?: Partial<SetupOptions>) => Promise<SetupOutcome>;
}

function world(text: string | null = before): World {
  const folder = path.join(temporaryFolder(), 'claude');
  fs.mkdirSync(folder);
  const file = path.join(folder, 'settings.json');
  if (text !== null) fs.writeFileSync(file, text, { mode: 0o640 });
  const printed: string[] = [];
  const run: World['run'] = async (action, more = {}) =>
    setUpStatusLine({
      action,
      yes: true,
      dryRun: false,
      environment: { CLAUDE_CONFIG_DIR: `${folder}:${folder}-second` },
      platform: 'linux',
      own: { runtime: '/usr/bin/node', program: '/opt/quota-tray/cli.cjs' },
      confirm: null,
      print: (line) => void printed.push(line),
      t: englishReader().t,
      managedSettings: path.join(folder, 'managed.json'),
      ...more,
    });
  return { folder, file, printed, run };
}

const read = (file: string): string => fs.readFileSync(file, 'utf8');

describe.runIf(process.platform !== 'win32')('the setup of the status line', () => {
  it('shows the change, makes it, and restores every byte', async () => {
    const { folder, file, printed, run } = world();
    expect(await run('install')).toEqual({ kind: 'done' });
    expect(printed.join('\n')).toContain('-   "command": "date"');
    expect(printed.join('\n')).toContain(
      '+   "command": "/usr/bin/node /opt/quota-tray/cli.cjs statusline --earlier=date"',
    );
    expect(JSON.parse(read(file))).toEqual({
      model: 'opus',
      statusLine: { type: 'command', command: '/usr/bin/node /opt/quota-tray/cli.cjs statusline --earlier=date' },
    });
    expect(modeOf(file)).toBe(0o640);
    expect(await run('uninstall')).toEqual({ kind: 'done' });
    expect(read(file)).toBe(before);
    expect(modeOf(file)).toBe(0o640);
    expect(fs.readdirSync(folder)).toEqual(['settings.json']);
  });

  it('keeps a copy of the original settings, also after a second install', async () => {
    const { folder, file, printed, run } = world();
    await run('install');
    await run('install', { own: { runtime: '/usr/bin/node', program: '/new/cli.cjs' } });
    expect(read(`${file}.quota-tray.bak`)).toBe(before);
    await run('install', { own: { runtime: '/usr/bin/node', program: '/new/cli.cjs' } });
    expect(printed.at(-1)).toBe('The status line is installed already.');
    await run('uninstall');
    expect(read(file)).toBe(before);
    expect(fs.readdirSync(folder)).toEqual(['settings.json']);
  });

  it('removes its own settings file if there was none', async () => {
    const { folder, file, run } = world(null);
    await run('install');
    expect(fs.readdirSync(folder)).toEqual(['settings.json']);
    expect(modeOf(file)).toBe(0o600);
    await run('uninstall');
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('says that the line is hidden if hooks are off, in the user’s or the organization’s settings', async () => {
    const own = world('{"disableAllHooks": true}');
    await own.run('install');
    const inOwn = `because "disableAllHooks" is true in ${own.file}. Remove it to see the line.`;
    expect(own.printed.at(-1)).toBe(`Installed. Claude Code shows no status line yet, ${inOwn}`);
    await own.run('install');
    expect(own.printed.at(-1)).toContain(inOwn);
    const managed = world('{"disableAllHooks": false}');
    fs.writeFileSync(path.join(managed.folder, 'managed.json'), '{"disableAllHooks": true}');
    await managed.run('install');
    expect(managed.printed.at(-1)).toContain('your organization set "disableAllHooks"');
    const neither = world();
    await neither.run('install');
    expect(neither.printed.at(-1)).toBe('Installed. It shows after the next prompt.');
  });

  it('only shows the change with --dry-run', async () => {
    const { folder, file, printed, run } = world();
    expect(await run('install', { yes: false, dryRun: true })).toEqual({ kind: 'done' });
    expect(printed).toHaveLength(1);
    expect(read(file)).toBe(before);
    expect(fs.readdirSync(folder)).toEqual(['settings.json']);
  });

  it('asks the user, who may decline', async () => {
    const { file, printed, run } = world();
    const questions: string[] = [];
    const confirm = (answer: boolean) => async (question: string) => {
      questions.push(question);
      return answer;
    };
    expect(await run('install', { yes: false, confirm: confirm(false) })).toEqual({ kind: 'done' });
    expect(printed.at(-1)).toBe('Nothing was changed.');
    expect(read(file)).toBe(before);
    await run('install', { yes: false, confirm: confirm(true) });
    expect(read(file)).not.toBe(before);
    expect(questions).toEqual(['Make this change?', 'Make this change?']);
  });

  it('needs --yes without a terminal', async () => {
    const { file, run } = world();
    expect(await run('install', { yes: false })).toMatchObject({ kind: 'needs-yes' });
    expect(read(file)).toBe(before);
  });

  it('does not overwrite a change that was made while it asked', async () => {
    const { file, run } = world();
    const confirm = async () => {
      fs.writeFileSync(file, '{"model":"haiku"}');
      return true;
    };
    expect(await run('install', { yes: false, confirm })).toMatchObject({ kind: 'failed' });
    expect(read(file)).toBe('{"model":"haiku"}');
  });

  it('removes only the status line if other settings have changed', async () => {
    const { folder, file, run } = world();
    await run('install');
    fs.writeFileSync(file, read(file).replace('"opus"', '"haiku"'));
    await run('uninstall');
    expect(read(file)).toBe(before.replace('"opus"', '"haiku"'));
    expect(fs.readdirSync(folder)).toEqual(['settings.json']);
  });

  it('refuses a link that leaves the folder, and writes through one within it', async () => {
    const outside = world(null);
    const target = path.join(temporaryFolder(), 'mine.json');
    fs.writeFileSync(target, before);
    fs.symlinkSync(target, outside.file);
    expect(await outside.run('install')).toMatchObject({ kind: 'failed', message: expect.stringContaining('link') });
    expect(read(target)).toBe(before);

    const inside = world(null);
    fs.writeFileSync(path.join(inside.folder, 'real.json'), before);
    fs.symlinkSync('real.json', inside.file);
    expect(await inside.run('install')).toEqual({ kind: 'done' });
    expect(fs.lstatSync(inside.file).isSymbolicLink()).toBe(true);
    expect(read(inside.file)).toContain('quota-tray');
  });

  it.each([
    ['is no JSON', '{"a":1,}'],
    ['is a list', '[]'],
    ['is not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('does not change a file that %s', async (_what, content) => {
    const { folder, file, run } = world(null);
    fs.writeFileSync(file, content);
    for (const action of ['install', 'uninstall'] as const) expect(await run(action)).toMatchObject({ kind: 'failed' });
    expect(fs.readFileSync(file)).toEqual(Buffer.from(content));
    expect(fs.readdirSync(folder)).toEqual(['settings.json']);
  });

  it('does not create the folder: without it Claude Code was never used', async () => {
    const { folder, run } = world(null);
    fs.rmdirSync(folder);
    expect(await run('install')).toMatchObject({ kind: 'failed', message: expect.stringContaining('claude') });
    expect(fs.existsSync(folder)).toBe(false);
  });

  it('has nothing to remove if it was never installed', async () => {
    const { file, printed, run } = world();
    expect(await run('uninstall')).toEqual({ kind: 'done' });
    expect(printed).toEqual(['The status line is not installed.']);
    expect(read(file)).toBe(before);
  });
});

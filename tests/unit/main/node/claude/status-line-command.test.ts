import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  quoteWord,
  parseStatusLineCommand,
  splitWords,
  formatStatusLineCommand,
  ownCommand,
} from '../../../../../main/node/claude/status-line-command.ts';

const posix = { runtime: '/usr/bin/node', program: '/opt/it is/cli.cjs', platform: 'linux' } as const;
const windows = {
  runtime: String.raw`C:\Program Files\nodejs\node.exe`,
  program: String.raw`C:\tools\quota-tray\dist\cli\cli.cjs`,
  platform: 'win32',
} as const;

describe('quoted words', () => {
  it('are split into the same words again', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 }), (words) => {
        const command = words.map((word) => quoteWord(word, 'linux')).join(' ');
        expect(splitWords(command)).toEqual(words);
      }),
    );
  });

  it.runIf(process.platform !== 'win32')('reach a program unchanged through a real shell', () => {
    const words = ["it's", '$HOME', '`id`', 'a "b" \\ c', 'a\nb', '*', '--x=~', '!'];
    const script = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
    const command = [process.execPath, '-e', script, '--', ...words].map((word) => quoteWord(word, 'linux')).join(' ');
    expect(JSON.parse(spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8' }).stdout)).toEqual(words);
  });

  it.each(['a | b', 'a; b', 'a && b', 'a $B', 'a `b`', 'a > b', '"a $b"', "a 'b"])('%s needs a shell', (command) => {
    expect(splitWords(command)).toBeNull();
  });
});

describe('the words that start this command line again', () => {
  const running = {
    execPath: '/home/me/.nvm/v24/bin/node',
    platform: 'linux' as const,
    appImage: null,
    realPathOf: (file: string) =>
      file.replace('/usr/local/bin/quota-tray', '/usr/lib/node_modules/quota-tray/quota-tray.cjs'),
  };
  const installed = new Set(['/opt/Quota Tray/resources/app.asar', '/opt/Quota Tray/resources/bin/quota-tray']);
  const exists = (file: string): boolean => installed.has(file);

  it('are the launcher of an app, which outlives the Node of today', () => {
    const launcher = { runtime: null, program: '/opt/Quota Tray/resources/bin/quota-tray' };
    for (const script of [
      '/opt/Quota Tray/resources/command-line/quota-tray.cjs',
      '/opt/Quota Tray/resources/app.asar/dist/cli/in-app.cjs',
    ]) {
      expect(ownCommand({ ...running, script, exists })).toEqual(launcher);
    }
    const command = formatStatusLineCommand({ ...launcher, platform: 'linux' }, 'date');
    expect(command).toBe("'/opt/Quota Tray/resources/bin/quota-tray' statusline --earlier=date");
    expect(parseStatusLineCommand(command)).toEqual({ earlier: 'date' });
  });

  it('are the runtime and the file itself where there is no app', () => {
    expect(ownCommand({ ...running, script: '/usr/local/bin/quota-tray', exists })).toEqual({
      runtime: running.execPath,
      program: '/usr/lib/node_modules/quota-tray/quota-tray.cjs',
    });
  });

  it('are the file of an AppImage, because its content lies in a temporary mount', () => {
    const own = ownCommand({
      ...{ ...running, exists, appImage: '/home/me/Quota Tray.AppImage' },
      script: '/tmp/.mount_x/resources/app.asar/dist/cli/in-app.cjs',
    });
    const command = formatStatusLineCommand({ ...own, platform: 'linux' }, null);
    expect(command).toBe("'/home/me/Quota Tray.AppImage' --command-line statusline");
    expect(parseStatusLineCommand(command)).toEqual({ earlier: null });
  });

  it('are the script of Windows there', () => {
    const folder = String.raw`C:\Apps\Quota Tray\resources`;
    const own = ownCommand({
      ...{ ...running, platform: 'win32' as const, exists: () => true },
      script: String.raw`${folder}\command-line\quota-tray.cjs`,
    });
    expect(own).toEqual({ runtime: null, program: String.raw`${folder}\bin\quota-tray.cmd` });
  });
});

describe('our command in Claude Code’s settings', () => {
  it('is readable where the shell is known', () => {
    expect(formatStatusLineCommand(posix, null)).toBe("/usr/bin/node '/opt/it is/cli.cjs' statusline");
    expect(formatStatusLineCommand(posix, 'date | tr a b')).toBe(
      "/usr/bin/node '/opt/it is/cli.cjs' statusline --earlier='date | tr a b'",
    );
  });

  it('works in every shell of Windows', () => {
    expect(formatStatusLineCommand(windows, 'echo %PATH% "x"')).toMatch(
      /^"C:\/Program Files\/nodejs\/node\.exe" "C:\/tools\/quota-tray\/dist\/cli\/cli\.cjs" statusline --earlier="base64:[\w-]+"$/,
    );
  });

  it('is refused if a path contains a special character of a Windows shell', () => {
    expect(formatStatusLineCommand({ ...windows, program: String.raw`C:\%x%\cli.cjs` }, null)).toBeNull();
  });

  it.each([posix, windows])('is recognized, with any earlier command in it: $platform', (ours) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (earlier) => {
        expect(parseStatusLineCommand(formatStatusLineCommand(ours, earlier))).toEqual({ earlier });
      }),
    );
    expect(parseStatusLineCommand(formatStatusLineCommand(ours, 'base64:aGk'))).toEqual({ earlier: 'base64:aGk' });
    expect(parseStatusLineCommand(formatStatusLineCommand(ours, null))).toEqual({ earlier: null });
  });

  it.each([
    ['npx quota-tray statusline', { earlier: null }],
    ['quota-tray statusline --earlier "my line"', { earlier: 'my line' }],
    ['quota-tray status', null],
    ['quota-tray statusline | cat', null],
    ['other statusline', null],
    ['statusline', null],
    ['quota-tray statusline --json', null],
    ['', null],
    [null, null],
  ])('knows %s', (command, expected) => {
    expect(parseStatusLineCommand(command)).toEqual(expected);
  });
});

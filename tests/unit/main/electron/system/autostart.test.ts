import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  autostartEntry,
  autostartFile,
  mendAutostart,
  setAutostart,
} from '../../../../../main/electron/system/autostart.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const execLine = (...command: readonly string[]): string | undefined =>
  autostartEntry('Quota Tray', command)
    .split('\n')
    .find((line) => line.startsWith('Exec='));

const entryOf = (program: string): string => autostartEntry('Quota Tray', [program]);
const entry = entryOf('/usr/bin/quota-tray');
const earlier = entry.split('\n').slice(0, 7).join('\n') + '\n';

describe('the autostart entry', () => {
  it.each([
    ['a plain path', ['/usr/bin/quota-tray'], 'Exec=/usr/bin/quota-tray'],
    ['a path with a space', ['/home/a b/Quota Tray.AppImage'], 'Exec="/home/a b/Quota Tray.AppImage"'],
    ['a percent sign, which would start a field code', ['/opt/100%/q'], 'Exec=/opt/100%%/q'],
    [
      'special characters, escaped for the quotes and for the file',
      ['/opt/$x`y"z'],
      String.raw`Exec="/opt/\\$x\\` + '`' + String.raw`y\\"z"`,
    ],
    ['a backslash, doubled twice', [String.raw`/opt/a\b`], String.raw`Exec="/opt/a\\\\b"`],
    ['arguments', ['/usr/bin/q', '--hidden'], 'Exec=/usr/bin/q --hidden'],
  ])('names %s', (_name, command, expected) => {
    expect(execLine(...command)).toBe(expected);
  });

  it.each([
    [{}, '/home/ann/.config/autostart/quota-tray.desktop'],
    [{ XDG_CONFIG_HOME: '/data/config' }, '/data/config/autostart/quota-tray.desktop'],
    [{ XDG_CONFIG_HOME: 'relative' }, '/home/ann/.config/autostart/quota-tray.desktop'],
  ])('is in the desktop’s folder: %o', (environment, expected) => {
    expect(autostartFile(environment, '/home/ann')).toBe(expected);
  });

  it('is written with its folder, changed, removed again, and a failure is reported', () => {
    const file = path.join(temporaryFolder(), 'autostart', 'quota-tray.desktop');
    expect(setAutostart(file, entry)).toBe('done');
    expect(fs.readFileSync(file, 'utf8')).toBe(entry);
    expect(setAutostart(file, entryOf('/opt/new/quota-tray'))).toBe('done');
    expect(fs.readFileSync(file, 'utf8')).toContain('Exec=/opt/new/quota-tray');
    expect(setAutostart(path.join(file, 'below-a-file'), entry)).toBe('failed');
    expect([setAutostart(file, null), setAutostart(file, null), fs.existsSync(file)]).toEqual(['done', 'done', false]);
  });

  it('of an earlier version, without a checksum, belongs to the app', () => {
    const file = path.join(temporaryFolder(), 'quota-tray.desktop');
    fs.writeFileSync(file, earlier);
    expect(setAutostart(file, entry)).toBe('done');
    expect(fs.readFileSync(file, 'utf8')).toBe(entry);
  });

  it.each([
    ['the user hid it', `${entry}Hidden=true\n`],
    ['the user hid that of an earlier version', `${earlier}Hidden=true\n`],
    ['the desktop switched it off', entry.replace('enabled=true', 'enabled=false')],
    ['the user starts another program', entry.replace('Exec=', 'Exec=env A=b ')],
    ['somebody else wrote it', '[Desktop Entry]\nType=Application\nExec=/usr/bin/quota-tray\n'],
    ['it is empty', ''],
  ])('is not changed if %s', (_when, content) => {
    const file = path.join(temporaryFolder(), 'quota-tray.desktop');
    fs.writeFileSync(file, content);
    expect([setAutostart(file, entry), setAutostart(file, null)]).toEqual(['foreign', 'foreign']);
    expect(fs.readFileSync(file, 'utf8')).toBe(content);
  });

  it('is not changed if it is a link to a file of the user', () => {
    const folder = temporaryFolder();
    const [file, target] = [path.join(folder, 'quota-tray.desktop'), path.join(folder, 'target')];
    fs.writeFileSync(target, entry);
    fs.symlinkSync(target, file);
    expect([setAutostart(file, entryOf('/new')), setAutostart(file, null)]).toEqual(['foreign', 'foreign']);
    expect(fs.readFileSync(target, 'utf8')).toBe(entry);
  });
});

describe('an entry whose program the user moved', () => {
  const moved = entryOf('/home/ann/Apps/Quota Tray.AppImage');
  const gone = (): boolean => false;
  const there = (): boolean => true;

  function mended(content: string | null, exists: (program: string) => boolean) {
    const file = path.join(temporaryFolder(), 'quota-tray.desktop');
    if (content !== null) fs.writeFileSync(file, content);
    const outcome = mendAutostart(file, moved, exists);
    return { outcome, content: fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null };
  }

  it.each([
    ['a plain path', '/home/ann/Downloads/quota-tray.AppImage'],
    ['a path with blanks and quotes', '/home/ann/a "b" c/q'],
    ['special characters', '/opt/100%/$x`y\\z'],
  ])('names the program again: %s', (_name, program) => {
    const looked: string[] = [];
    const { outcome, content } = mended(entryOf(program), (file) => (looked.push(file), false));
    expect([outcome, content]).toEqual(['done', moved]);
    expect(looked).toEqual([program]);
  });

  it('of an earlier version of the app is mended too', () => {
    expect(mended(earlier, gone)).toEqual({ outcome: 'done', content: moved });
  });

  it.each([
    ['there is none', null, gone],
    ['its program is still there', entry, there],
    ['it names this program', moved, gone],
    ['the user hid it', `${entry}Hidden=true\n`, gone],
    ['someone else wrote it', '[Desktop Entry]\nExec=/gone/quota-tray\n', gone],
  ])('stays as it is: %s', (_name, content, exists) => {
    expect(mended(content, exists)).toEqual({ outcome: null, content });
  });
});

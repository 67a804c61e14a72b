import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { autostartEntry } from '../../../../../main/electron/system/autostart-entry.ts';
import { autostartFile, setAutostart } from '../../../../../main/electron/system/autostart-file.ts';

const execLine = (...command: readonly string[]): string | undefined =>
  autostartEntry('Quota Tray', command)
    .split('\n')
    .find((line) => line.startsWith('Exec='));

describe('the autostart entry', () => {
  it.each([
    ['a plain path', ['/usr/bin/quota-tray'], 'Exec=/usr/bin/quota-tray'],
    ['a path with a space', ['/home/a b/Quota Tray.AppImage'], 'Exec="/home/a b/Quota Tray.AppImage"'],
    ['a percent sign, which would start a field code', ['/opt/100%/q'], 'Exec=/opt/100%%/q'],
    [
      'what a shell would act on, escaped for the quotes and for the file',
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
  ])('lies where the desktop looks: %o', (environment, expected) => {
    expect(autostartFile(environment, '/home/ann')).toBe(expected);
  });

  it('is written with its folder, removed again, and a failure is said', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'autostart-'));
    const file = path.join(folder, 'autostart', 'quota-tray.desktop');
    expect(setAutostart(file, 'entry')).toBe(true);
    expect(fs.readFileSync(file, 'utf8')).toBe('entry');
    expect(setAutostart(path.join(file, 'below-a-file'), 'entry')).toBe(false);
    expect([setAutostart(file, null), setAutostart(file, null), fs.existsSync(file)]).toEqual([true, true, false]);
    fs.rmSync(folder, { recursive: true });
  });
});

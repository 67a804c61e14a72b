import { describe, expect, it } from 'vitest';
import { artifactsOf } from '../../../../scripts/release/artifacts.ts';
import { type Installation, installationOf } from '../../../../scripts/release/installation.ts';
import { startOf, type Start } from '../../../../scripts/release/program.ts';
import { architectures, config, product } from './sample.ts';

const windowsFolder = 'C:\\temp';

function installation(name: string, folder = '/folder'): Installation {
  return installationOf({ file: `/release/${name}`, folder, productName: 'Sample App', packageName: 'sample-app' });
}

describe('the installation of a file', () => {
  it.each<[string, string | undefined, string]>([
    ['sample-app-1.2.3-linux-amd64.deb', 'sudo', '/usr/bin/quota-tray'],
    ['sample-app-1.2.3-linux-x86_64.rpm', 'docker', 'docker'],
    ['sample-app-1.2.3-linux-x86_64.AppImage', 'chmod', '/folder/squashfs-root/resources/bin/quota-tray'],
    ['sample-app-1.2.3-linux-x64.tar.gz', 'tar', '/folder/resources/bin/quota-tray'],
    ['sample-app-1.2.3.tgz', 'npm', '/folder/node_modules/.bin/quota-tray'],
    ['sample-app-1.2.3-mac-arm64.dmg', 'hdiutil', '/folder/Sample App.app/Contents/Resources/bin/quota-tray'],
    ['sample-app-1.2.3-mac-arm64.zip', 'ditto', '/folder/Sample App.app/Contents/Resources/bin/quota-tray'],
  ])('%s begins with %s and runs %s', (name, first, command) => {
    const { install, run } = installation(name);
    expect(install[0]?.[0]).toBe(first);
    expect(run[0]).toBe(command);
  });

  it('of Windows goes to a folder of its own and is removed from it', () => {
    const { install, run, remove } = installation('sample-app-1.2.3-win-x64-setup.exe', windowsFolder);
    expect(install).toEqual([
      ['/release/sample-app-1.2.3-win-x64-setup.exe', '/S', '/currentuser', '/D=C:\\temp\\app'],
    ]);
    expect(run).toEqual(['C:\\temp\\app\\resources\\bin\\quota-tray.cmd']);
    expect(remove).toEqual([['C:\\temp\\app\\Uninstall Sample App.exe', '/S', '/currentuser', '_?=C:\\temp\\app']]);
  });

  it('of the portable app is what it unpacks', () => {
    expect(installation('sample-app-1.2.3-win-x64-portable.exe', windowsFolder).run).toEqual([
      'C:\\temp\\resources\\bin\\quota-tray.cmd',
    ]);
  });

  it('for Fedora happens in a container, which is removed', () => {
    const { place, run, remove } = installation('sample-app-1.2.3-linux-x86_64.rpm');
    expect(place).toBe('container');
    expect(run).toEqual(['docker', 'exec', '--workdir', '/tmp', 'quota-tray-smoke', 'quota-tray']);
    expect(remove.at(-1)).toEqual(['docker', 'rm', '--force', 'quota-tray-smoke']);
  });

  it('is known for every file of a release', () => {
    for (const { file } of artifactsOf(config, product, architectures)) {
      expect(installation(file).run.length).toBeGreaterThan(0);
    }
  });

  it('is refused for anything else', () => {
    expect(() => installation('latest.yml')).toThrow('latest.yml is no installer that can be tried.');
  });
});

describe('the start of a program', () => {
  it.each<[string, string, readonly string[], NodeJS.Platform, Start]>([
    [
      'on Linux is the program itself',
      '/usr/bin/quota-tray',
      ['a b'],
      'linux',
      { file: '/usr/bin/quota-tray', args: ['a b'], isVerbatim: false },
    ],
    [
      'on Windows keeps the folder of an installer without quotes',
      'C:\\a b\\setup.exe',
      ['/S', '/D=C:\\a b\\app'],
      'win32',
      { file: 'C:\\a b\\setup.exe', args: ['/S', '/D=C:\\a b\\app'], isVerbatim: true },
    ],
    [
      'on Windows gives a script to the shell, with quotes',
      'C:\\a b\\quota-tray.cmd',
      ['status', 'a b'],
      'win32',
      {
        file: 'cmd.exe',
        args: ['/d', '/s', '/c', '""C:\\a b\\quota-tray.cmd" status "a b""'],
        isVerbatim: true,
      },
    ],
  ])('%s', (_name, program, args, platform, wanted) => {
    expect(startOf(program, args, platform)).toEqual(wanted);
  });
});

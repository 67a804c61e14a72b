import { describe, expect, it } from 'vitest';
import { buildTargets, withArchitectures } from '../../../../scripts/installers/targets.ts';

const linux = { platform: 'linux', architecture: 'x64' } as const;

/** Targets as short words, such as `linux/x64`. */
const targetsOf = (args: string, host: Parameters<typeof buildTargets>[1] = linux): readonly string[] =>
  buildTargets(args.split(' ').filter(Boolean), host).map(
    ({ platform, architecture }) => `${platform}/${architecture}`,
  );

describe('what installers are made for', () => {
  it('this platform with all its processors, if nothing is named', () => {
    expect(targetsOf('')).toEqual(['linux/x64', 'linux/arm64']);
    expect(targetsOf('', { platform: 'darwin', architecture: 'arm64' })).toEqual(['darwin/x64', 'darwin/arm64']);
    expect(targetsOf('', { platform: 'win32', architecture: 'x64' })).toEqual(['win32/x64']);
  });

  it('a folder to try is for the processor of this computer', () => {
    expect(targetsOf('--dir', { platform: 'linux', architecture: 'arm64' })).toEqual(['linux/arm64']);
    expect(targetsOf('--dir --x64', { platform: 'linux', architecture: 'arm64' })).toEqual(['linux/x64']);
  });

  it('a platform may have its long name, its short one, or stand with others', () => {
    expect(targetsOf('--win --x64')).toEqual(['win32/x64']);
    expect(targetsOf('--macos --arm64')).toEqual(['darwin/arm64']);
    expect(targetsOf('-l deb rpm')).toEqual(['linux/x64', 'linux/arm64']);
    expect(targetsOf('-mw --x64')).toEqual(['darwin/x64', 'win32/x64']);
  });

  it('platforms with different processors need the name of one', () => {
    expect(() => targetsOf('--linux --win')).toThrow('Name one processor, such as --x64, or one platform.');
    expect(targetsOf('--linux --win --x64')).toEqual(['linux/x64', 'win32/x64']);
  });

  it('a system that no installer exists for must name a platform', () => {
    const host = { platform: 'freebsd', architecture: 'x64' } as const;
    expect(() => targetsOf('', host)).toThrow('There is no installer for freebsd. Add --linux, --mac or --win.');
    expect(targetsOf('--linux --x64', host)).toEqual(['linux/x64']);
  });
});

describe('the processors that electron-builder is told', () => {
  it('are those of the targets, unless the user names some', () => {
    expect(withArchitectures([], buildTargets([], linux))).toEqual(['--x64', '--arm64']);
    expect(withArchitectures(['--arm64'], buildTargets(['--arm64'], linux))).toEqual(['--arm64']);
  });

  it('each stands once for several platforms', () => {
    const asked = ['--linux', '--mac'];
    expect(withArchitectures(asked, buildTargets(asked, linux))).toEqual([...asked, '--x64', '--arm64']);
  });
});

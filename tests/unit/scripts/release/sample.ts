import { type Artifact, artifactsOf, type BuilderConfig } from '../../../../scripts/release/artifacts.ts';
import type { Checksums } from '../../../../scripts/release/checksums.ts';
import { manifestSource, type ManifestSource } from '../../../../scripts/release/manifests/source.ts';
import type { Product } from '../../../../scripts/release/product.ts';

/** A product whose texts need quotes in each of the languages that the files are written in. */
export const product: Product = {
  name: 'sample-app',
  productName: "Sample's App",
  version: '1.2.3',
  description: 'Shows "what" is left: #{now}, ${HOME} and $HOME.',
  homepage: 'https://example.com/sample/sample-app',
  licence: 'MIT',
  author: 'Sample contributors',
};

export const config: BuilderConfig = {
  appId: 'com.example.sample_app',
  artifactName: '${name}-${version}-${os}-${arch}.${ext}',
  linux: {
    executableName: 'sample-app-window',
    target: ['AppImage', 'deb', 'rpm', 'tar.gz'],
    ...{ synopsis: 'What is left: "all" of #{it}, it\'s ${HOME}' },
  },
  mac: { appId: 'com.example.sample-app', target: ['dmg', 'zip'] },
  win: { executableName: 'sample-app-window', target: ['nsis', 'portable'] },
  nsis: { artifactName: '${name}-${version}-${os}-${arch}-setup.${ext}' },
  portable: { artifactName: '${name}-${version}-${os}-${arch}-portable.${ext}' },
};

export const architectures = { linux: ['x64', 'arm64'], mac: ['x64', 'arm64'], win: ['x64'] };

/** Returns a list in which each file has a checksum of its own. */
function sampleChecksums(artifacts: readonly Artifact[]): Checksums {
  return new Map(artifacts.map(({ file }, index) => [file, (index + 1).toString(16).padStart(2, '0').repeat(32)]));
}

/** Returns what the files for the package managers are made from, in another version where one is given. */
export function sampleSource(version = product.version): ManifestSource {
  const versioned = { ...product, version };
  const artifacts = artifactsOf(config, versioned, architectures);
  return manifestSource(versioned, config, artifacts, sampleChecksums(artifacts), '2026-12-01');
}

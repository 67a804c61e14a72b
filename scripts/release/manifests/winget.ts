import { dump } from 'js-yaml';

import { commandName } from '../layout.ts';
import type { ManifestFiles, ManifestSource } from './source.ts';

/** The newest form that the community's list of packages takes. */
const manifestVersion = '1.12.0';
const packageIdentifier = 'QuotaTray.QuotaTray';
const locale = 'en-US';

/** Returns the three files for the Windows Package Manager: version, installers and texts. */
export function wingetManifests(source: ManifestSource): ManifestFiles {
  const { product, day, synopsis } = source;
  const head = { PackageIdentifier: packageIdentifier, PackageVersion: product.version };
  const installers = source.architecturesOf('nsis').map((architecture) => {
    const { url, sha256 } = source.download('nsis', architecture);
    return { Architecture: architecture, InstallerUrl: url, InstallerSha256: sha256.toUpperCase() };
  });
  return {
    [`${packageIdentifier}.yaml`]: manifest('version', { ...head, DefaultLocale: locale }),
    [`${packageIdentifier}.installer.yaml`]: manifest('installer', {
      ...head,
      Platform: ['Windows.Desktop'],
      MinimumOSVersion: '10.0.0.0',
      InstallerType: 'nullsoft',
      Scope: 'user',
      InstallModes: ['interactive', 'silent'],
      UpgradeBehavior: 'install',
      Commands: [commandName],
      ReleaseDate: day,
      Installers: installers,
    }),
    [`${packageIdentifier}.locale.${locale}.yaml`]: manifest('defaultLocale', {
      ...head,
      PackageLocale: locale,
      Publisher: product.author,
      PublisherUrl: product.homepage,
      PublisherSupportUrl: `${product.homepage}/issues`,
      PackageName: product.productName,
      PackageUrl: product.homepage,
      License: product.licence,
      LicenseUrl: `${product.homepage}/blob/v${product.version}/LICENSE`,
      ShortDescription: synopsis,
      Description: product.description,
      Moniker: product.name,
      Tags: ['ai', 'claude', 'codex', 'quota', 'tray', 'usage'],
      ReleaseNotesUrl: `${product.homepage}/releases/tag/v${product.version}`,
    }),
  };
}

function manifest(type: 'version' | 'installer' | 'defaultLocale', fields: object): string {
  const schema = `# yaml-language-server: $schema=https://aka.ms/winget-manifest.${type}.${manifestVersion}.schema.json`;
  const all = { ...fields, ManifestType: type, ManifestVersion: manifestVersion };
  return `${schema}\n\n${dump(all, { lineWidth: -1, noRefs: true })}`;
}

import { checksumsFile } from '../checksums.ts';
import { commandInResources, packageTypeFile } from '../layout.ts';
import type { ManifestFiles, ManifestSource } from './source.ts';

/** Returns the file for Scoop on Windows. Scoop unpacks the installer and never runs it. */
export function scoopManifest(source: ManifestSource): ManifestFiles {
  const { product, synopsis, programs } = source;
  const { url, sha256 } = source.download('nsis', 'x64');
  const newUrl = url.replaceAll(product.version, '$version');
  const manifest = {
    version: product.version,
    description: synopsis,
    homepage: product.homepage,
    license: product.licence,
    architecture: { '64bit': { url: unpackedBy7Zip(url), hash: sha256 } },
    // The installer holds the app in an archive of its own.
    pre_install: [
      'Expand-7zipArchive "$dir\\`$PLUGINSDIR\\app-64.7z" "$dir"',
      'Remove-Item "$dir\\`$PLUGINSDIR", "$dir\\Uninstall*" -Recurse -Force -ErrorAction SilentlyContinue',
      `Set-Content "$dir\\resources\\${packageTypeFile}" "scoop" -Encoding Ascii`,
    ],
    bin: `resources/${commandInResources.win}`.replaceAll('/', '\\'),
    shortcuts: [[`${programs.win}.exe`, product.productName]],
    checkver: { github: product.homepage },
    autoupdate: {
      architecture: { '64bit': { url: unpackedBy7Zip(newUrl) } },
      hash: { url: `$baseurl/${checksumsFile}` },
    },
  };
  return { [`${product.name}.json`]: `${JSON.stringify(manifest, null, 4)}\n` };
}

/** Tells Scoop under which name to save the file, so that it unpacks the installer. */
function unpackedBy7Zip(url: string): string {
  return `${url}#/dl.7z`;
}

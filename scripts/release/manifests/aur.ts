import { shellWord } from '../../../core/units/shell-word.ts';
import { installFolder, packageTypeFile } from '../layout.ts';
import type { ManifestFiles, ManifestSource } from './source.ts';

/** The processors by their names in Node and in Arch Linux. */
const processors = [
  ['x64', 'x86_64'],
  ['arm64', 'aarch64'],
] as const;

/** What Electron and the app load, by the names of Arch Linux. The package for Debian depends on the same. */
const depends = ['alsa-lib', 'at-spi2-core', 'gtk3', 'libsecret', 'mesa', 'nss', 'xdg-utils'];

/** A field of the package with all its values. Fields with a list are written as one even where it has one value. */
type Field = readonly [name: string, value: string | readonly string[]];

/** Returns PKGBUILD and .SRCINFO for the Arch User Repository. The package unpacks the one for Debian. */
export function aurPackage(source: ManifestSource): ManifestFiles {
  const { product, synopsis } = source;
  const name = `${product.name}-bin`;
  const before: readonly Field[] = [
    ['pkgdesc', synopsis],
    // A hyphen separates the version from the number of the package.
    ['pkgver', product.version.replaceAll('-', '_')],
    ['pkgrel', '1'],
    ['url', product.homepage],
    ['arch', processors.map(([, archName]) => archName)],
    ['license', [product.licence]],
    ['depends', depends],
    ['optdepends', ['gnome-shell-extension-appindicator: the tray icon on GNOME']],
    ['provides', [product.name]],
    ['conflicts', [product.name]],
    ['options', ['!strip', '!debug']],
  ];
  const sources = processors.flatMap(([architecture, archName]): readonly Field[] => {
    const { url, sha256 } = source.download('deb', architecture);
    return [
      [`source_${archName}`, [url]],
      [`sha256sums_${archName}`, [sha256]],
    ];
  });
  const fields = [...before, ...sources];
  return { PKGBUILD: pkgbuild(name, fields, source), '.SRCINFO': srcinfo(name, fields) };
}

function pkgbuild(name: string, fields: readonly Field[], { product, programs }: ManifestSource): string {
  const lines = fields.map(
    ([field, value]) => `${field}=${typeof value === 'string' ? shellWord(value) : array(value)}`,
  );
  return `# Maintainer: ${product.author}
pkgname=${shellWord(name)}
${lines.join('\n')}

package() {
  local app=${shellWord(installFolder(product.productName))}
  bsdtar -xf "$srcdir"/data.tar.* -C "$pkgdir"
  # Chromium's sandbox where the kernel gives ordinary users no namespaces.
  chmod 4755 "$pkgdir$app/chrome-sandbox"
  echo aur > "$pkgdir$app/resources/${packageTypeFile}"
  # Debian's zsh looks for completions in another folder.
  mv "$pkgdir/usr/share/zsh/vendor-completions" "$pkgdir/usr/share/zsh/site-functions"
  install -d "$pkgdir/usr/bin"
  ln -sf "$app/${programs.linux}" "$pkgdir/usr/bin/${programs.linux}"
  install -Dm644 "$pkgdir$app/resources/LICENSE.txt" "$pkgdir/usr/share/licenses/$pkgname/LICENSE"
}
`;
}

function srcinfo(name: string, fields: readonly Field[]): string {
  const lines = fields.flatMap(([field, value]) =>
    (typeof value === 'string' ? [value] : value).map((each) => `\t${field} = ${each}`),
  );
  return `pkgbase = ${name}\n${lines.join('\n')}\n\npkgname = ${name}\n`;
}

function array(values: readonly string[]): string {
  return `(${values.map(shellWord).join(' ')})`;
}

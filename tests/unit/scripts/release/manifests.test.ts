import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { allManifests } from '../../../../scripts/release/manifests/all.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { sampleSource } from './sample.ts';

const source = sampleSource();
const manifests = allManifests(source);

function text(name: string, of = manifests): string {
  const found = of[name];
  if (found === undefined) throw new Error(`There is no ${name}, only ${Object.keys(of).join(', ')}.`);
  return found;
}

describe('the files for package managers', () => {
  it('are these', () => {
    expect(Object.keys(manifests)).toEqual([
      'aur/PKGBUILD',
      'aur/.SRCINFO',
      'flathub/com.example.sample_app.yml',
      'homebrew/sample-app.rb',
      'nix/flake.nix',
      'nix/package.nix',
      'scoop/sample-app.json',
      'winget/QuotaTray.QuotaTray.yaml',
      'winget/QuotaTray.QuotaTray.installer.yaml',
      'winget/QuotaTray.QuotaTray.locale.en-US.yaml',
    ]);
  });

  it('name no version but the one that they are made for', () => {
    const next = allManifests(sampleSource('7.8.9'));
    for (const [name, old] of Object.entries(manifests)) {
      expect(text(name, next)).toBe(old.replaceAll('1.2.3', '7.8.9'));
    }
  });

  it.each([
    ['aur/PKGBUILD', ['deb x64', 'deb arm64']],
    ['aur/.SRCINFO', ['deb x64', 'deb arm64']],
    ['flathub/com.example.sample_app.yml', ['deb x64', 'deb arm64']],
    ['homebrew/sample-app.rb', ['dmg x64', 'dmg arm64']],
    ['scoop/sample-app.json', ['nsis x64']],
  ])('%s has the checksums of %j and no other', (name, files) => {
    const wanted = files.map((each) => source.download(...(each.split(' ') as [string, string])).sha256);
    expect([...text(name).matchAll(/[0-9a-f]{64}/g)].map(([sum]) => sum).sort()).toEqual(wanted.sort());
  });

  it.each([
    ['aur/PKGBUILD', 'echo aur > "$pkgdir$app/resources/package-type"'],
    ['flathub/com.example.sample_app.yml', 'echo flathub > /app/lib/sample-app/resources/package-type'],
    ['nix/package.nix', 'echo nix > $out/opt/sample-app/resources/package-type'],
    ['scoop/sample-app.json', String.raw`Set-Content \"$dir\\resources\\package-type\" \"scoop\" -Encoding Ascii`],
  ])('%s tells the app who updates it', (name, line) => {
    expect(text(name)).toContain(line);
  });

  it('are not made without a checksum', () => {
    const without = {
      ...source,
      download: () => {
        throw new Error('There is no checksum of it.');
      },
    };
    expect(() => allManifests(without)).toThrow('There is no checksum of it.');
  });
});

describe('the package for Arch Linux', () => {
  it.runIf(process.platform === 'linux')('is one that the shell reads, and says the same in both files', () => {
    const file = path.join(temporaryFolder(), 'PKGBUILD');
    writeFileSync(file, text('aur/PKGBUILD'));
    const names = ['pkgdesc', 'pkgver', 'pkgrel', 'url', 'arch', 'license', 'depends', 'optdepends', 'provides'].concat(
      ['conflicts', 'options', 'source_x86_64', 'sha256sums_x86_64', 'source_aarch64', 'sha256sums_aarch64'],
    );
    const print = names.map((name) => `printf '\\t${name} = %s\\n' "\${${name}[@]}"`).join('\n');
    const script = `set -euo pipefail\nsource "$1"\ndeclare -F package >/dev/null\nprintf 'pkgbase = %s\\n' "$pkgname"\n${print}\nprintf '\\npkgname = %s\\n' "$pkgname"`;
    const stdout = execFileSync('bash', ['-c', script, 'bash', file], { encoding: 'utf8' });
    expect(text('aur/.SRCINFO')).toBe(stdout);
  });

  it('has a version without a hyphen, because that ends a version', () => {
    expect(text('aur/PKGBUILD', allManifests(sampleSource('2.0.0-beta.1')))).toContain("pkgver='2.0.0_beta.1'");
  });
});

describe('the manifest for Flathub', () => {
  const manifest = load(text('flathub/com.example.sample_app.yml')) as {
    readonly id: string;
    readonly command: string;
    readonly 'finish-args': readonly string[];
    readonly modules: readonly [
      {
        readonly 'build-commands': readonly string[];
        readonly sources: readonly { readonly 'only-arches'?: readonly string[]; readonly url?: string }[];
      },
    ];
  };

  it('has the id of the app and a package for each processor', () => {
    expect(manifest.id).toBe('com.example.sample_app');
    expect(manifest.modules[0].sources.slice(0, 2)).toMatchObject([
      { 'only-arches': ['x86_64'], url: source.download('deb', 'x64').url },
      { 'only-arches': ['aarch64'], url: source.download('deb', 'arm64').url },
    ]);
  });

  it('lets the app write nowhere outside its sandbox', () => {
    const folders = manifest['finish-args'].filter((each) => each.startsWith('--filesystem='));
    expect(folders.length).toBeGreaterThan(0);
    for (const folder of folders) expect(folder).toMatch(/:ro$/);
  });

  it.runIf(process.platform === 'linux')('has commands that the shell reads', () => {
    for (const command of manifest.modules[0]['build-commands']) execFileSync('bash', ['-n', '-c', command]);
    expect(manifest.modules[0]['build-commands'].length).toBeGreaterThan(0);
  });
});

describe('the cask for Homebrew', () => {
  it('downloads the file of the processor', () => {
    expect(text('homebrew/sample-app.rb')).toContain(
      'url "https://example.com/sample/sample-app/releases/download/v#{version}/sample-app-#{version}-mac-#{arch}.dmg"',
    );
  });

  it('has no text that Ruby would run', () => {
    expect(text('homebrew/sample-app.rb')).toContain('desc "What is left: \\"all\\" of \\#{it}, it\'s ${HOME}"');
  });
});

describe('the package for Nix', () => {
  it('has the checksums as Nix writes them', () => {
    const hashes = ['x64', 'arm64'].map((each) =>
      Buffer.from(source.download('deb', each).sha256, 'hex').toString('base64'),
    );
    const found = [...text('nix/package.nix').matchAll(/hash = "sha256-([^"]+)"/g)].map(([, hash]) => hash);
    expect(found).toEqual(hashes);
  });

  it('has no text that Nix would put a value into', () => {
    expect(text('nix/flake.nix')).toContain('it\'s \\${HOME}";');
  });
});

describe('the file for Scoop', () => {
  const manifest = JSON.parse(text('scoop/sample-app.json')) as {
    readonly architecture: { readonly '64bit': { readonly url: string } };
    readonly autoupdate: { readonly architecture: { readonly '64bit': { readonly url: string } } };
    readonly bin: string;
    readonly shortcuts: readonly (readonly string[])[];
  };

  it('finds the next version where this one is', () => {
    const { url } = manifest.autoupdate.architecture['64bit'];
    expect(url.replaceAll('$version', '1.2.3')).toBe(manifest.architecture['64bit'].url);
    expect(url).not.toContain('1.2.3');
  });

  it('puts the command on the PATH and the app into the menu', () => {
    expect(manifest.bin).toBe('resources\\bin\\quota-tray.cmd');
    expect(manifest.shortcuts).toEqual([['sample-app-window.exe', "Sample's App"]]);
  });
});

describe('the files for winget', () => {
  const files = ['', '.installer', '.locale.en-US'].map(
    (kind) => load(text(`winget/QuotaTray.QuotaTray${kind}.yaml`)) as Readonly<Record<string, unknown>>,
  );

  it('name the same package, version and form, and each its kind', () => {
    expect(files.map((each) => each['ManifestType'])).toEqual(['version', 'installer', 'defaultLocale']);
    for (const each of files) {
      expect(each).toMatchObject({
        PackageIdentifier: 'QuotaTray.QuotaTray',
        PackageVersion: '1.2.3',
        ManifestVersion: '1.12.0',
      });
    }
  });

  it('have an installer for each processor, with its checksum in large letters', () => {
    expect(files[1]?.['Installers']).toEqual([
      {
        Architecture: 'x64',
        InstallerUrl: source.download('nsis', 'x64').url,
        InstallerSha256: source.download('nsis', 'x64').sha256.toUpperCase(),
      },
    ]);
  });

  it('have texts of lengths that winget takes', () => {
    expect(String(files[2]?.['ShortDescription']).length).toBeLessThanOrEqual(256);
    expect(String(files[2]?.['Description']).length).toBeLessThanOrEqual(10_000);
  });
});

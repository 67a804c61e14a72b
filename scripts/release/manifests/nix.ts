import { shellWord } from '../../../core/units/shell-word.ts';
import { commandInResources, commandName, installFolder, packageTypeFile } from '../layout.ts';
import type { ManifestFiles, ManifestSource } from './source.ts';

/** The processors by their names in Node and in Nix. */
const processors = [
  ['x64', 'x86_64-linux'],
  ['arm64', 'aarch64-linux'],
] as const;

/** Returns a flake and the package in it. The package unpacks the one for Debian and gives it the libraries of Nix. */
export function nixFlake(source: ManifestSource): ManifestFiles {
  return { 'flake.nix': flake(source), 'package.nix': packageOf(source) };
}

function flake({ synopsis }: ManifestSource): string {
  return `{
  description = ${quoted(synopsis)};

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { nixpkgs, ... }:
    {
      packages = nixpkgs.lib.genAttrs [ ${processors.map(([, system]) => quoted(system)).join(' ')} ] (system: {
        default = nixpkgs.legacyPackages.\${system}.callPackage ./package.nix { };
      });
    };
}
`;
}

function packageOf(source: ManifestSource): string {
  const { product, synopsis, programs } = source;
  const sources = processors.map(([architecture, system]) => {
    const { url, sha256 } = source.download('deb', architecture);
    return `    ${system} = {
      url = ${quoted(url)};
      hash = ${quoted(subresourceIntegrity(sha256))};
    };`;
  });
  const opt = installFolder(product.productName);
  const folder = `$out/opt/${product.name}`;
  return `{
  lib,
  stdenv,
  fetchurl,
  dpkg,
  autoPatchelfHook,
  makeWrapper,
  alsa-lib,
  at-spi2-core,
  gtk3,
  libGL,
  libgbm,
  libsecret,
  nspr,
  nss,
  systemd,
  xdg-utils,
}:

let
  sources = {
${sources.join('\n')}
  };
in
stdenv.mkDerivation {
  pname = ${quoted(product.name)};
  version = ${quoted(product.version)};

  src = fetchurl (
    sources.\${stdenv.hostPlatform.system} or (throw "There is no package for \${stdenv.hostPlatform.system}.")
  );

  nativeBuildInputs = [
    autoPatchelfHook
    dpkg
    makeWrapper
  ];

  buildInputs = [
    alsa-lib
    at-spi2-core
    gtk3
    libgbm
    libsecret
    nspr
    nss
  ];

  # Chromium loads these by name when it needs them.
  runtimeDependencies = [
    libGL
    (lib.getLib systemd)
  ];

  installPhase = ''
    runHook preInstall

    mkdir -p $out/bin $out/opt
    cp -a ${shellWord(`.${opt}`)} ${folder}
    # Nix gives no program the rights of root; the kernel's namespaces do for the sandbox.
    rm -f ${folder}/chrome-sandbox
    echo nix > ${folder}/resources/${packageTypeFile}
    cp -a usr/share $out/share
    makeWrapper ${folder}/${programs.linux} $out/bin/${programs.linux} --suffix PATH : \${lib.makeBinPath [ xdg-utils ]}
    ln -s ${folder}/resources/${commandInResources.linux} $out/bin/${commandName}
    substituteInPlace $out/share/applications/*.desktop \\
      --replace-fail ${shellWord(`"${opt}/${programs.linux}"`)} ${programs.linux}

    runHook postInstall
  '';

  meta = {
    description = ${quoted(synopsis)};
    homepage = ${quoted(product.homepage)};
    changelog = ${quoted(`${product.homepage}/releases/tag/v${product.version}`)};
    license = lib.licenses.${product.licence.toLowerCase()};
    mainProgram = ${quoted(commandName)};
    platforms = builtins.attrNames sources;
    sourceProvenance = [ lib.sourceTypes.binaryNativeCode ];
  };
}
`;
}

function subresourceIntegrity(sha256: string): string {
  return `sha256-${Buffer.from(sha256, 'hex').toString('base64')}`;
}

/** Returns a text as a literal of Nix. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]|\$\{/g, String.raw`\$&`)}"`;
}

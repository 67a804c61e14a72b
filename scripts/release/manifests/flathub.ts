import { dump } from 'js-yaml';

import { shellWord } from '../../../core/units/shell-word.ts';

import { commandInResources, commandName, installFolder, packageTypeFile } from '../layout.ts';
import type { ManifestFiles, ManifestSource } from './source.ts';

/** The base app brings the libraries of Electron and Chromium's sandbox inside the one of Flatpak. */
const platformVersion = '25.08';

/** The processors by their names in Node and in Flatpak. */
const processors = [
  ['x64', 'x86_64'],
  ['arm64', 'aarch64'],
] as const;

/** What the app may do outside its sandbox. */
const permissions = [
  '--share=ipc',
  '--share=network',
  '--socket=wayland',
  '--socket=fallback-x11',
  '--device=dri',
  // The tray icon and the notifications.
  '--talk-name=org.kde.StatusNotifierWatcher',
  '--talk-name=org.freedesktop.Notifications',
  // Keys of accounts lie in the secret store of the desktop.
  '--talk-name=org.freedesktop.secrets',
  '--talk-name=org.kde.kwalletd6',
  // The sign-ins and session logs of the Codex command line and Claude Code are only read.
  '--filesystem=~/.codex:ro',
  '--filesystem=~/.claude:ro',
  '--filesystem=~/.claude.json:ro',
];

/** Returns the manifest for Flathub. It unpacks the package for Debian. */
export function flathubManifest(source: ManifestSource): ManifestFiles {
  const { product, appId, programs } = source;
  const app = `/app/lib/${product.name}`;
  const packed = `${product.name}.deb`;
  const opt = installFolder(product.productName);
  const manifest = {
    id: appId,
    runtime: 'org.freedesktop.Platform',
    'runtime-version': platformVersion,
    sdk: 'org.freedesktop.Sdk',
    base: 'org.electronjs.Electron2.BaseApp',
    'base-version': platformVersion,
    command: programs.linux,
    'separate-locales': false,
    // Flatpak exports only icons with the id of the app.
    'rename-icon': programs.linux,
    'finish-args': permissions,
    modules: [
      {
        name: product.name,
        buildsystem: 'simple',
        'build-commands': [
          `ar x ${packed}`,
          'tar -xf data.tar.*',
          'mkdir -p /app/lib /app/share',
          `cp -a ${shellWord(`.${opt}`)} ${app}`,
          `echo flathub > ${app}/resources/${packageTypeFile}`,
          'cp -a usr/share/applications usr/share/icons usr/share/metainfo /app/share/',
          `sed -i ${shellWord(`s|"${opt}/${programs.linux}"|${programs.linux}|`)} /app/share/applications/${appId}.desktop`,
          `install -Dm755 ${programs.linux}.sh /app/bin/${programs.linux}`,
          `install -Dm755 ${commandName}.sh /app/bin/${commandName}`,
        ],
        sources: [
          ...processors.map(([architecture, flatpakName]) => {
            const { url, sha256 } = source.download('deb', architecture);
            return { type: 'file', 'dest-filename': packed, 'only-arches': [flatpakName], url, sha256 };
          }),
          script(programs.linux, `exec zypak-wrapper ${app}/${programs.linux} "$@"`),
          script(commandName, `exec ${app}/resources/${commandInResources.linux} "$@"`),
        ],
      },
    ],
  };
  return { [`${appId}.yml`]: dump(manifest, { lineWidth: -1, noRefs: true }) };
}

function script(name: string, command: string): object {
  return { type: 'script', 'dest-filename': `${name}.sh`, commands: [command] };
}

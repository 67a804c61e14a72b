import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import type { Configuration } from 'app-builder-lib';
import { DebugLogger } from 'builder-util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRequest } from '../../main/app/start-request.ts';
import { readCatalogue } from '../../main/node/catalogues.ts';
import { appId } from '../../main/node/desktop/app-id.ts';
import { writeIcons } from '../../scripts/icons/app-icons.ts';
import { writeMetainfo } from '../../scripts/installers/metainfo.ts';
import { projectRoot } from '../../scripts/process/project.ts';
import { computeLinuxPackages, type LinuxPackages } from '../support/installers/linux-package.ts';

// electron-builder makes packages for Linux on Linux and macOS only.
describe.skipIf(process.platform === 'win32')('the installers', () => {
  let folder: string;
  let config: Configuration;
  let packages: LinuxPackages;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-installers-'));
    config = await getConfig(projectRoot, null, null);
    await writeIcons(path.join(folder, 'dist', 'icons'));
    await writeMetainfo(path.join(folder, 'dist', 'installers'));
    // electron-builder looks for the icons itself, so it gets those of this test.
    packages = await computeLinuxPackages(folder, { linux: { ...config.linux, icon: built('dist/icons/linux') } });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Where a file of the configuration is: in `dist`, which this test made for itself, or in the checkout. */
  function built(file: string): string {
    if (path.isAbsolute(file)) return file;
    return path.join(file.startsWith('dist/') ? folder : projectRoot, file);
  }

  /** The groups of a desktop entry with their keys. */
  function groupsOf(desktopEntry: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
    const groups = desktopEntry.split(/^\[(.+)\]$/m).slice(1);
    return new Map(
      groups.flatMap((name, index) => {
        if (index % 2 !== 0) return [];
        const lines = (groups[index + 1] ?? '').split('\n').filter((line) => line.includes('='));
        const entries = lines.map(
          (line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const,
        );
        return [[name, new Map(entries)] as const];
      }),
    );
  }

  const actions = ['Refresh', 'Settings'] as const;
  const localeTags = {
    en: '',
    de: '[de]',
    fr: '[fr]',
    es: '[es]',
    'pt-BR': '[pt_BR]',
    ja: '[ja]',
    'zh-Hans': '[zh_CN]',
    ar: '[ar]',
  };

  describe('electron-builder.yml', () => {
    const check = (changed: object): Promise<void> =>
      validateConfiguration({ ...config, ...changed }, new DebugLogger(false));

    it('has only keys that electron-builder knows', async () => {
      await check({});
      await expect(check({ linux: { ...config.linux, desktopFile: 'x' } })).rejects.toThrow(
        'Invalid configuration object',
      );
      await expect(check({ artefactName: 'x' })).rejects.toThrow("unknown property 'artefactName'");
    });

    it('names only files that the icons, the build and the checkout make', () => {
      const { mac, win, linux } = config;
      const resources = [config.extraResources, linux?.extraResources, win?.extraResources]
        .flat()
        .map((each) => (each as { from: string }).from);
      const named = [
        mac?.icon,
        win?.icon,
        mac?.entitlements,
        mac?.entitlementsInherit,
        config.nsis?.include,
        ...resources,
      ].map(String);
      const installed = [...packages.deb.files.keys(), ...packages.rpm.files.keys()];
      // `npm run build` writes these from the bundles.
      const all = [...named, ...installed].filter((file) => !/^dist\/(?:licences\.txt|npm|native)(?:\/|$)/.test(file));
      expect(all.length).toBeGreaterThan(20);
      expect(all.filter((file) => !existsSync(built(file)) && !file.endsWith('.desktop'))).toEqual([]);
    });

    it('gives each installer a name of its own, without blanks', () => {
      const patterns = [config, config.nsis, config.portable].map((options) => options?.artifactName ?? '');
      expect(new Set(patterns).size).toBe(patterns.length);
      for (const pattern of patterns)
        expect(pattern).toMatch(/^quota-tray-\$\{version\}-\$\{os\}-\$\{arch\}[a-z-]*\.\$\{ext\}$/);
    });
  });

  describe('the id of the app', () => {
    it('is the same for the installers, the windows, the notifications and the software centres', () => {
      const { desktopName } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));
      expect([config.appId, desktopName]).toEqual([appId, `${appId}.desktop`]);
      const metainfo = readFileSync(built(`dist/installers/${appId}.metainfo.xml`), 'utf8');
      expect(metainfo).toContain(`<id>${appId}</id>`);
      expect(metainfo).toContain(`<launchable type="desktop-id">${appId}.desktop</launchable>`);
    });

    it('is a name that Flatpak and D-Bus accept, and on macOS a bundle id', () => {
      expect(appId).toMatch(/^io\.github(\.[a-z_][a-z0-9_]*){2}$/);
      expect(config.mac?.appId).toMatch(/^[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+$/);
      expect(config.mac?.appId).toBe(appId.replaceAll('_', '-'));
    });
  });

  describe.each(['deb', 'rpm'] as const)('the %s', (kind) => {
    it('installs the desktop entry, the icons and the AppStream file where desktops look for them', () => {
      const installed = [...packages[kind].files.values()];
      expect(installed).toEqual(
        expect.arrayContaining([
          '/opt/Quota Tray',
          `/usr/share/applications/${appId}.desktop`,
          `/usr/share/metainfo/${appId}.metainfo.xml`,
          '/usr/share/icons/hicolor/scalable/apps/quota-tray-app.svg',
          '/usr/share/icons/hicolor/symbolic/apps/quota-tray-app-symbolic.svg',
          '/usr/share/icons/hicolor/48x48/apps/quota-tray-app.png',
        ]),
      );
    });

    it('installs the command line, its manual page and its completions where shells look for them', () => {
      const zsh = kind === 'deb' ? 'vendor-completions' : 'site-functions';
      expect([...packages[kind].files.values()]).toEqual(
        expect.arrayContaining([
          '/usr/bin/quota-tray',
          '/usr/share/man/man1/quota-tray.1',
          '/usr/share/bash-completion/completions/quota-tray',
          '/usr/share/fish/vendor_completions.d/quota-tray.fish',
          `/usr/share/zsh/${zsh}/_quota-tray`,
        ]),
      );
      const start = readFileSync(path.join(projectRoot, 'scripts/command-line/installed/quota-tray'), 'utf8');
      expect(start).toContain("exec '/opt/Quota Tray/resources/bin/quota-tray'");
    });

    it('names a person with an e-mail address as its maintainer', () => {
      const { options } = packages[kind];
      expect(options[options.indexOf('--maintainer') + 1]).toMatch(/^[^<>]+ <[^<>@ ]+@[^<>@ ]+>$/);
    });

    it('gives the packer all its options before the first file', () => {
      const own = (config[kind]?.fpm ?? []).map((argument) => argument.startsWith('-'));
      expect(own).toEqual(own.toSorted((left, right) => Number(right) - Number(left)));
    });
  });

  describe.each(['deb', 'rpm', 'appImage'] as const)('the desktop entry of the %s', (kind) => {
    it('belongs to the windows of the app and can be found by words', () => {
      const entry = groupsOf(packages[kind].desktopEntry).get('Desktop Entry');
      expect(entry?.get('StartupWMClass')).toBe(appId);
      expect(entry?.get('Icon')).toBe('quota-tray-app');
      expect(entry?.get('Keywords')?.split(';')).toEqual(expect.arrayContaining(['quota', 'Codex', 'Claude']));
      expect([...(entry?.keys() ?? [])].filter((key) => key.startsWith('Comment'))).toHaveLength(8);
    });

    it('offers actions in the words of the tray menu, which start the app with arguments that it knows', () => {
      const groups = groupsOf(packages[kind].desktopEntry);
      expect(groups.get('Desktop Entry')?.get('Actions')).toBe(`${actions.join(';')};`);
      const keys = { Refresh: 'menu.refresh', Settings: 'menu.settings' } as const;
      for (const action of actions) {
        const group = groups.get(`Desktop Action ${action}`);
        for (const [language, tag] of Object.entries(localeTags)) {
          const catalogue = readCatalogue(language);
          expect(group?.get(`Name${tag}`), language).toBe(String(catalogue[keys[action]]).replace(/\s?…$/u, ''));
        }
        const [, program, argument] =
          /^(AppRun|"\/opt\/Quota Tray\/quota-tray-app") (--\S+)$/.exec(group?.get('Exec') ?? '') ?? [];
        expect(program).toBe(kind === 'appImage' ? 'AppRun' : '"/opt/Quota Tray/quota-tray-app"');
        expect(startRequest([argument ?? ''])).toBe({ Refresh: 'refresh', Settings: 'open-settings' }[action]);
      }
    });

    it.skipIf(!canRun('desktop-file-validate'))('is valid', () => {
      const file = path.join(folder, `${kind}-${packages.appImage.desktopFileName}`);
      writeFileSync(file, packages[kind].desktopEntry);
      expect(spawnSync('desktop-file-validate', [file], { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: '' });
    });
  });

  describe('the AppStream file', () => {
    it.skipIf(!canRun('appstreamcli'))('is valid', () => {
      const file = built(`dist/installers/${appId}.metainfo.xml`);
      const { status, stdout } = spawnSync('appstreamcli', ['validate', '--no-net', file], { encoding: 'utf8' });
      expect(status, stdout).toBe(0);
    });

    it('shows pictures that the project has', () => {
      const metainfo = readFileSync(built(`dist/installers/${appId}.metainfo.xml`), 'utf8');
      const pictures = [...metainfo.matchAll(/<image>.*\/main\/docs\/pictures\/(.+)<\/image>/g)].map(
        ([, name]) => name,
      );
      expect(pictures.length).toBeGreaterThan(0);
      expect(readdirSync(path.join(projectRoot, 'docs', 'pictures'))).toEqual(expect.arrayContaining(pictures));
    });
  });
});

function canRun(command: string): boolean {
  return spawnSync(command, ['--version']).error === undefined;
}

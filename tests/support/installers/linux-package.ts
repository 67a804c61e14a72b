import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Arch, build, Platform } from 'electron-builder';
import { projectRoot } from '../../../scripts/process/project.ts';

/** What electron-builder would give to the packer of a deb or an rpm. */
interface LinuxPackage {
  readonly options: readonly string[];
  /** Each file or folder, and where the package installs it. */
  readonly files: ReadonlyMap<string, string>;
  readonly desktopEntry: string;
}

/** What electron-builder would make for Linux. */
export interface LinuxPackages {
  readonly deb: LinuxPackage;
  readonly rpm: LinuxPackage;
  readonly appImage: { readonly desktopEntry: string; readonly desktopFileName: string };
}

type AppImageOptions = { readonly desktop: string; readonly desktopFileName: string };

/**
 * Lets electron-builder compute the packages for Linux, up to the point where it would fetch and start the packers.
 *
 * @param folder An empty folder.
 * @param config Replaces settings of electron-builder.yml.
 */
export async function computeLinuxPackages(folder: string, config: object): Promise<LinuxPackages> {
  const prepackaged = path.join(folder, 'app');
  mkdirSync(path.join(prepackaged, 'resources'), { recursive: true });
  const packages = new Map<string, LinuxPackage>();
  let appImage: LinuxPackages['appImage'] | null = null;
  const note = (options: unknown): boolean => {
    if (Array.isArray(options)) {
      const [args, desktopFile] = options as [readonly string[], string];
      packages.set(path.extname(argumentOf(args, '--package')), packageOf(args, readFileSync(desktopFile, 'utf8')));
    } else {
      const { desktop, desktopFileName } = options as AppImageOptions;
      appImage = { desktopEntry: desktop, desktopFileName };
    }
    return true;
  };
  await build({
    projectDir: projectRoot,
    prepackaged,
    publish: 'never',
    targets: Platform.LINUX.createTarget(['deb', 'rpm', 'AppImage'], Arch.x64),
    config: {
      extends: path.join(projectRoot, 'electron-builder.yml'),
      electronVersion: '1.0.0',
      ...config,
      directories: { output: path.join(folder, 'release') },
    },
    effectiveOptionComputed: async (options) => note(options),
  });
  const [deb, rpm] = [packages.get('.deb'), packages.get('.rpm')];
  if (deb === undefined || rpm === undefined || appImage === null) throw new Error('A package was not computed.');
  return { deb, rpm, appImage };
}

function argumentOf(args: readonly string[], name: string): string {
  return args[args.indexOf(name) + 1] ?? '';
}

const mapping = /^([^-].*?)=(\/.*)$/s;

function packageOf(args: readonly string[], desktopEntry: string): LinuxPackage {
  const files = args.flatMap((argument) => {
    const [, from, to] = mapping.exec(argument) ?? [];
    return from === undefined || to === undefined ? [] : [[from, to] as const];
  });
  return { options: args.filter((argument) => !mapping.test(argument)), files: new Map(files), desktopEntry };
}

import path from 'node:path';

import { exitCodes, ExitError } from '../process/exit.ts';
import { commandInResources, commandName } from './layout.ts';

/** A program with its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** How an installer is installed, run and removed. */
export interface Installation {
  readonly install: readonly Command[];
  /** The installed command line, to which arguments are added. */
  readonly run: Command;
  readonly remove: readonly Command[];
  /**
   * Where the commands run. `here`: with the programs of the system alone. `node`: with Node, which the package needs.
   * `container`: where nothing of this computer is seen.
   */
  readonly place: 'here' | 'node' | 'container';
}

/** Where an installation happens. */
export interface Place {
  /** The absolute path of the installer. */
  readonly file: string;
  /** An empty folder, which is removed afterwards. */
  readonly folder: string;
  readonly productName: string;
  /** The name of the package. */
  readonly packageName: string;
}

const container = 'quota-tray-smoke';
/** The packages for Fedora are installed in it. */
const fedora = 'fedora:43';

/** Returns how to install a file on the system it is for. Throws `ExitError` (64) if its name is that of no installer. */
export function installationOf(place: Place): Installation {
  const { file } = place;
  if (file.endsWith('.deb')) return debian(place);
  if (file.endsWith('.rpm')) return fedoraPackage(place);
  if (file.endsWith('.AppImage')) return appImage(place);
  if (file.endsWith('.tar.gz')) return archive(place);
  if (file.endsWith('.dmg')) return diskImage(place);
  if (file.endsWith('.zip')) return macArchive(place);
  if (file.endsWith('-portable.exe')) return portable(place);
  if (file.endsWith('-setup.exe')) return windowsInstaller(place);
  if (file.endsWith('.tgz')) return npmPackage(place);
  throw new ExitError(exitCodes.badArguments, `${path.basename(file)} is no installer that can be tried.`);
}

function debian({ file, packageName }: Place): Installation {
  return {
    install: [
      ['sudo', 'apt-get', 'update'],
      ['sudo', 'apt-get', 'install', '--yes', '--no-install-recommends', file],
    ],
    run: [`/usr/bin/${commandName}`],
    remove: [['sudo', 'apt-get', 'purge', '--yes', packageName]],
    place: 'here',
  };
}

function fedoraPackage({ file, packageName }: Place): Installation {
  const inside = (...command: string[]): Command => ['docker', 'exec', '--workdir', '/tmp', container, ...command];
  return {
    install: [
      [
        'docker',
        'run',
        '--detach',
        '--name',
        container,
        '--volume',
        `${path.dirname(file)}:/packages:ro`,
        fedora,
        'sleep',
        'infinity',
      ],
      inside('dnf', 'install', '--assumeyes', `/packages/${path.basename(file)}`),
    ],
    run: inside(commandName),
    remove: [
      inside('dnf', 'remove', '--assumeyes', packageName),
      inside('test', '!', '-e', `/usr/bin/${commandName}`),
      ['docker', 'rm', '--force', container],
    ],
    place: 'container',
  };
}

function appImage({ file, folder }: Place): Installation {
  // A runner has no FUSE. The image unpacks itself into the working folder.
  return {
    install: [
      ['chmod', '+x', file],
      [file, '--appimage-extract'],
    ],
    run: [path.join(folder, 'squashfs-root', 'resources', commandInResources.linux)],
    remove: [],
    place: 'here',
  };
}

function archive({ file, folder }: Place): Installation {
  return {
    install: [['tar', '-xzf', file, '-C', folder, '--strip-components=1']],
    run: [path.join(folder, 'resources', commandInResources.linux)],
    remove: [],
    place: 'here',
  };
}

function diskImage({ file, folder, productName }: Place): Installation {
  const volume = path.join(folder, 'volume');
  return {
    install: [
      ['hdiutil', 'attach', '-nobrowse', '-readonly', '-mountpoint', volume, file],
      ['ditto', path.join(volume, `${productName}.app`), path.join(folder, `${productName}.app`)],
      ['hdiutil', 'detach', volume],
    ],
    run: [insideMacApp(folder, productName)],
    remove: [],
    place: 'here',
  };
}

function macArchive({ file, folder, productName }: Place): Installation {
  return {
    install: [['ditto', '-x', '-k', file, folder]],
    run: [insideMacApp(folder, productName)],
    remove: [],
    place: 'here',
  };
}

function insideMacApp(folder: string, productName: string): string {
  return path.join(folder, `${productName}.app`, 'Contents', 'Resources', commandInResources.mac);
}

function windowsInstaller({ file, folder, productName }: Place): Installation {
  const target = path.win32.join(folder, 'app');
  return {
    // NSIS takes the rest of the line after /D= as the folder.
    install: [[file, '/S', '/currentuser', `/D=${target}`]],
    run: [path.win32.join(target, 'resources', commandInResources.win)],
    // With _?= the program waits until everything is removed, instead of going on in a copy of itself.
    remove: [[path.win32.join(target, `Uninstall ${productName}.exe`), '/S', '/currentuser', `_?=${target}`]],
    place: 'here',
  };
}

function portable({ file, folder }: Place): Installation {
  // The program unpacks itself, starts the app and has no output. What it unpacks is tried in its place.
  const unpacked = path.win32.join(folder, 'unpacked');
  return {
    install: [
      ['7z', 'x', '-y', `-o${unpacked}`, file],
      ['7z', 'x', '-y', `-o${folder}`, path.win32.join(unpacked, '$PLUGINSDIR', 'app-64.7z')],
    ],
    run: [path.win32.join(folder, 'resources', commandInResources.win)],
    remove: [],
    place: 'here',
  };
}

function npmPackage({ file, folder, packageName }: Place): Installation {
  const npm = (command: string, name: string): Command => ['npm', command, '--prefix', folder, '--no-audit', name];
  return {
    install: [npm('install', file)],
    run: [path.join(folder, 'node_modules', '.bin', commandName)],
    remove: [npm('uninstall', packageName)],
    place: 'node',
  };
}

/** A name of its own, so that the container and the data of a person who runs the image stay untouched. */
const smokeProject = 'quota-tray-smoke';

/** Returns how to run the image of `serve` from its compose file. Compose waits until the image is healthy. */
export function imageInstallation(composeFile: string): Installation {
  const options = ['--project-name', smokeProject, '--file', composeFile];
  const compose = (...command: string[]): Command => ['docker', 'compose', ...options, ...command];
  return {
    install: [compose('up', '--build', '--wait')],
    run: compose('exec', '-T', commandName, commandName),
    remove: [compose('stop'), compose('down', '--volumes')],
    place: 'container',
  };
}

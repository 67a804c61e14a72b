import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { completionScript, shells } from '../../main/commands/completion.ts';
import { allDeclarations } from '../../main/commands/declarations.ts';
import { declaredProgram } from '../../main/commands/program.ts';
import { createTerminalContext } from '../../main/node/locale-context.ts';
import { defaultSettings } from '../../core/settings/settings.ts';
import { projectRoot } from '../process/project.ts';
import { nativeModules } from '../release/settings.ts';
import { manualPage } from './manual.ts';

const source = path.join(projectRoot, 'scripts', 'command-line');
const built = path.join(projectRoot, 'dist');

/** The npm package `quota-tray`: the command line without the app. */
const npmFolder = path.join(built, 'npm');

/** The names that shells look for. */
const completionFiles = { bash: 'quota-tray.bash', zsh: '_quota-tray', fish: 'quota-tray.fish' } as const;

interface ProjectManifest {
  readonly version: string;
  readonly homepage: string;
  readonly [field: string]: unknown;
}

/**
 * Writes the npm package of the command line to `dist/npm`, with completions and the manual page, and to `dist/native`
 * what the same folder inside the app needs. Call it after the bundles are built.
 */
export async function writeCommandLinePackage(): Promise<void> {
  const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as ProjectManifest;
  rmSync(npmFolder, { recursive: true, force: true });
  for (const folder of ['completions', 'man']) mkdirSync(path.join(npmFolder, folder), { recursive: true });
  for (const folder of ['cli', 'locales']) {
    cpSync(path.join(built, folder), path.join(npmFolder, folder), {
      recursive: true,
      // The command line has no pages.
      filter: (file) => !path.basename(file).startsWith('renderer.'),
    });
  }
  for (const name of ['quota-tray.cjs', 'README.md']) cpSync(path.join(source, name), path.join(npmFolder, name));
  cpSync(path.join(projectRoot, 'LICENSE'), path.join(npmFolder, 'LICENSE'));
  cpSync(path.join(built, 'licences.txt'), path.join(npmFolder, 'licences.txt'));
  writeFileSync(path.join(npmFolder, 'package.json'), `${JSON.stringify(npmManifest(manifest), null, 2)}\n`);

  const english = createTerminalContext({ ...defaultSettings, language: 'en' }, inEnglish, 'UTC');
  const program = declaredProgram(await allDeclarations(), english.t);
  for (const shell of shells) {
    const file = path.join(npmFolder, 'completions', completionFiles[shell]);
    writeFileSync(file, completionScript(shell, program));
  }
  writeFileSync(path.join(npmFolder, 'man', 'quota-tray.1'), manualPage(program, manifest.version));
  writeNativeModules();
}

const inEnglish = { languages: ['en'], formats: { numbers: 'en-GB', money: 'en-GB', times: 'en-GB' } } as const;

/** Returns the package.json of the npm package, from that of the project. */
export function npmManifest(project: ProjectManifest) {
  const { version, description, homepage, license, author, os, engines, dependencies } = project;
  return {
    ...{ name: 'quota-tray', version, description, homepage, license, author },
    // npm takes the package only from a workflow of this repository (docs/releasing.md).
    repository: { type: 'git', url: `git+${homepage}.git` },
    bin: { 'quota-tray': 'quota-tray.cjs' },
    man: ['man/quota-tray.1'],
    ...{ os, engines, dependencies },
  };
}

/** In the app the database module lies beside the archive, where Electron loads it. Node finds it there by these files. */
function writeNativeModules(): void {
  const folder = path.join(built, 'native');
  rmSync(folder, { recursive: true, force: true });
  for (const { name } of nativeModules()) {
    const module = path.join(folder, path.basename(name));
    mkdirSync(module, { recursive: true });
    const main = `../../../../app.asar.unpacked/node_modules/${name}/index.node`;
    writeFileSync(path.join(module, 'package.json'), `${JSON.stringify({ name, main })}\n`);
  }
}

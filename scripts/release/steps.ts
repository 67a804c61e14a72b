import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { captureCommand } from '../process/command.ts';
import { exitCodes, ExitError, say } from '../process/exit.ts';
import { npmCommand } from '../process/npm.ts';
import { projectRoot } from '../process/project.ts';
import { type BillOfMaterials, packagesOfLicences, shippedOnly, type ShippedPackage } from './bill-of-materials.ts';
import { changelogSections } from './changelog.ts';
import { checksumsFile, checksumsText, completenessProblems, parseChecksums, sha256OfFile } from './checksums.ts';
import { imageInstallation, installationOf } from './installation.ts';
import { allManifests } from './manifests/all.ts';
import { manifestSource } from './manifests/source.ts';
import { projectFile, thisProduct } from './product.ts';
import {
  billOfMaterialsFile,
  builderConfig,
  nativeModules,
  npmPackageFile,
  releaseArtifacts,
  releaseFiles,
} from './settings.ts';
import { checksFor, smokeProblems } from './smoke.ts';

const npmTimeoutMs = 300_000;

/** Writes the list of everything that the app contains to a folder. Throws `ExitError` if the app was not built. */
export async function writeBillOfMaterials(folder: string): Promise<void> {
  // The lock file knows the database modules of all systems. What is installed are those of this computer.
  const form = ['--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
  const [npm, ...args] = npmCommand('sbom', '--package-lock-only', ...form);
  const { exitCode, stdout, stderr } = await captureCommand(npm, args, { timeoutMs: npmTimeoutMs, cwd: projectRoot });
  if (exitCode !== 0)
    throw new ExitError(exitCodes.failed, `npm sbom ended with ${exitCode ?? 'no exit code'}: ${stderr}`);
  const document = shippedOnly(JSON.parse(stdout) as BillOfMaterials, shippedPackages(), thisProduct());
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, billOfMaterialsFile), `${JSON.stringify(document, null, 2)}\n`);
}

/** The packages of the bundles, the database modules of all systems, and Electron itself. */
function shippedPackages(): readonly ShippedPackage[] {
  const { devDependencies } = JSON.parse(projectFile('package.json')) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const bundled = packagesOfLicences(projectFile('dist', 'licences.txt')).filter(
    ({ name }) => !name.startsWith('@libsql/'),
  );
  return [...bundled, ...nativeModules(), { name: 'electron', version: devDependencies['electron'] ?? '' }];
}

/** Writes the checksums of the files of the release. Returns what is missing or does not belong, one sentence each. */
export async function writeChecksums(folder: string): Promise<readonly string[]> {
  const present = (await readdir(folder)).filter((name) => name !== checksumsFile);
  const problems = completenessProblems(present, releaseFiles());
  if (problems.length > 0) return problems;
  const checksums = new Map<string, string>();
  for (const name of present) checksums.set(name, await sha256OfFile(path.join(folder, name)));
  await writeFile(path.join(folder, checksumsFile), checksumsText(checksums));
  return [];
}

/** Writes the files for the package managers, from the checksums in a folder. */
export async function writeManifests(folder: string, output: string): Promise<void> {
  const product = thisProduct();
  const checksums = parseChecksums(await readFile(path.join(folder, checksumsFile), 'utf8'));
  const section = changelogSections(projectFile('CHANGELOG.md')).find(({ version }) => version === product.version);
  const day = section?.day ?? null;
  if (day === null) throw new ExitError(exitCodes.failed, `CHANGELOG.md has no day for ${product.version}.`);
  const source = manifestSource(product, builderConfig(), releaseArtifacts(), checksums, day);
  for (const [name, text] of Object.entries(allManifests(source))) {
    const file = path.join(output, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

/** Tries each installer in a folder that is for this computer. Returns what is wrong, one sentence each. */
export async function smokeFolder(folder: string): Promise<readonly string[]> {
  const { version, productName, name: packageName } = thisProduct();
  const mine = installersFor(process.platform, process.arch);
  const problems: string[] = [];
  for (const name of mine) {
    say(`${name}:`);
    const file = path.resolve(folder, name);
    const install = (target: string) => installationOf({ file, folder: target, productName, packageName });
    problems.push(...(await smokeProblems(install, checksFor(version))));
  }
  return mine.length > 0 ? problems : [`The release has no installer for ${process.platform} on ${process.arch}.`];
}

/** Builds and tries the image of `serve`. Returns what is wrong, one sentence each. */
export function smokeImage(): Promise<readonly string[]> {
  const file = path.join(projectRoot, 'packaging', 'docker', 'compose.yml');
  return smokeProblems(() => imageInstallation(file), checksFor(thisProduct().version));
}

/**
 * Returns the installers for a computer. Windows on Arm runs those for x64. The package for Debian comes
 * first, because it brings libraries that an archive takes for granted.
 */
export function installersFor(platform: NodeJS.Platform, architecture: string): readonly string[] {
  const system = { linux: 'linux', darwin: 'mac', win32: 'win' }[platform as string];
  const all = releaseArtifacts().filter((each) => each.system === system);
  const own = all.filter((each) => each.architecture === architecture);
  const emulated = platform === 'win32' ? all.filter((each) => each.architecture === 'x64') : [];
  const installers = (own.length > 0 ? own : emulated)
    .toSorted((one, other) => Number(other.target === 'deb') - Number(one.target === 'deb'))
    .map(({ file }) => file);
  // The npm package is the same for all systems, and is made and tried on Linux.
  return platform === 'linux' ? [...installers, npmPackageFile()] : installers;
}

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { exitCodes, ExitError } from './exit.ts';
import { projectRoot } from './project.ts';

/** A package of somebody else that is part of the app. */
export interface PackageLicence {
  readonly name: string;
  readonly version: string;
  /** The SPDX expression of its package.json; undefined: it names none. */
  readonly identifier?: string;
  /** The text of its licence file; undefined: it has none. */
  readonly text?: string;
}

/** Licences that let the app be given away as it is. No other one may be part of it: a copyleft licence binds the app. */
const permitted: ReadonlySet<string> = new Set([
  ...['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'CC0-1.0', 'Unlicense'],
]);

/** The file that each bundle lists its packages in. Vite writes it, and `writeLicences` removes it. */
export const bundledPackagesFile = 'bundled-packages.json';

/** Packages that lie in the app beside the bundles, with those that they load. */
const unbundled = ['libsql', '@neon-rs/load', 'detect-libc'];
/** The native database module: one package for each system, of which the computer that builds has one. */
const nativeScope = '@libsql';

/** Returns why a package cannot be part of the app, one sentence each; empty: all can. */
export function licenceProblems(packages: readonly PackageLicence[]): readonly string[] {
  return packages.flatMap(({ name, version, identifier, text }) => {
    const who = `${name} ${version}`;
    if (identifier === undefined) return [`${who} names no licence.`];
    if (!permitted.has(identifier))
      return [`${who} has the licence ${identifier}, which is not on the list of those that the app may contain.`];
    return text === undefined || text.trim() === '' ? [`${who} has no licence text.`] : [];
  });
}

/** Returns all licence texts as one plain text, in the order of the names. Packages with the same text share it. */
export function licencesText(packages: readonly PackageLicence[]): string {
  const byName = new Map(packages.map((each) => [`${each.name} ${each.version} (${each.identifier ?? ''})`, each]));
  const namesByText = new Map<string, string[]>();
  for (const name of [...byName.keys()].toSorted()) {
    const text = byName.get(name)?.text?.trim() ?? '';
    namesByText.set(text, [...(namesByText.get(text) ?? []), name]);
  }
  const parts = [...namesByText].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  return `Quota Tray contains these packages.\n\n${parts.join(`\n${'-'.repeat(72)}\n\n`)}`;
}

/**
 * Writes `dist/licences.txt` with the texts of all packages in the bundles and beside them. Throws `ExitError` if a
 * package has no text, or a licence that the app must not contain.
 */
export function writeLicences(folders: readonly string[]): void {
  const bundled = folders.flatMap((folder) => {
    const file = path.join(projectRoot, 'dist', folder, bundledPackagesFile);
    const list = JSON.parse(readFileSync(file, 'utf8')) as readonly PackageLicence[];
    rmSync(file);
    return list;
  });
  const packages = [...bundled, ...unbundledPackages()].map(withText);
  const problems = licenceProblems(packages);
  if (problems.length > 0) throw new ExitError(exitCodes.ourFault, problems.join('\n'));
  writeFileSync(path.join(projectRoot, 'dist', 'licences.txt'), licencesText(packages));
}

function unbundledPackages(): readonly PackageLicence[] {
  const natives = readdirSync(path.join(projectRoot, 'node_modules', nativeScope)).map(
    (name) => `${nativeScope}/${name}`,
  );
  return [...unbundled, ...natives].map((name) => {
    const { version = '', license } = packageJson(name);
    return { name, version, ...(license === undefined ? {} : { identifier: license }) };
  });
}

/**
 * Adds the text to a package without a licence file of its own: its file, the licence at the end of its README, or the
 * Apache licence or the MIT licence with its author, because its package.json names that licence.
 */
function withText(known: PackageLicence): PackageLicence {
  if (known.text !== undefined) return known;
  const folder = folderOf(known);
  const files = readdirSync(folder);
  const licenceFile = files.find((file) => /^(?:licen[cs]e|copying)/i.test(file));
  if (licenceFile !== undefined) return { ...known, text: readFileSync(path.join(folder, licenceFile), 'utf8') };
  const readme = files.find((file) => /^readme/i.test(file));
  const inReadme = readme === undefined ? null : licenceIn(readFileSync(path.join(folder, readme), 'utf8'));
  if (inReadme !== null) return { ...known, text: inReadme };
  if (known.identifier === 'Apache-2.0') return { ...known, text: apacheText() };
  return known.identifier === 'MIT' ? { ...known, text: mitText(authorOf(known)) } : known;
}

/** Returns the Apache licence, which names nobody, from a package of the app that has its text. */
function apacheText(): string {
  return readFileSync(path.join(projectRoot, 'node_modules', 'detect-libc', 'LICENSE'), 'utf8');
}

/** Returns the MIT licence in a README from its line with the copyright on; null: there is none. */
function licenceIn(readme: string): string | null {
  const from = readme.search(/^.*Copyright.*$/m);
  const text = from < 0 ? '' : readme.slice(from);
  return text.includes('Permission is hereby granted') ? text.trim() : null;
}

interface PackageJson {
  readonly version?: string;
  readonly license?: string;
  readonly author?: string | { readonly name?: string };
}

function packageJson(name: string, folder = path.join(projectRoot, 'node_modules', name)): PackageJson {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as PackageJson;
}

/** Returns the folder of a package in the version that was bundled. Several versions of one package can be installed. */
function folderOf({ name, version }: PackageLicence): string {
  const all = readdirSync(path.join(projectRoot, 'node_modules'), { recursive: true, encoding: 'utf8' });
  const ending = path.join('node_modules', name, 'package.json');
  const folders = all
    .map((file) => path.join(projectRoot, 'node_modules', file))
    .filter((file) => file.endsWith(path.sep + ending))
    .map((file) => path.dirname(file));
  const found = folders.find((folder) => packageJson(name, folder).version === version);
  if (found === undefined) throw new ExitError(exitCodes.ourFault, `${name} ${version} is not in node_modules.`);
  return found;
}

function authorOf(known: PackageLicence): string {
  const { author } = packageJson(known.name, folderOf(known));
  const name = typeof author === 'string' ? author : author?.name;
  return name ?? `the authors of ${known.name}`;
}

function mitText(author: string): string {
  return `MIT License

Copyright (c) ${author}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}

import { readFileSync } from 'node:fs';
import path from 'node:path';

import { projectRoot } from '../process/project.ts';

/** What package.json says about the product. The files for the package managers repeat it. */
export interface Product {
  /** The name of the command and of the packages. */
  readonly name: string;
  readonly productName: string;
  readonly version: string;
  readonly description: string;
  /** The page of the project, which is its repository. */
  readonly homepage: string;
  readonly licence: string;
  readonly author: string;
}

interface PackageJson {
  readonly name: string;
  readonly productName: string;
  readonly version: string;
  readonly description: string;
  readonly homepage: string;
  readonly license: string;
  readonly author: { readonly name: string };
}

/** Returns the text of a file in the checkout. */
export function projectFile(...parts: readonly string[]): string {
  return readFileSync(path.join(projectRoot, ...parts), 'utf8');
}

/** Returns the product of this checkout. */
export function thisProduct(): Product {
  const { license: licence, author, ...manifest } = JSON.parse(projectFile('package.json')) as PackageJson;
  const { name, productName, version, description, homepage } = manifest;
  return { name, productName, version, description, homepage, licence, author: author.name };
}

/** Returns the address at which a file of a release can be downloaded. */
export function downloadUrl({ homepage, version }: Product, file: string): string {
  return `${homepage}/releases/download/v${version}/${file}`;
}

import { exitCodes, ExitError } from '../process/exit.ts';

/** The part of a CycloneDX document that is read and changed here. */
export interface BillOfMaterials {
  readonly metadata: { readonly component: Component; readonly [field: string]: unknown };
  readonly components: readonly Component[];
  readonly dependencies: readonly Dependency[];
  readonly [field: string]: unknown;
}

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version?: string;
  readonly type: string;
  readonly [field: string]: unknown;
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn?: readonly string[];
}

/** A package in the version that is shipped. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
}

const listed = /^(@?[\w.-]+(?:\/[\w.-]+)?) (\d+\.\d+\.\d\S*) \([^)]*\)$/gm;

/** Returns the packages that the texts of their licences name (`dist/licences.txt`). */
export function packagesOfLicences(licences: string): readonly ShippedPackage[] {
  return [...licences.matchAll(listed)].map(([, name = '', version = '']) => ({ name, version }));
}

/**
 * Returns the document of everything installed for the build, cut down to what the app contains. Almost everything is
 * bundled, so npm knows it as a tool of the build. Throws `ExitError` if npm does not know a shipped package.
 */
export function shippedOnly(
  document: BillOfMaterials,
  shipped: readonly ShippedPackage[],
  product: { readonly name: string; readonly version: string },
): BillOfMaterials {
  const wanted = new Set(shipped.map(({ name, version }) => `${name}@${version}`));
  const components = document.components.filter(({ name, version }) => wanted.has(`${name}@${version ?? ''}`));
  const found = new Set(components.map(({ name, version }) => `${name}@${version ?? ''}`));
  const missing = [...wanted].filter((each) => !found.has(each));
  if (missing.length > 0) {
    throw new ExitError(exitCodes.failed, `npm's list has no ${missing.join(', ')}.`);
  }
  const root = document.metadata.component;
  const kept = new Set([root['bom-ref'], ...components.map((each) => each['bom-ref'])]);
  return {
    ...document,
    // npm takes the name of the folder.
    metadata: { ...document.metadata, component: { ...root, type: 'application', ...product } },
    components: components.map((each) => ({ ...each, scope: 'required' })),
    dependencies: document.dependencies
      .filter(({ ref }) => kept.has(ref))
      .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => kept.has(each)) })),
  };
}

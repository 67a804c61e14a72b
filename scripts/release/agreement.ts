import { changelogSections } from './changelog.ts';

/** The texts that name the version of a release. */
export interface VersionSources {
  /** The tag that was pushed. Null: there is none yet. */
  readonly tag: string | null;
  readonly packageJson: string;
  readonly packageLock: string;
  readonly changelog: string;
}

const semanticVersion = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** Whether a text is a version in the form of Semantic Versioning, without build metadata. */
export function isVersion(text: string): boolean {
  return semanticVersion.test(text);
}

/** Returns why these texts are not those of one release, one sentence each. Empty: they agree. */
export function disagreements(sources: VersionSources): readonly string[] {
  const version = versionOf(sources.packageJson);
  const problems: string[] = [];
  if (!isVersion(version)) problems.push(`package.json has the version ${version}, which is not a valid version.`);
  if (sources.tag !== null && sources.tag !== `v${version}`) {
    problems.push(`The tag is ${sources.tag}, but package.json has the version ${version}.`);
  }
  const locked = lockedVersions(sources.packageLock);
  if (locked.some((each) => each !== version)) {
    problems.push(`package-lock.json has the version ${locked.join(' and ')}, but package.json has ${version}.`);
  }
  return [...problems, ...changelogProblems(sources.changelog, version)];
}

function changelogProblems(changelog: string, version: string): readonly string[] {
  const sections = changelogSections(changelog).filter((section) => section.version !== 'Unreleased');
  const [newest] = sections;
  if (newest?.version !== version) {
    const has = newest === undefined ? 'no version' : `${newest.version} as its newest version`;
    return [`CHANGELOG.md has ${has}, but package.json has ${version}.`];
  }
  const problems: string[] = [];
  if (newest.day === null) problems.push(`CHANGELOG.md has no day for ${version}.`);
  if (newest.text === '') problems.push(`CHANGELOG.md has no entry for ${version}.`);
  if (sections.filter((section) => section.version === version).length > 1) {
    problems.push(`CHANGELOG.md has ${version} twice.`);
  }
  return problems;
}

/** Returns the version in a package.json. */
function versionOf(packageJson: string): string {
  const { version } = JSON.parse(packageJson) as { readonly version?: string };
  return version ?? 'none';
}

function lockedVersions(packageLock: string): readonly string[] {
  const { version, packages } = JSON.parse(packageLock) as {
    readonly version?: string;
    readonly packages?: Readonly<Record<string, { readonly version?: string }>>;
  };
  return [version ?? 'none', packages?.['']?.version ?? 'none'];
}

const heading = /^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?\s*$/;

/** The entries of one version in CHANGELOG.md. */
export interface ChangelogSection {
  /** A version, or `Unreleased`. */
  readonly version: string;
  /** The day of the release, such as `2026-12-01`. Null: it has none. */
  readonly day: string | null;
  /** The text below the heading, without blank lines around it. */
  readonly text: string;
}

/** Returns the sections of a changelog in the form of Keep a Changelog, in their order. */
export function changelogSections(changelog: string): readonly ChangelogSection[] {
  const sections: { version: string; day: string | null; lines: string[] }[] = [];
  for (const line of changelog.split(/\r?\n/)) {
    const found = heading.exec(line);
    if (found !== null) sections.push({ version: found[1] ?? '', day: found[2] ?? null, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ version, day, lines }) => ({ version, day, text: lines.join('\n').trim() }));
}

/**
 * Returns the changelog with the entries of `Unreleased` under the heading of a new version, and an empty `Unreleased`
 * above it. Null: nothing is unreleased.
 */
export function withRelease(changelog: string, version: string, day: string): string | null {
  const unreleased = changelogSections(changelog).find((section) => section.version === 'Unreleased');
  if (unreleased === undefined || unreleased.text === '') return null;
  return changelog.replace(/^## \[Unreleased\]\s*$/m, `## [Unreleased]\n\n## [${version}] - ${day}\n`);
}

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { appId } from '../../main/node/desktop/app-id.ts';
import { projectRoot } from '../process/project.ts';
import { changelogSections } from '../release/changelog.ts';

const fileName = `${appId}.metainfo.xml`;
/** Where electron-builder finds the AppStream file, which software centres read. */
const installerFolder = path.join(projectRoot, 'dist', 'installers');

/** A version and the day of its release, such as `2026-12-01`. */
export interface Release {
  readonly version: string;
  readonly day: string;
}

/** Returns the releases in the headings of a changelog, the newest first. Those without a day are left out. */
export function releasesOf(changelog: string): readonly Release[] {
  return changelogSections(changelog).flatMap(({ version, day }) => (day === null ? [] : [{ version, day }]));
}

/** Returns the AppStream file with the releases, before the end of its component. */
export function withReleases(xml: string, releases: readonly Release[]): string {
  if (releases.length === 0) return xml;
  const lines = releases.map(({ version, day }) => {
    const type = version.includes('-') ? 'development' : 'stable';
    return `    <release version="${version}" date="${day}" type="${type}"/>`;
  });
  return xml.replace('</component>', ['  <releases>', ...lines, '  </releases>', '</component>'].join('\n'));
}

/** Writes the AppStream file with the releases of CHANGELOG.md to a folder. */
export async function writeMetainfo(folder = installerFolder): Promise<void> {
  const xml = await readFile(path.join(projectRoot, 'scripts', 'installers', fileName), 'utf8');
  const changelog = await readFile(path.join(projectRoot, 'CHANGELOG.md'), 'utf8');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, fileName), withReleases(xml, releasesOf(changelog)));
}

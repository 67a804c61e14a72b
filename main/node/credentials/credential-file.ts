import { constants } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import { parseJson } from '../../../core/units/json.ts';
import type { CredentialProblem } from '../../../core/polling/failure.ts';

export type FileReading =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'problem'; readonly problem: CredentialProblem };

export interface FilePolicy {
  readonly maximumBytes: number;
  /** A secret must not be a link out of its folder, and other users must not be able to read it. */
  readonly isSecret: boolean;
  /** True: a folder above the file that other users cannot enter protects it too. Left out: its own mode must do it. */
  readonly mayFolderProtect?: true;
}

/** Tools keep other services' sign-ins in the same file, so it can be much larger than one sign-in. */
export const tokenFilePolicy: FilePolicy = { maximumBytes: 4 * 1024 * 1024, isSecret: true };
export const settingsFilePolicy: FilePolicy = { maximumBytes: 16 * 1024 * 1024, isSecret: false };

/** The pauses before a half-written file is read again. The longest known write took 0.7 s. */
const pausesMs = [60, 180, 360, 600] as const;

/** Returns the value of `read`. Reads again after short pauses while the value is torn, that is half-written. */
export async function readUntilWhole<Reading>(
  read: () => Promise<Reading>,
  isTorn: (reading: Reading) => boolean,
): Promise<Reading> {
  let reading = await read();
  for (const pauseMs of pausesMs) {
    if (!isTorn(reading)) break;
    await new Promise((resolve) => void setTimeout(resolve, pauseMs));
    reading = await read();
  }
  return reading;
}

/** Reads another program's JSON file under a policy, and reads a half-written one again. Never throws. */
export function readForeignJson(path: string, policy: FilePolicy, platform: NodeJS.Platform): Promise<FileReading> {
  return readUntilWhole(
    () => readForeignFile(path, policy, platform),
    (reading) => reading.kind === 'text' && parseJson(reading.text) === undefined,
  );
}

/** Reads another program's file under a policy. Never throws. */
export function readForeignFile(path: string, policy: FilePolicy, platform: NodeJS.Platform): Promise<FileReading> {
  return withForeignFile(path, policy, platform, (handle, bytes) => readText(handle, bytes, policy.maximumBytes));
}

/** Why a file could not be read. */
export type NotRead = Exclude<FileReading, { kind: 'text' }>;

/**
 * Opens another program's file under a policy while `use` runs. It makes every check on the opened file, so
 * that nobody can exchange the file in between. A pipe or a device never blocks it. Never throws.
 */
export async function withForeignFile<Result>(
  path: string,
  policy: FilePolicy,
  platform: NodeJS.Platform,
  use: (handle: FileHandle, bytes: number) => Promise<Result | NotRead>,
): Promise<Result | NotRead> {
  try {
    const realPath = await realpath(path);
    if (policy.isSecret && !isInside(await realpath(dirname(path)), realPath)) {
      return { kind: 'problem', problem: 'symbolic-link' };
    }
    // Windows has neither flag. There, opening a file neither blocks nor follows a link by default.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const handle = await open(realPath, flags);
    try {
      return await useOpened({ handle, realPath }, policy, platform, use);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return notReadBecause(error);
  }
}

async function useOpened<Result>(
  { handle, realPath }: { readonly handle: FileHandle; readonly realPath: string },
  policy: FilePolicy,
  platform: NodeJS.Platform,
  use: (handle: FileHandle, bytes: number) => Promise<Result | NotRead>,
): Promise<Result | NotRead> {
  const status = await handle.stat();
  if (!status.isFile()) {
    return { kind: 'problem', problem: 'unreadable' };
  }
  const isOpenToOthers = platform !== 'win32' && (status.mode & 0o077) !== 0;
  const isProtected = isOpenToOthers && policy.mayFolderProtect === true && (await isBehindClosedFolder(realPath));
  if (policy.isSecret && isOpenToOthers && !isProtected) {
    return { kind: 'problem', problem: 'open-to-others' };
  }
  return status.size > policy.maximumBytes ? { kind: 'problem', problem: 'too-large' } : use(handle, status.size);
}

/** Returns true if other users cannot enter one of the folders above the file, whatever the mode of the file is. */
async function isBehindClosedFolder(realPath: string): Promise<boolean> {
  for (let folder = dirname(realPath); ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o011) === 0) return true;
    if (folder === dirname(folder)) return false;
  }
}

async function readText(handle: FileHandle, expectedBytes: number, maximumBytes: number): Promise<FileReading> {
  const bytes = await readUpTo(handle, expectedBytes, maximumBytes);
  return bytes === null
    ? { kind: 'problem', problem: 'too-large' }
    : { kind: 'text', text: new TextDecoder('utf-8').decode(bytes) };
}

/** Returns the whole file, or null when it has grown past the limit since its size was read. */
async function readUpTo(handle: FileHandle, expectedBytes: number, maximumBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.alloc(total === 0 ? Math.max(expectedBytes + 1, 1024) : 64 * 1024);
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
    if (bytesRead === 0) {
      return Buffer.concat(chunks);
    }
    total += bytesRead;
    if (total > maximumBytes) {
      return null;
    }
    chunks.push(chunk.subarray(0, bytesRead));
  }
}

function isInside(folder: string, path: string): boolean {
  const steps = relative(folder, path);
  return steps !== '..' && !steps.startsWith(`..${sep}`) && !isAbsolute(steps);
}

function notReadBecause(error: unknown): NotRead {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return { kind: 'missing' };
  }
  return { kind: 'problem', problem: code === 'ELOOP' ? 'symbolic-link' : 'unreadable' };
}

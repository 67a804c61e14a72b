import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import type { CredentialProblem } from '../../../core/refresh/failure.ts';

export type FileReading =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'problem'; readonly problem: CredentialProblem };

export interface FilePolicy {
  readonly maximumBytes: number;
  /** A secret must not leave its folder by a link, nor be readable by others (X.3). */
  readonly isSecret: boolean;
}

export const tokenFilePolicy: FilePolicy = { maximumBytes: 64 * 1024, isSecret: true };
export const settingsFilePolicy: FilePolicy = { maximumBytes: 16 * 1024 * 1024, isSecret: false };

/**
 * Reads another program's file under a policy (X.3). Every check is made on the opened file, so that
 * nothing can be exchanged in between; a pipe or a device never makes it wait. Never throws.
 */
export async function readForeignFile(
  path: string,
  policy: FilePolicy,
  platform: NodeJS.Platform,
): Promise<FileReading> {
  try {
    const realPath = await realpath(path);
    if (policy.isSecret && !isInside(await realpath(dirname(path)), realPath)) {
      return { kind: 'problem', problem: 'symbolic-link' };
    }
    // Neither flag exists on Windows, where opening a file neither waits nor follows a link by default.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const handle = await open(realPath, flags);
    try {
      return await readOpened(handle, policy, platform);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return judgeError(error);
  }
}

async function readOpened(handle: FileHandle, policy: FilePolicy, platform: NodeJS.Platform): Promise<FileReading> {
  const status = await handle.stat();
  if (!status.isFile()) {
    return { kind: 'problem', problem: 'unreadable' };
  }
  if (policy.isSecret && platform !== 'win32' && (status.mode & 0o077) !== 0) {
    return { kind: 'problem', problem: 'open-to-others' };
  }
  if (status.size > policy.maximumBytes) {
    return { kind: 'problem', problem: 'too-large' };
  }
  const bytes = await readUpTo(handle, status.size, policy.maximumBytes);
  return bytes === null
    ? { kind: 'problem', problem: 'too-large' }
    : { kind: 'text', text: new TextDecoder('utf-8').decode(bytes) };
}

/** The whole file, or null if it has grown past the limit since its size was asked. */
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

function judgeError(error: unknown): FileReading {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return { kind: 'missing' };
  }
  return { kind: 'problem', problem: code === 'ELOOP' ? 'symbolic-link' : 'unreadable' };
}

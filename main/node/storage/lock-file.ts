import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import * as v from 'valibot';
import { errorCode } from './file-cause.ts';

/** Who holds a lock. `pid` is null when the file does not say (yet). */
export interface LockHolder {
  readonly pid: number | null;
  readonly atMs: number;
  readonly token: string;
}

const schema = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  atMs: v.pipe(v.number(), v.finite()),
  token: v.string(),
});

/** Null: there is no lock. One that is still empty, broken or not even a file is dated by the file system. */
export function readHolder(path: string): LockHolder | null {
  try {
    const { mtimeMs } = fs.statSync(path);
    const result = v.safeParse(schema, contentOf(path));
    return result.success ? result.output : { pid: null, atMs: mtimeMs, token: '' };
  } catch {
    return null;
  }
}

function contentOf(path: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Takes a stale lock out of the way. Two processes may find the same one stale, and the slower must
 * not take away the lock that the faster has made since: so it is renamed, looked at, and put back
 * if it is another one. False: the file system refuses to move it.
 */
export function takeAwayStale(path: string, stale: LockHolder): boolean {
  const aside = `${path}.${randomUUID()}`;
  try {
    fs.renameSync(path, aside);
  } catch (error) {
    return errorCode(error) === 'ENOENT';
  }
  try {
    if (readHolder(aside)?.token !== stale.token) {
      fs.linkSync(aside, path);
    }
    fs.rmSync(aside, { force: true });
  } catch {
    // A third process holds the lock by now, or what was moved is not a file: the next look tells.
  }
  return true;
}

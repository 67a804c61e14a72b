import fs from 'node:fs';
import type { WriteFiles } from '../../main/node/storage/json-file.ts';

/** The error Node throws for a system call that was refused. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: refused`), { code });
}

/** Real file functions, of which one refuses while `isFailing` says so. */
export function failingFiles(name: keyof WriteFiles, code: string, isFailing: () => boolean = () => true): WriteFiles {
  const real = fs[name] as (...parameters: unknown[]) => unknown;
  const guarded = (...parameters: unknown[]) => {
    if (isFailing()) {
      throw systemError(code);
    }
    return real(...parameters);
  };
  return { ...fs, [name]: guarded };
}

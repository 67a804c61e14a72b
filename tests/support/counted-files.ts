import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Counts the calls of Node's file functions. */
export interface CountedFiles {
  /** The calls so far. */
  readonly calls: () => number;
  /** Ends the counting. */
  readonly stop: () => void;
}

type Functions = Record<string, unknown>;

/** Counts every call of a function of `node:fs` and `node:fs/promises` from now on, whoever makes it. */
export function countFileCalls(): CountedFiles {
  let calls = 0;
  const places = [fs, fs.promises] as unknown as readonly Functions[];
  const before = places.map((place) => Object.entries(place).filter(([, value]) => isFunctionToCount(value)));
  for (const [index, place] of places.entries()) {
    for (const [name, original] of before[index] ?? []) {
      place[name] = function counted(this: unknown, ...args: unknown[]): unknown {
        calls += 1;
        return Reflect.apply(original as (...args: unknown[]) => unknown, this, args);
      };
    }
  }
  syncBuiltinESMExports();
  return {
    calls: () => calls,
    stop: () => {
      for (const [index, place] of places.entries()) {
        for (const [name, original] of before[index] ?? []) place[name] = original;
      }
      syncBuiltinESMExports();
    },
  };
}

/** Classes such as `Stats` are functions too, but calling them is no work on a file. */
function isFunctionToCount(value: unknown): boolean {
  return typeof value === 'function' && !/^[A-Z_]/.test(value.name);
}

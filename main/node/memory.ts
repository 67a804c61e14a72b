import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * V8's compilers for code that runs often. Their program text and their code take 10 MB of an app that works for a few
 * milliseconds a minute.
 */
const compilers = ['opt', 'use-osr', 'sparkplug'] as const;
/** A compiler that is an experiment in older runtimes, so that nothing here may switch it on. */
const newCompiler = 'maglev';

/** The most accounts for which the interpreter is fast enough. */
const mostAccountsInterpreted = 100;

/**
 * Lets V8 prefer little memory to speed. Call it before any other code runs, because a compiler that ran once stays in
 * memory.
 */
export function preferLittleMemory(): void {
  for (const compiler of [...compilers, newCompiler]) setFlagsFromString(`--no-${compiler}`);
  setFlagsFromString('--optimize-for-size');
}

/** Lets V8 compile again if there are so many accounts that the interpreter would be slow. Returns whether it does. */
export function compileForMany(accounts: number): boolean {
  if (accounts <= mostAccountsInterpreted) return false;
  for (const compiler of compilers) setFlagsFromString(`--${compiler}`);
  return true;
}

/**
 * Returns unused memory to the system, with all compiled code that did not run since the last collection. V8 would do so
 * only after more work, and an idle app has none. It blocks the thread for some 50 ms, so call it while nobody waits.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect !== 'function') return;
  setFlagsFromString(`--bytecode-old-age=1`);
  for (let turn = 0; turn < collections; turn += 1) Reflect.apply(collect, undefined, []);
  setFlagsFromString(`--bytecode-old-age=${usualAge}`);
}

/** The first one makes the code old, the second one removes it, the third one what only that code used. */
const collections = 3;
/** V8's own number of collections after which unused code goes. */
const usualAge = 6;

/** Lets V8 compile as soon as there are many accounts. */
export function followAccounts(engine: {
  readonly accounts: () => readonly unknown[];
  readonly subscribe: (changed: () => void) => unknown;
}): void {
  let isCompiling = false;
  const look = (): void => {
    if (!isCompiling) isCompiling = compileForMany(engine.accounts().length);
  };
  look();
  engine.subscribe(look);
}

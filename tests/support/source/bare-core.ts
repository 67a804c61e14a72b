import vm from 'node:vm';

import { build, type Plugin } from 'vite';

import { filesEndingIn, rootFolder } from './source-files.ts';

const entryId = 'virtual:every-core-file';

/** Every file of core by its path, as namespace objects. */
export type CoreModules = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface BareCore {
  readonly modules: CoreModules;
  /** What the context offers beside what core put there. */
  readonly globals: readonly string[];
  /** Runs one expression in the same context. */
  readonly run: (expression: string) => unknown;
}

/**
 * Bundles all of core into one script and runs it where there is nothing but the language and `Intl`:
 * no console, no timers, no process, no document, and neither a clock nor chance. Rejects where core
 * cannot be bundled, and throws what core throws when it is loaded.
 */
export async function loadBareCore(): Promise<BareCore> {
  const files = filesEndingIn('.ts').filter((file) => file.startsWith('core/'));
  const code = await bundled(files);
  const context = vm.createContext(Object.create(null) as object, { codeGeneration: { strings: false, wasm: false } });
  vm.runInContext(takeAwayTheWorld, context);
  const globals = vm.runInContext('Object.getOwnPropertyNames(globalThis)', context) as readonly string[];
  const modules = vm.runInContext(`${code}\n;everyCoreFile.files`, context) as CoreModules;
  return { modules, globals: [...globals], run: (expression) => vm.runInContext(expression, context) as unknown };
}

/** What V8 itself puts beside the language, and the two built-ins that read the world. */
const takeAwayTheWorld = `'use strict';
  for (const name of ['console', 'WebAssembly', 'SharedArrayBuffer', 'Atomics']) delete globalThis[name];
  const refuse = (name) => { throw new Error(name + ' was asked in core'); };
  Math.random = () => refuse('Math.random');
  globalThis.Date = new Proxy(Date, {
    apply: () => refuse('Date()'),
    construct: (target, values) => values.length === 0 ? refuse('new Date()') : Reflect.construct(target, values),
    get: (target, name) => name === 'now' ? () => refuse('Date.now') : Reflect.get(target, name),
  });`;

async function bundled(files: readonly string[]): Promise<string> {
  const result = await build({
    configFile: false,
    root: rootFolder,
    logLevel: 'silent',
    plugins: [everyFile(files)],
    build: {
      write: false,
      minify: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: {
        input: entryId,
        treeshake: false,
        preserveEntrySignatures: 'strict',
        output: { format: 'iife', name: 'everyCoreFile' },
      },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((each) => ('output' in each ? each.output : []));
  const chunks = outputs.filter((output) => output.type === 'chunk');
  if (chunks.length !== 1 || chunks[0] === undefined) throw new Error(`one script was expected, ${chunks.length} came`);
  return chunks[0].code;
}

function everyFile(files: readonly string[]): Plugin {
  return {
    name: 'every-core-file',
    resolveId: (id) => (id === entryId ? `\0${entryId}` : null),
    load: (id) => {
      if (id !== `\0${entryId}`) return null;
      const imports = files.map((file, index) => `import * as f${index} from '/${file}';`);
      const entries = files.map((file, index) => `${JSON.stringify(file)}: f${index}`);
      return `${imports.join('\n')}\nexport const files = { ${entries.join(', ')} };`;
    },
  };
}

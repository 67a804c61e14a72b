import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import type { InlineConfig, Plugin } from 'vite';

import { once } from '../../main/node/async.ts';
import { catalogueFiles, catalogueFolder } from './catalogues.ts';
import { leanAxios } from './lean-axios.ts';
import { buildName } from './build-name.ts';
import { bundledPackagesFile } from './licences.ts';
import { projectRoot } from './project.ts';

export const rendererConfigFile = path.join(projectRoot, 'renderer', 'vite.config.ts');

/** Git is asked once for all bundles. */
const ownBuildName = once(() => buildName(process.env));

export interface BundleOptions {
  /** Where the Vite server of `npm run dev` serves the pages. Left out: the pages are built files. */
  readonly devServerUrl?: string;
}

/**
 * The bundle of the main process: one file for each lazy border (`import()`), so that the tray does not wait until V8 has
 * read the HTTP client, the database drivers and the bus.
 */
export function mainBundle(options: BundleOptions = {}): InlineConfig {
  return processBundle('main/index.ts', 'main', 'index.cjs', { ...options, split: true });
}

/** The program of the thread that reads logs: one file beside the main process, built after it. */
export function tokenUsageBundle(): InlineConfig {
  const bundle = processBundle('main/token-usage-worker.ts', 'main', 'token-usage.cjs', {});
  return { ...bundle, build: { ...bundle.build, emptyOutDir: false, license: false } };
}

/**
 * The bundles of the command line. Claude Code starts it at every prompt for its status line, so the first one is a
 * single small file that asks the running app. It loads the commands, in many files, only if the app does not answer.
 */
export function commandLineBundles(): readonly InlineConfig[] {
  return [
    processBundle('main/commands/run.ts', 'cli', 'run.cjs', { split: true }),
    beside(processBundle('main/cli.ts', 'cli', 'cli.cjs', {})),
    beside(processBundle('main/cli-in-app.ts', 'cli', 'in-app.cjs', {})),
  ];
}

/** A small file beside the commands. Their list of packages names its packages, too. */
function beside(bundle: InlineConfig): InlineConfig {
  return {
    ...bundle,
    plugins: [...(bundle.plugins ?? []), filesApart],
    build: { ...bundle.build, emptyOutDir: false, license: false },
  };
}

/** Files of the command line that load one another. Each has a bundle of its own. */
const commandLineFiles: Readonly<Record<string, string>> = {
  './commands/run.ts': './run.cjs',
  './cli.ts': './cli.cjs',
};

/** Leaves the other files of the command line out of a bundle, which loads them from beside it. */
const filesApart: Plugin = {
  name: 'files-apart',
  enforce: 'pre',
  resolveId(source) {
    const file = commandLineFiles[source];
    return file === undefined ? null : { id: file, external: true };
  },
};

/** The bundle of the preload script: one file. */
export function preloadBundle(options: BundleOptions = {}): InlineConfig {
  return processBundle('preload/index.ts', 'preload', 'index.cjs', options);
}

/**
 * Writes the functions around CommonJS modules with the word `function`. V8 reads an arrow function twice: once to find its
 * end, and once more when it runs. It compiles a `function` in brackets at once. React's 190 kB of such code took 9 ms of
 * the 16 ms in which the panel's script runs before it draws.
 */
const eagerModules: Plugin = {
  name: 'eager-modules',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk' || !file.isEntry) continue;
        file.code = file.code.replaceAll(/(=\w+\()\((?:(\w+)|\((\w+(?:,\w+)*)?\))=>\{/g, '$1(function($2$3){');
        if (!file.code.includes('((function(')) this.error('No CommonJS module was found in a page.');
      }
    },
  },
};

/** Lets a page draw nothing before its script has run, so that its first frame has the figures. Vite drops the word. */
const drawnByScript: Plugin = {
  name: 'drawn-by-script',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => html.replace('<script type="module"', '<script type="module" blocking="render"'),
  },
};

/**
 * The bundle of one page, in a folder of its own. A page that opens waits for one script, so it shares none with the
 * other page: each more file costs a message to the main process and back before anything is drawn.
 */
export function rendererBundle(page: 'panel' | 'settings'): InlineConfig {
  return {
    configFile: rendererConfigFile,
    logLevel: 'warn',
    plugins: [eagerModules, drawnByScript],
    build: {
      outDir: path.join(projectRoot, 'dist', 'renderer'),
      assetsDir: `assets/${page}`,
      emptyOutDir: page === 'panel',
      // The styles of pages that are loaded later are in the one file, so that they are there when the page is.
      cssCodeSplit: false,
      license: { fileName: `assets/${page}/${bundledPackagesFile}` },
      rolldownOptions: { input: path.join(projectRoot, 'renderer', `${page}.html`) },
    },
  };
}

/**
 * V8 keeps the text of a script for as long as it runs, so the text is short. Functions and classes keep their names, so
 * that a stack trace still tells where a fault happened.
 */
const readableMinify = {
  compress: { keepNames: { function: true, class: true } },
  mangle: { keepNames: true },
} as const;

/** Native, or part of the runtime; everything else is bundled. */
const external = ['electron', 'libsql', 'kerberos', ...builtinModules, ...builtinModules.map((name) => `node:${name}`)];

/**
 * Writes every character beyond ASCII as an escape. V8 keeps the text of a script for as long as it runs, and one Chinese
 * word or dash in it doubles the memory of the whole script. The escapes mean the same in strings, templates, regular
 * expressions and names.
 */
const asciiOutput: Plugin = {
  name: 'ascii-output',
  generateBundle: (_options, bundle) => {
    for (const file of Object.values(bundle)) if (file.type === 'chunk') file.code = inAscii(file.code);
  },
};

/**
 * Loads a built-in module of Node at its first use instead of with the file that names it. Most commands, and the start
 * of the tray, use none of these, and each costs milliseconds.
 */
const lazyBuiltIns: Plugin = {
  name: 'lazy-built-ins',
  // Before the names of variables become short.
  renderChunk: (code) => ({ code: withLazyBuiltIns(code), map: null }),
};

/** Only modules whose functions are called seldom, because each use looks the module up again. */
const lazyNames = ['crypto', 'child_process'];

function withLazyBuiltIns(code: string): string {
  return lazyNames.reduce((text, name) => {
    const line = `let node_${name} = require("node:${name}");`;
    // A module that is imported as a whole gets a second line, which needs it at once.
    if (!text.includes(line) || text.includes(`node_${name} = require_`)) return text;
    return text.replace(line, '').replaceAll(`node_${name}.`, `require("node:${name}").`);
  }, code);
}

function inAscii(code: string): string {
  return code.replace(/[^\0-\x7F]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * CommonJS for a Node or Electron process. The target is the oldest runtime that the tests use, so that a newer
 * built-in function fails here and not on a user's computer.
 */
function processBundle(
  entry: string,
  folder: string,
  file: string,
  { devServerUrl, split = false }: BundleOptions & { readonly split?: boolean },
): InlineConfig {
  const isDevelopment = devServerUrl !== undefined;
  return {
    configFile: false,
    root: projectRoot,
    logLevel: 'warn',
    define: {
      __APP_VERSION__: JSON.stringify(projectVersion()),
      __APP_BUILD__: JSON.stringify(ownBuildName()),
      __DEV_SERVER_URL__: JSON.stringify(devServerUrl ?? null),
      __CATALOGUE_FOLDER__: JSON.stringify(catalogueFolder),
    },
    resolve: { conditions: ['node'] },
    plugins: [leanAxios, ...(isDevelopment ? [] : [lazyBuiltIns, asciiOutput]), ...(split ? [catalogueFiles] : [])],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node18',
      outDir: path.join('dist', folder),
      emptyOutDir: true,
      minify: false,
      sourcemap: isDevelopment,
      license: isDevelopment ? false : { fileName: bundledPackagesFile },
      rolldownOptions: {
        input: path.join(projectRoot, entry),
        external,
        // The database is imported statically by modules that are themselves read later, so it is read later, too.
        checks: { ineffectiveDynamicImport: false },
        output: {
          format: 'cjs',
          entryFileNames: file,
          chunkFileNames: '[name]-[hash].cjs',
          codeSplitting: split,
          // Node's loader for modules takes milliseconds to start, and its `require` is there already.
          dynamicImportInCjs: false,
          minify: isDevelopment ? false : readableMinify,
          ...(isDevelopment && file === 'index.cjs' && folder === 'main'
            ? { banner: 'process.setSourceMapsEnabled(true);' }
            : {}),
        },
      },
    },
  };
}

function projectVersion(): string {
  return (JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as { version: string }).version;
}

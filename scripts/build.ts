import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build, type InlineConfig } from 'vite';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

/** Native or given by the runtime; everything else is bundled. */
const external = ['electron', 'libsql', 'kerberos', ...builtinModules, ...builtinModules.map((name) => `node:${name}`)];

/**
 * CommonJS for a Node or Electron process: one file, or with `split` a small one that loads the others
 * when they are needed. The target is the oldest runtime that the tests use, so that a newer built-in
 * shows itself here and not at a user's.
 */
function processBundle(entry: string, folder: string, file: string, split = false): InlineConfig {
  return {
    configFile: false,
    root,
    logLevel: 'warn',
    define: { __APP_VERSION__: JSON.stringify(version) },
    resolve: { conditions: ['node'] },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node18',
      outDir: join('dist', folder),
      emptyOutDir: true,
      minify: false,
      rolldownOptions: {
        input: join(root, entry),
        external,
        output: { format: 'cjs', entryFileNames: file, chunkFileNames: '[name]-[hash].cjs', codeSplitting: split },
      },
    },
  };
}

await build(processBundle('main/index.ts', 'main', 'index.cjs'));
// The command line is started at every prompt of a tool, so a status line must not load what makes requests.
await build(processBundle('main/cli.ts', 'cli', 'cli.cjs', true));
await build(processBundle('preload/index.ts', 'preload', 'index.cjs'));
await build({ configFile: join(root, 'renderer/vite.config.ts'), logLevel: 'warn' });

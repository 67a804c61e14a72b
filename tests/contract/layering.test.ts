import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { importsAmong, importsOf, reachOf } from '../support/source/imports.ts';
import { filesEndingIn, nodesOf, nodesOfText, type SyntaxNode, textOf } from '../support/source/source-files.ts';

interface Row {
  /** Files whose path begins so; the first row that fits a file counts. */
  readonly from: string;
  /** Paths in the checkout and packages, each with what lies below it; `node:` stands for all of Node. */
  readonly mayImport: readonly string[];
  readonly reason: string;
}

const libraries = [
  'axios',
  'builder-util-runtime',
  'cac',
  'conf',
  'electron-log/node',
  'http-proxy-agent',
  'i18next',
  'croner',
  'libsql',
  'pg',
  'prom-client',
  'proxy-from-env',
  'smol-toml',
  'valibot',
  '@jellybrick/dbus-next',
] as const;

const table: readonly Row[] = [
  {
    from: 'core/',
    mayImport: ['core/', 'valibot', 'big.js', 'semver', 'string-width', '@humanwhocodes/momoa'],
    reason: 'it must run in the app, in a page and in a bare context',
  },
  {
    from: 'main/engine/',
    mayImport: ['core/', 'main/engine/'],
    reason: 'it is tested with ports in memory and a given clock',
  },
  {
    from: 'main/features/',
    mayImport: ['core/', 'main/engine/', 'main/features/'],
    reason: 'a feature is tested with ports in memory and a given clock, like the engine',
  },
  {
    from: 'main/node/',
    mayImport: ['core/', 'main/node/', 'node:', ...libraries],
    reason: 'the command line has no Electron',
  },
  {
    from: 'main/electron/',
    mayImport: [
      ...['core/', 'main/node/', 'main/electron/', 'node:', 'electron', 'electron-store', 'valibot'],
      'electron-updater',
    ],
    reason: 'its adapters know nothing of the engine that uses them',
  },
  {
    from: 'main/commands/',
    mayImport: ['core/', 'main/', 'node:', 'commander', 'string-width', 'valibot'],
    reason: 'it declares and runs the commands, without Electron',
  },
  {
    from: 'main/',
    mayImport: ['core/', 'main/', 'docs/own-services/', 'node:', 'electron'],
    reason: 'it joins the parts',
  },
  {
    from: 'preload/',
    mayImport: ['core/ipc/', 'electron'],
    reason: 'it stays one small file that the sandbox can run',
  },
  {
    from: 'renderer/gallery/',
    mayImport: ['core/', 'renderer/', 'tests/support/', 'node:', 'react', 'react-dom', 'vite', '@vitejs/plugin-react'],
    reason: 'it shows the scenes of the tests and is never shipped',
  },
  {
    from: 'renderer/',
    mayImport: [
      'core/',
      'renderer/',
      'react',
      'react-dom',
      'i18next',
      '@tanstack/virtual-core',
      'vite',
      '@vitejs/plugin-react',
    ],
    reason: 'a page knows views and the bridge; what it takes of core at run time is judged below',
  },
];

const sourceFiles = filesEndingIn('.ts', '.tsx').filter((file) => !/^(tests|scripts)\//.test(file));

function rowOf(file: string): Row | undefined {
  return table.find(({ from }) => file.startsWith(from));
}

function isAllowed(target: string, mayImport: readonly string[]): boolean {
  return mayImport.some((allowed) =>
    /[/:]$/.test(allowed) ? target.startsWith(allowed) : target === allowed || target.startsWith(`${allowed}/`),
  );
}

describe('who may import what', () => {
  it('finds imports in every form they can be written', () => {
    const text = `import a, { b as c, type D } from './one.ts'; import type { E } from 'two'; import 'three';
      export * from '../four.ts'; export { f } from 'five'; const g = await import('six'); const h = require('seven');
      type I = import('eight').J; // import k from 'nine'
      const l = "import m from 'ten'";`;
    const found = importsAmong('core/x/file.ts', nodesOfText('file.ts', text));
    expect(found.map(({ target, atRunTime }) => `${target} ${atRunTime}`)).toEqual([
      'core/x/one.ts true',
      'two false',
      'three true',
      'core/four.ts true',
      'five true',
      'six true',
      'seven true',
      'eight false',
    ]);
    expect(found[0]?.names).toEqual(['default', 'b']);
  });

  it('has a row for every source file, and a file for every row', () => {
    expect(sourceFiles.filter((file) => rowOf(file) === undefined)).toEqual([]);
    const used = new Set(sourceFiles.map((file) => rowOf(file)?.from));
    expect(table.filter(({ from }) => !used.has(from))).toEqual([]);
  });

  it.each(table)('$from imports what it may, because $reason', ({ from, mayImport }) => {
    const files = sourceFiles.filter((file) => rowOf(file)?.from === from);
    const strays = files.flatMap((file) =>
      importsOf(file)
        .filter(({ target }) => !isAllowed(target, mayImport))
        .map(({ specifier }) => `${file} imports ${specifier}`),
    );
    expect(strays).toEqual([]);
  });

  it('imports files of the checkout with their ending, as the tools run them unbuilt', () => {
    const strays = filesEndingIn('.ts', '.tsx').flatMap((file) =>
      importsOf(file)
        .filter(({ specifier }) => specifier.startsWith('.') && !/\.(tsx?|json|css|cjs|mjs)(\?.*)?$/.test(specifier))
        .map(({ specifier }) => `${file} imports ${specifier}`),
    );
    expect(strays).toEqual([]);
  });
});

/**
 * The folders of core from the lowest level up. A folder may import itself and the levels below it, types included.
 */
const coreLevels: readonly (readonly string[])[] = [
  ['units', 'assert-never.ts'],
  ['usage'],
  ['credits', 'incidents'],
  ['i18n', 'ledger', 'polling'],
  ['providers', 'updates'],
  ['settings'],
  ['ports.ts'],
  ['accounts'],
  ['concurrency', 'pace', 'text'],
  ['snapshot'],
  ['alerts', 'daily-usage', 'guard', 'history', 'reset-credits', 'token-usage', 'warm-ups'],
  ['metrics'],
  ['views'],
  ['ipc'],
];

describe('the levels inside core', () => {
  const levelOf = (file: string): number => coreLevels.findIndex((names) => names.includes(file.split('/')[1] ?? ''));
  const coreFiles = sourceFiles.filter((file) => file.startsWith('core/'));
  const folderOf = (file: string): string | undefined => file.split('/')[1];
  const isBelow = (file: string, target: string): boolean =>
    folderOf(file) === folderOf(target) || levelOf(target) < levelOf(file);

  it('has a level for every folder, and a folder for every name', () => {
    expect(coreFiles.filter((file) => levelOf(file) < 0)).toEqual([]);
    const used = new Set([...coreFiles, ...filesEndingIn('.json')].map((file) => file.split('/')[1]));
    expect(coreLevels.flat().filter((name) => !used.has(name))).toEqual([]);
  });

  it('a folder imports only itself and lower levels', () => {
    const strays = coreFiles.flatMap((file) =>
      importsOf(file)
        .filter(({ target }) => target.startsWith('core/') && !isBelow(file, target))
        .map(({ specifier }) => `${file} imports ${specifier}`),
    );
    expect(strays).toEqual([]);
  });
});

/** What must not be needed at run time by an entry, however far down. */
const closedRooms = [
  {
    entry: 'main/cli.ts',
    never: /^(electron($|[-/])(?!log\/node)|main\/(electron|app)\/)/,
    why: 'the command line runs where no Electron is',
  },
  {
    entry: 'main/engine/engine.ts',
    never: /^(node:|main\/(node|electron)\/)/,
    why: 'the engine opens nothing by itself',
  },
  {
    entry: 'main/features/incidents.ts',
    never: /^(node:|main\/(node|electron)\/)/,
    why: 'a feature opens nothing by itself',
  },
  {
    entry: 'preload/index.ts',
    never: /^(?!electron$|preload\/|core\/ipc\/channels\.ts)/,
    why: 'only names may reach the preload',
  },
  {
    entry: 'renderer/panel/main.tsx',
    never: /^(renderer\/gallery\/|tests\/|valibot|big\.js|core\/(?!assert-never|i18n\/locales\/renderer\.en\.json))/,
    why: 'a page computes no figure',
  },
  {
    entry: 'renderer/settings/main.tsx',
    never: /^(renderer\/gallery\/|tests\/|valibot|big\.js|core\/(?!assert-never|i18n\/locales\/renderer\.en\.json))/,
    why: 'a page computes no figure',
  },
] as const;

describe('what an entry needs at run time', () => {
  it.each(closedRooms)('$entry: $why', ({ entry, never }) => {
    const reached = [...reachOf(entry)];
    expect(reached.length).toBeGreaterThan(1);
    expect(reached.filter((target) => never.test(target))).toEqual([]);
  });
});

describe('what the tray icon waits for', () => {
  it('loads the icon and its drawing before it is shown, and no service, figure or library', () => {
    const reached = [...reachOf('main/index.ts', { lazy: false })].filter((target) => !target.startsWith('node:'));
    expect(reached).toContain('main/electron/tray/icon-drawing.ts');
    const dear =
      /^(?!main|core|electron$)|^main\/(services|engine|features)\/|^core\/(providers|settings|snapshot|views|accounts)\//;
    expect(reached.filter((target) => dear.test(target))).toEqual([]);
    // Six of them judge the state folder, which must come before anything is written into it.
    expect(reached.length).toBeLessThan(46);
  });
});

describe('what a command loads before the running app answers', () => {
  const dear =
    /^main\/(services|engine|features)\/|^main\/node\/(http|ledger|history|accounts)\/|^(axios|conf|pg|libsql)/;

  it.each(['status', 'guard', 'slot', 'status-line'])('%s: no engine, no service and no HTTP library', (name) => {
    const reached = [...reachOf(`main/commands/${name}.ts`, { lazy: false })];
    expect(reached.length).toBeGreaterThan(1);
    expect(reached.filter((target) => dear.test(target))).toEqual([]);
  });
});

/** Names and packages that are dangerous or dear: each has one owner. */
const owners: readonly {
  readonly what: string;
  readonly from: string;
  readonly name?: string;
  readonly only: readonly string[];
}[] = [
  { what: 'ipcMain', from: 'electron', name: 'ipcMain', only: ['main/electron/ipc/'] },
  { what: 'shell', from: 'electron', name: 'shell', only: ['main/electron/shell.ts'] },
  { what: 'safeStorage', from: 'electron', name: 'safeStorage', only: [] },
  { what: 'protocol', from: 'electron', name: 'protocol', only: ['main/electron/protocol/app-protocol.ts'] },
  { what: 'BrowserWindow', from: 'electron', name: 'BrowserWindow', only: ['main/electron/windows/'] },
  { what: 'Tray', from: 'electron', name: 'Tray', only: ['main/electron/tray/'] },
  { what: 'ipcRenderer', from: 'electron', name: 'ipcRenderer', only: ['preload/index.ts'] },
  { what: 'all of Electron at once', from: 'electron', name: '*', only: [] },
  { what: 'axios', from: 'axios', only: ['main/node/http/'] },
  { what: 'D-Bus', from: '@jellybrick/dbus-next', only: ['main/node/desktop/session-bus.ts'] },
  { what: 'commander', from: 'commander', only: ['main/commands/'] },
  { what: 'croner', from: 'croner', only: ['main/node/calendar.ts'] },
  { what: 'libsql', from: 'libsql', only: ['main/node/storage/sqlite.ts'] },
  { what: 'pg', from: 'pg', only: ['main/node/ledger/postgres/server.ts'] },
  { what: 'prom-client', from: 'prom-client', only: ['main/node/api/prometheus.ts'] },
  { what: 'node:http', from: 'node:http', only: ['main/node/http/', 'main/node/api/'] },
  { what: 'node:https', from: 'node:https', only: ['main/node/http/'] },
  {
    what: 'node:child_process',
    from: 'node:child_process',
    only: [
      'main/node/credentials/keychain.ts',
      'main/node/cli/run-command.ts',
      'main/node/child-process/run.ts',
      'main/node/secrets/run-program.ts',
    ],
  },
];

/** What a file loads by a `require` of its own, which no import statement shows. */
function requiredBy(file: string): readonly string[] {
  return [...textOf(file).matchAll(/createRequire\([^)]*\)\('([^']+)'\)/g)].map(([, specifier = '']) => specifier);
}

describe('one owner for each dangerous thing', () => {
  it.each(owners)('$what is taken only by $only', ({ from, name, only }) => {
    const takers = sourceFiles.filter(
      (file) =>
        requiredBy(file).includes(from) ||
        importsOf(file).some(
          (each) => each.specifier === from && each.atRunTime && (name === undefined || each.names.includes(name)),
        ),
    );
    expect(takers.filter((file) => !only.some((owner) => file.startsWith(owner)))).toEqual([]);
    expect(takers.length > 0 || only.length === 0, 'the owner is still there').toBe(true);
  });

  const timers = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'];

  it('core has no clock, no chance and no timer', () => {
    const strays = sourceFiles
      .filter((file) => file.startsWith('core/'))
      .flatMap((file) =>
        nodesOf(file)
          .flatMap((node) => worldlyName(node))
          .map((name) => `${file} uses ${name}`),
      );
    expect(strays).toEqual([]);
    expect(
      nodesOfText('x.ts', 'Date.now(); new Date(); Math.random(); setTimeout(f); new Date(1)').flatMap(worldlyName),
    ).toEqual(['Date.now', 'new Date()', 'Math.random', 'setTimeout']);
  });

  it('the engine and the features have one timer, in main/engine/alarm.ts', () => {
    const waiting = sourceFiles.filter(
      (file) =>
        /^main\/(engine|features)\//.test(file) && calledNames(file).some((name) => timers.slice(0, 3).includes(name)),
    );
    expect(waiting).toEqual(['main/engine/alarm.ts']);
  });

  it('nothing makes code of a text', () => {
    const strays = sourceFiles.filter((file) =>
      nodesOf(file).some(
        ({ type, callee }) => /^(New|Call)Expression$/.test(type) && /^(eval|Function)$/.test(nameOf(callee)),
      ),
    );
    expect(strays).toEqual([]);
  });

  function calledNames(file: string): readonly string[] {
    return nodesOf(file).flatMap(({ type, callee }) => (type === 'CallExpression' ? [nameOf(callee)] : []));
  }

  function worldlyName(node: SyntaxNode): readonly string[] {
    const name = node.type === 'MemberExpression' ? nameOf(node) : '';
    if (['Date.now', 'Math.random', 'performance.now', 'crypto.randomUUID'].includes(name)) return [name];
    const called = nameOf(node['callee']);
    if (node.type === 'CallExpression' && timers.includes(called)) return [called];
    const isBareDate =
      node.type === 'NewExpression' && called === 'Date' && (node['arguments'] as readonly unknown[]).length === 0;
    return isBareDate ? ['new Date()'] : [];
  }
});

/** `name`, or `object.name` of a plain member; empty for anything else. */
function nameOf(value: unknown): string {
  const node = value as SyntaxNode | null | undefined;
  if (node?.type === 'Identifier') return String(node['name']);
  return node?.type === 'MemberExpression' ? `${nameOf(node['object'])}.${nameOf(node['property'])}` : '';
}

describe('the size and form of files', () => {
  it('core has no barrel: a file that only passes on what others say', () => {
    const barrels = sourceFiles.filter(
      (file) => file.startsWith('core/') && (path.basename(file) === 'index.ts' || isBarrel(file)),
    );
    expect(barrels).toEqual([]);
  });

  it.each([
    { what: 'source files', limit: 300, isMeant: (file: string) => !file.startsWith('tests/') },
    { what: 'tests', limit: 400, isMeant: (file: string) => file.startsWith('tests/') },
  ])('$what have at most $limit lines', ({ limit, isMeant }) => {
    const long = filesEndingIn('.ts', '.tsx', '.css', '.cjs', '.html')
      .filter(isMeant)
      .map((file) => ({ file, lines: textOf(file).trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > limit);
    expect(long).toEqual([]);
  });

  function isBarrel(file: string): boolean {
    const statements = (nodesOf(file)[0]?.['body'] ?? []) as readonly SyntaxNode[];
    return (
      statements.length > 0 &&
      statements.every((statement) => (statement['source'] ?? null) !== null && statement.type !== 'ImportDeclaration')
    );
  }
});

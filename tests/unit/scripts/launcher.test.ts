import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../scripts/process/project.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const source = path.join(projectRoot, 'scripts', 'command-line');
const words = ['slot', 'my work', '--', 'a b'];

interface Ran {
  readonly by: string;
  readonly args: readonly string[];
  readonly status: number | null;
  readonly stderr: string;
}

/** The folder of an app whose command line and whose own program only say what they got. */
function app() {
  const folder = fs.realpathSync(temporaryFolder());
  const put = (name: string, text: string): string => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text, { mode: 0o755 });
    return file;
  };
  const says = (by: string): string => `#!/bin/sh\nprintf '%s\\n' '${by}' "$@"\nexit 7\n`;
  put('quota-tray-app', says('app'));
  put(
    'resources/command-line/cli/cli.cjs',
    'process.stdout.write(["node", ...process.argv.slice(2), ""].join("\\n")); process.exitCode = 7;',
  );
  put('resources/command-line/quota-tray.cjs', fs.readFileSync(path.join(source, 'quota-tray.cjs'), 'utf8'));
  const launcher = put('resources/bin/quota-tray', fs.readFileSync(path.join(source, 'bin', 'quota-tray'), 'utf8'));
  /** The tools that the launcher uses. */
  const tools = path.join(folder, 'tools');
  fs.mkdirSync(tools);
  for (const name of ['sh', 'readlink', 'uname']) fs.symlinkSync(`/usr/bin/${name}`, path.join(tools, name));
  const run = (file: string, paths: readonly string[], args: readonly string[] = words): Ran => {
    const env = { PATH: [...paths, tools].join(path.delimiter) };
    const { stdout, stderr, status } = spawnSync(file, args, { env, cwd: '/', encoding: 'utf8' });
    const [by = '', ...rest] = stdout.trimEnd().split('\n');
    return { by, args: rest, status, stderr };
  };
  return { folder, put, launcher, run };
}

const byNode: Ran = { by: 'node', args: words, status: 7, stderr: '' };
const byApp: Ran = {
  by: 'app',
  args: ['--no-sandbox', '--no-zygote', '--log-level=3', '--command-line', '--', ...words],
  status: 7,
  stderr: '',
};

describe.runIf(process.platform === 'linux')('the launcher of the command line', () => {
  it('uses the Node of the PATH, through any chain of links', () => {
    const { folder, launcher, run, put } = app();
    const node = path.dirname(put('nodes/x', ''));
    fs.symlinkSync(process.execPath, path.join(node, 'node'));
    fs.mkdirSync(path.join(folder, 'some where'));
    fs.symlinkSync(launcher, path.join(folder, 'some where', 'absolute'));
    fs.symlinkSync('some where/absolute', path.join(folder, 'relative'));
    for (const file of [launcher, path.join(folder, 'relative')]) expect(run(file, [node])).toEqual(byNode);
  });

  it('uses the program of the app if there is no Node', () => {
    const { launcher, run } = app();
    expect(run(launcher, [])).toEqual(byApp);
  });

  it('asks the stand-in of a version manager for its Node, and does without one that has none', () => {
    const { launcher, run, put } = app();
    const failing = path.dirname(put('asdf/shims/node', '#!/bin/sh\necho "No version is set" >&2\nexit 126\n'));
    expect(run(launcher, [failing])).toEqual(byApp);
    const working = path.dirname(put('mise/shims/node', `#!/bin/sh\nexec '${process.execPath}' "$@"\n`));
    expect(run(launcher, [working])).toEqual(byNode);
  });
});

describe.runIf(process.platform === 'linux')('the first file of the command line on an old Node', () => {
  const old = (put: ReturnType<typeof app>['put']): string =>
    put('old.cjs', 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.0" } });');

  it('uses the program of the app, and exits as that does', () => {
    const { folder, run, put } = app();
    const start = path.join(folder, 'resources/command-line/quota-tray.cjs');
    expect(run(process.execPath, [], ['--require', old(put), start, ...words])).toEqual(byApp);
  });

  it('says which Node it needs if there is no app', () => {
    const { run, put } = app();
    const start = put('alone/package/quota-tray.cjs', fs.readFileSync(path.join(source, 'quota-tray.cjs'), 'utf8'));
    fs.rmSync(path.join(path.dirname(start), '..', '..', 'quota-tray-app'));
    expect(run(process.execPath, [], ['--require', old(put), start, ...words])).toEqual({
      ...{ by: '', args: [], status: 69 },
      stderr:
        'Quota Tray needs Node.js 20 or newer, and this is 18.20.0. Install a newer Node.js, then run the command again.\n',
    });
  });
});

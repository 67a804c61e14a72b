import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { ask } from '../support/api-server.ts';
import { runCommandLine, startServe } from '../support/command-line.ts';
import { startFakeUpstream } from '../support/fake-upstream.ts';
import { exampleUsage, freshAccount, signedInPlace, socketOf } from '../support/serving-place.ts';
import { rootFolder } from '../support/source/source-files.ts';
import { freePort } from '../support/tcp-api.ts';

const page = fs.readFileSync(path.join(rootFolder, 'docs/local-interface.md'), 'utf8');
const install = '/v1/ledger/installs/5e7a11ed-0000-4000-8000-00000000000a';

/** The example of the page whose first line names its language. */
function exampleOf(first: string): string {
  const found = [...page.matchAll(/```\w+\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  const example = found.find((text) => text.startsWith(first));
  if (example === undefined) throw new Error(`The page has no example that begins with ${first}`);
  return example;
}

const clients = [
  { name: 'curl', program: 'curl', first: '# curl', file: 'client.sh', run: ['sh', '-eu'] },
  { name: 'Node', program: process.execPath, first: '// Node', file: 'client.mjs', run: [process.execPath] },
  { name: 'Python', program: 'python3', first: '# Python', file: 'client.py', run: ['python3'] },
] as const;

for (const { name, program, first, file, run } of clients) {
  const isMissing = spawnSync(program, ['--version']).status !== 0;
  const note = isMissing ? ` (skipped; to run it: sudo apt-get install ${program})` : '';
  test.skipIf(isMissing)(`the ten lines for ${name} book one call on a running server${note}`, async () => {
    const lines = exampleOf(first).trim().split('\n');
    expect(lines.length).toBeLessThanOrEqual(12);
    const upstream = await startFakeUpstream();
    upstream.reply('work', { status: 200, body: exampleUsage() });
    const port = await freePort();
    const place = await signedInPlace(upstream, { apiPort: port });
    await startServe(place);
    await freshAccount(place);
    await runCommandLine(place, 'api-token');
    fs.writeFileSync(path.join(place.userHome, file), lines.join('\n').replace(':8787', `:${port}`));
    const [command, ...args] = run;
    const child = spawn(command, [...args, path.join(place.userHome, file)], {
      env: { ...process.env, QUOTA_TRAY_HOME: place.home, NO_PROXY: '127.0.0.1' },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code, said).toBe(0);
    expect(said).toMatch(/charged['"]?: ?[tT]rue/);
    expect(await ask(socketOf(place), 'GET', install)).toMatchObject({ body: { lifetimeConsumed: 1, reserved: 0 } });
    await upstream.close();
  });
}

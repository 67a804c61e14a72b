import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startApi } from '../../../../../main/node/api/start.ts';
import { ask, quietHandlers, runningApi } from '../../../../support/api-server.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function start(socketPath: string) {
  return startApi({ socketPath, handlers: quietHandlers, nowMs: () => 0, log });
}

test('the socket is for its owner alone, and closing removes it', async () => {
  const socketPath = path.join(temporaryFolder(), 'run', 'api.sock');
  const { close } = await runningApi({}, socketPath);
  expect(modeOf(socketPath)).toBe(0o600);
  expect(modeOf(path.dirname(socketPath))).toBe(0o700);
  await close();
  expect(fs.existsSync(socketPath)).toBe(false);
});

test('a socket that is answered is not taken', async () => {
  const { socketPath } = await runningApi();
  expect(await start(socketPath)).toEqual({ kind: 'in-use' });
  expect((await ask(socketPath, 'GET', '/v1/snapshot')).status).toBe(200);
});

test('the socket of a process that is gone is replaced', async () => {
  const socketPath = path.join(temporaryFolder(), 'api.sock');
  const script = `require('node:net').createServer().listen(${JSON.stringify(socketPath)}, () => console.log('up'))`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(fs.lstatSync(socketPath).isSocket()).toBe(true);
  await runningApi({}, socketPath);
  expect((await ask(socketPath, 'GET', '/v1/snapshot')).status).toBe(200);
});

test("somebody's file in place of the socket is left alone", async () => {
  const file = path.join(temporaryFolder(), 'api.sock');
  fs.writeFileSync(file, 'mine');
  expect(await start(file)).toEqual({ kind: 'failed', reason: 'EADDRINUSE' });
  expect(fs.readFileSync(file, 'utf8')).toBe('mine');
});

test('a folder that cannot be made is a value, not an exception', async () => {
  const file = path.join(temporaryFolder(), 'file');
  fs.writeFileSync(file, '');
  expect(await start(path.join(file, 'run', 'api.sock'))).toEqual({ kind: 'failed', reason: 'ENOTDIR' });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { askApp } from '../../../../../main/node/api/client.ts';
import { isTrustedFolder } from '../../../../../main/node/api/socket-folder.ts';
import { startApi, unsafeFolder } from '../../../../../main/node/api/socket.ts';
import { ask, quietHandlers, runningApi } from '../../../../support/api-server.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function start(socketPath: string) {
  return startApi({ socketPath, handlers: quietHandlers, nowMs: () => 0, log });
}

test('the socket is for its owner only, and closing removes it', async () => {
  const socketPath = path.join(temporaryFolder(), 'run', 'api.sock');
  const { close } = await runningApi({}, socketPath);
  expect(modeOf(socketPath)).toBe(0o600);
  expect(modeOf(path.dirname(socketPath))).toBe(0o700);
  await close();
  expect(fs.existsSync(socketPath)).toBe(false);
});

test('a socket that another process answers is not replaced', async () => {
  const { socketPath } = await runningApi();
  expect(await start(socketPath)).toEqual({ kind: 'in-use' });
  expect((await ask(socketPath, 'GET', '/v1/snapshot')).status).toBe(200);
});

test('the socket of an ended process is replaced', async () => {
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

test('a folder that cannot be created gives a value, not an exception', async () => {
  const file = path.join(temporaryFolder(), 'file');
  fs.writeFileSync(file, '');
  expect(await start(path.join(file, 'run', 'api.sock'))).toEqual({ kind: 'failed', reason: 'ENOTDIR' });
});

test('a folder that others may write to is not used for a socket, nor is a socket in it asked', async () => {
  const folder = path.join(temporaryFolder(), 'run');
  fs.mkdirSync(folder);
  fs.chmodSync(folder, 0o777);
  const socketPath = path.join(folder, 'api.sock');
  expect(await start(socketPath)).toEqual({ kind: 'failed', reason: unsafeFolder });
  expect(fs.readdirSync(folder)).toEqual([]);
  fs.chmodSync(folder, 0o700);
  await runningApi({}, socketPath);
  const question = { socketPath, method: 'GET', path: '/v1/snapshot', timeoutMs: 60_000 } as const;
  expect(await askApp(question)).toMatchObject({ kind: 'answer', status: 200 });
  fs.chmodSync(folder, 0o777);
  expect(await askApp(question)).toEqual({ kind: 'fault', reason: 'not-ours' });
  fs.chmodSync(folder, 0o1777);
  expect(await askApp(question)).toMatchObject({ kind: 'answer', status: 200 });
});

test.runIf(process.getuid?.() === 0)('a folder or link of another user is not trusted', async () => {
  const root = temporaryFolder();
  const [theirs, link] = [path.join(root, 'theirs'), path.join(root, 'link')];
  fs.mkdirSync(theirs, { mode: 0o700 });
  fs.chownSync(theirs, 12_345, 12_345);
  expect(await start(path.join(theirs, 'api.sock'))).toEqual({ kind: 'failed', reason: unsafeFolder });
  fs.mkdirSync(path.join(root, 'ours'), { mode: 0o700 });
  fs.symlinkSync(path.join(root, 'ours'), link);
  expect(isTrustedFolder(link)).toBe(true);
  fs.lchownSync(link, 12_345, 12_345);
  expect(isTrustedFolder(link)).toBe(false);
});

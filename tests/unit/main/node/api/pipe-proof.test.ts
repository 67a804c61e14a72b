import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { askApp } from '../../../../../main/node/api/client.ts';
import { challengeHeader, proofFor, proofHeader } from '../../../../../main/node/api/pipe-proof.ts';
import { startApi } from '../../../../../main/node/api/socket.ts';
import { apiNowMs, emptySnapshot, quietHandlers } from '../../../../support/api-server.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const request = { method: 'POST', path: '/v1/refresh', body: { accountId: 'codex:1' }, timeoutMs: 10_000 } as const;
const snapshot = { method: 'GET', path: '/v1/snapshot', timeoutMs: 10_000 } as const;

/** A place that shows no owner, as a pipe does, with the key of the state folder. */
function place() {
  const folder = temporaryFolder();
  return { path: path.join(folder, 'pipe'), keyFile: path.join(folder, 'pipe-key') };
}

async function served(socketPath = place()) {
  const outcome = await startApi({ socketPath, handlers: quietHandlers, nowMs: () => apiNowMs, log: quiet });
  if (outcome.kind !== 'listening') throw new Error(`The local interface is ${outcome.kind}.`);
  onTestFinished(outcome.close);
  return socketPath;
}

/** A stranger takes the name of the pipe. */
async function squatted(answer: http.RequestListener, socketPath: ReturnType<typeof place>) {
  const heard: http.IncomingMessage[] = [];
  const server = http.createServer((asked, response) => {
    heard.push(asked);
    answer(asked, response);
  });
  await new Promise<void>((resolve) => server.listen(socketPath.path, resolve));
  onTestFinished(() => void server.close());
  return heard;
}

describe('a pipe whose name anybody may take', () => {
  test('is asked once the app has proved that it knows the key in the state folder', async () => {
    const socketPath = await served();
    expect(await askApp({ ...snapshot, socketPath })).toEqual({ kind: 'answer', status: 200, body: emptySnapshot });
    expect(await askApp({ ...request, socketPath })).toMatchObject({ kind: 'answer', status: 202 });
    expect(fs.statSync(socketPath.keyFile).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
  });

  test('that a stranger serves is not believed, and the stranger gets a random number only', async () => {
    const socketPath = place();
    fs.writeFileSync(socketPath.keyFile, `${'k'.repeat(43)}\n`, { mode: 0o600 });
    const heard = await squatted((_asked, response) => {
      response.setHeader(proofHeader, 'p'.repeat(43)).setHeader('content-type', 'application/json');
      response.end(JSON.stringify(emptySnapshot));
    }, socketPath);
    const notOurs = { kind: 'fault', reason: 'not-ours' };
    expect(await askApp({ ...snapshot, socketPath })).toEqual(notOurs);
    expect(await askApp({ ...request, socketPath })).toEqual(notOurs);
    expect(heard.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /health', 'GET /health']);
    const challenges = heard.map(({ headers }) => headers[challengeHeader]);
    expect(new Set(challenges).size).toBe(2);
  });

  test('is not believed with a proof that was heard before, or one for another key', async () => {
    const socketPath = place();
    const key = 'k'.repeat(43);
    fs.writeFileSync(socketPath.keyFile, `${key}\n`, { mode: 0o600 });
    const proofs = [proofFor(key, 'c'.repeat(43)), ''];
    const heard = await squatted((asked, response) => {
      response
        .setHeader(proofHeader, proofs.shift() ?? proofFor('other', asked.headers[challengeHeader]) ?? '')
        .end('{}');
    }, socketPath);
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await askApp({ ...snapshot, socketPath })).toEqual({ kind: 'fault', reason: 'not-ours' });
    }
    expect(heard).toHaveLength(3);
  });

  test('gets the request only over the connection on which the proof came', async () => {
    const socketPath = place();
    const key = 'k'.repeat(43);
    fs.writeFileSync(socketPath.keyFile, `${key}\n`, { mode: 0o600 });
    const said: string[] = [];
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (bytes: Buffer) => {
        said.push(String(bytes));
        const challenge = /quota-tray-challenge: (\S+)/i.exec(String(bytes))?.[1];
        const proof = proofFor(key, challenge) ?? '';
        socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n${proofHeader}: ${proof}\r\n\r\n`);
      });
    });
    await new Promise<void>((resolve) => server.listen(socketPath.path, resolve));
    onTestFinished(() => void server.close());
    expect(await askApp({ ...request, socketPath })).toEqual({ kind: 'fault', reason: 'broken-off' });
    expect(said.join('')).not.toContain('codex:1');
  });

  test('without a key is one that no app of this user has served', async () => {
    const socketPath = place();
    const heard = await squatted((_asked, response) => response.end('{}'), socketPath);
    expect(await askApp({ ...snapshot, socketPath })).toEqual({ kind: 'not-running' });
    expect(heard).toEqual([]);
  });

  test('is refused if its key was not named', async () => {
    expect(await askApp({ ...snapshot, socketPath: '\\\\.\\pipe\\quota-tray-0123456789abcdef' })).toEqual({
      ...{ kind: 'fault', reason: 'not-ours' },
    });
  });

  test.each([undefined, '', 'short', `${'c'.repeat(42)}!`, 'c'.repeat(44), ['c'.repeat(43)]])(
    'proves nothing for a challenge of another form: %j',
    (challenge) => {
      expect(proofFor('key', challenge)).toBeNull();
    },
  );
});

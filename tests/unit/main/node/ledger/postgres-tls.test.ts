import net from 'node:net';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createServer } from '../../../../../main/node/ledger/postgres/server.ts';
import { selfSigned } from '../../../../support/self-signed.ts';

/** What a server with a certificate that nobody trusts hears of a client that asks for TLS. */
async function startUntrustedServer() {
  const heard: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write('S');
      const secured = new tls.TLSSocket(socket, { isServer: true, ...selfSigned });
      secured.on('error', () => undefined);
      secured.on('data', (bytes: Buffer) => {
        heard.push(bytes.toString('latin1'));
        secured.destroy();
      });
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => void server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `postgres://sam:canary@localhost:${port}/ledger`, heard };
}

test.each([
  ['sslmode=require', {}],
  ['sslmode=verify-full', {}],
  ['', { PGSSLMODE: 'require' }],
])('a certificate is checked whatever NODE_TLS_REJECT_UNAUTHORIZED says: %s %j', async (query, environment) => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { url, heard } = await startUntrustedServer();
  const server = createServer({ url: `${url}?${query}` });
  expect(await server.ask('SELECT 1', [])).toMatchObject({ kind: 'failed' });
  await server.close();
  expect(heard).toEqual([]);
});

test('who says that the certificate is not to be checked is believed', async () => {
  const { url, heard } = await startUntrustedServer();
  const server = createServer({ url: `${url}?sslmode=no-verify` });
  expect(await server.ask('SELECT 1', [])).toMatchObject({ kind: 'failed' });
  await server.close();
  expect(heard.join('')).toContain('ledger');
});

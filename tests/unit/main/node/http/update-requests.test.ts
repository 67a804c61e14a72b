import { createServer as createSecureServer } from 'node:https';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CancellationToken } from 'builder-util-runtime';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UpdateRequests } from '../../../../../main/node/http/update-requests.ts';
import type { Network } from '../../../../../main/node/http/network.ts';
import { selfSigned } from '../../../../support/self-signed.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const secureServer = (answer: RequestListener): Promise<number> => listening(createSecureServer(selfSigned, answer));

/** A proxy that opens tunnels and notes where to. */
async function tunnelProxy(): Promise<{ readonly url: string; readonly targets: readonly string[] }> {
  const targets: string[] = [];
  const server = createServer();
  server.on('connect', (request, socket) => {
    targets.push(request.url ?? '');
    const [host, port] = (request.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    for (const each of [target, socket]) each.on('error', () => undefined);
  });
  return { url: `http://127.0.0.1:${await listening(server)}`, targets };
}

const trusted: Network = { proxyOf: async () => null, certificates: () => [selfSigned.cert] };

function requestsOver(network: Network): UpdateRequests {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  return new UpdateRequests(network, controller.signal, '1.2.3');
}

/** Downloads a file and returns its content. */
async function download(requests: UpdateRequests, url: string, content: string): Promise<string> {
  const file = path.join(temporaryFolder(), 'file');
  const sha512 = createHash('sha512').update(content).digest('base64');
  await requests.download(new URL(url), file, { sha512, cancellationToken: new CancellationToken() });
  return readFileSync(file, 'utf8');
}

describe('the requests of an update', () => {
  it('trust the certificates of the settings, and no others', async () => {
    const port = await secureServer((_request, response) => response.end('the file'));
    const url = `https://localhost:${port}/file`;
    expect(await download(requestsOver(trusted), url, 'the file')).toBe('the file');
    const strict = requestsOver({ ...trusted, certificates: () => undefined });
    await expect(download(strict, url, 'the file')).rejects.toThrow(/self.signed/);
  });

  it('go through the proxy of the settings, also after a redirect', async () => {
    const proxy = await tunnelProxy();
    const port = await secureServer((request, response) => {
      if (request.url === '/old') response.writeHead(302, { location: '/new' }).end();
      else response.end('the file');
    });
    const requests = requestsOver({ ...trusted, proxyOf: async () => proxy.url });
    expect(await download(requests, `https://localhost:${port}/old`, 'the file')).toBe('the file');
    expect(proxy.targets).toEqual([`localhost:${port}`, `localhost:${port}`]);
  });

  it('are not sent around a proxy that cannot be used', async () => {
    let asked = 0;
    const port = await secureServer((_request, response) => {
      asked += 1;
      response.end('the file');
    });
    const requests = requestsOver({ ...trusted, proxyOf: async () => 'socks5://127.0.0.1:1' });
    await expect(download(requests, `https://localhost:${port}/file`, 'the file')).rejects.toThrow('proxy');
    expect(asked).toBe(0);
  });

  it('carry the name of the app and no number of the installation', async () => {
    const seen: string[] = [];
    const port = await secureServer((request, response) => {
      seen.push(JSON.stringify(request.headers));
      response.end('{}');
    });
    const headers = { 'x-user-staging-id': '4711', 'User-Agent': 'electron-builder' };
    await requestsOver(trusted).request({ hostname: 'localhost', port, path: '/', headers });
    expect(seen).toEqual([expect.stringContaining('"user-agent":"quota-tray/1.2.3"')]);
    expect(seen[0]).not.toMatch(/4711|electron-builder/);
  });

  it('end when a list is larger than a list can be', async () => {
    const port = await secureServer((_request, response) => response.end('x'.repeat(2_000_000)));
    const list = requestsOver(trusted).request({ hostname: 'localhost', port, path: '/latest-linux.yml' });
    await expect(list).rejects.toThrow('too large');
  });

  it('are never sent in the clear to another computer, whatever a redirect says', async () => {
    const port = await secureServer((_request, response) => {
      response.writeHead(302, { location: 'http://update.invalid/file' }).end();
    });
    const targets: string[] = [];
    const network: Network = {
      ...trusted,
      proxyOf: async (url) => {
        targets.push(url.origin);
        if (url.hostname !== 'localhost') throw new Error('The name is not resolved.');
        return null;
      },
    };
    await expect(download(requestsOver(network), `https://localhost:${port}/file`, 'the file')).rejects.toThrow();
    expect(targets.filter((origin) => origin.startsWith('http:'))).toEqual([]);
    expect(targets).toHaveLength(2);
  });
});

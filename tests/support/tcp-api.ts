import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';

import { onTestFinished } from 'vitest';

import { createApiPort, type PortOptions } from '../../main/node/api/port.ts';
import { apiRoutes, type ApiHandlers } from '../../main/node/api/routes.ts';
import { readSecret } from '../../main/node/api/secret-file.ts';
import { apiNowMs, quietHandlers, type RawAnswer } from './api-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** A running local interface on a port of its own, ended with the test. */
export async function runningPort(handlers: Partial<ApiHandlers> = {}, limits: PortOptions['limits'] = {}) {
  const errors: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (message: string) => void errors.push(message) };
  const tokenFile = path.join(temporaryFolder(), 'api-token');
  const routes = apiRoutes({ ...quietHandlers, ...handlers }, () => apiNowMs);
  const api = createApiPort({ routes, log, tokenFile, limits });
  const port = await freePort();
  const state = await api.moveTo(port);
  if (state.kind !== 'listening') throw new Error(`The port is ${state.kind}.`);
  onTestFinished(api.close);
  const token = (): string => readSecret(tokenFile) ?? '';
  return { api, port, tokenFile, errors, token, bearer: () => ({ Authorization: `Bearer ${token()}` }) };
}

/** One request over TCP with exactly these headers and bytes; `Host` is set by Node unless given. */
export async function askPort(
  port: number,
  method: string,
  target: string,
  headers: http.OutgoingHttpHeaders = {},
  payload: string | Buffer = '',
  host = '127.0.0.1',
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, method, path: target, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        const isJson = /json/.test(response.headers['content-type'] ?? '');
        const body = text === '' ? null : isJson ? (JSON.parse(text) as unknown) : text;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    request.on('error', reject);
    request.end(payload);
  });
}

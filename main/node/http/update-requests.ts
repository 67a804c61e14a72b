import { type ClientRequest, type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http';
import { type AgentOptions, Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { Duplex } from 'node:stream';

import { configureRequestOptions, configureRequestUrl, type DownloadOptions, HttpExecutor } from 'builder-util-runtime';

import { isLoopbackHost } from '../credentials/base-url.ts';
import type { Network } from './network.ts';
import { routeThrough } from './proxy.ts';

/** The most bytes of the list of a release, and of one of its files. */
const largest = { list: 1024 * 1024, file: 1024 * 1024 * 1024 } as const;

type Connected = (error: Error | null, socket: Duplex) => void;

/**
 * Connects each request as the app's other requests are connected: through the proxy of the settings and with the
 * certificates of the settings. A redirect gets the route of its own address.
 */
class RouteAgent extends SecureAgent {
  readonly #network: Network;
  readonly #signal: AbortSignal;

  constructor(network: Network, signal: AbortSignal) {
    super({ keepAlive: false, rejectUnauthorized: true });
    this.#network = network;
    this.#signal = signal;
  }

  override createConnection(target: AgentOptions & RequestOptions, connected: Connected): undefined {
    this.#connect(target, connected).catch((cause: unknown) => {
      connected(cause instanceof Error ? cause : new Error(String(cause)), undefined as never);
    });
  }

  async #connect(target: AgentOptions & RequestOptions, connected: Connected): Promise<void> {
    const url = new URL(`https://${target.host ?? ''}:${target.port ?? 443}`);
    const certificates = this.#network.certificates();
    const route = await routeThrough(await this.#network.proxyOf(url), this.#signal, certificates);
    if (route === null || route === 'unsupported') throw new Error('The proxy cannot be used.');
    const trust = certificates === undefined ? {} : { ca: [...certificates] };
    const agent = route.httpsAgent as SecureAgent;
    const socket = agent.createConnection({ ...target, rejectUnauthorized: true, ...trust }, connected);
    if (socket) connected(null, socket);
  }
}

/**
 * The requests of electron-updater over the app's own network. They carry the name of the app and no number of this
 * installation, are never sent without encryption to another computer, and end when too much comes.
 */
export class UpdateRequests extends HttpExecutor<ClientRequest> {
  readonly #agent: RouteAgent;
  readonly #userAgent: string;

  constructor(network: Network, signal: AbortSignal, version: string) {
    super();
    this.#agent = new RouteAgent(network, signal);
    this.#userAgent = `quota-tray/${version}`;
  }

  /** Downloads a file and checks its checksum while it comes. electron-updater calls this beside its own requests. */
  download(url: URL, destination: string, options: DownloadOptions): Promise<string> {
    return options.cancellationToken.createPromise((resolve, reject, onCancel) => {
      const request: RequestOptions = { headers: options.headers ?? {} };
      configureRequestUrl(url, request);
      configureRequestOptions(request);
      // The type says null, and a finished download calls it with nothing.
      const callback = (error: Error | null | undefined): void => (error ? reject(error) : resolve(destination));
      this.doDownload(request, { destination, options, onCancel, callback, responseHandler: null }, 0);
    });
  }

  override createRequest(options: RequestOptions, answered: (response: IncomingMessage) => void): ClientRequest {
    const headers = { ...withoutInstallation(options.headers), 'User-Agent': this.#userAgent };
    const isPlain = options.protocol === 'http:' && isLoopbackHost(options.hostname ?? '');
    // Any other address is asked over TLS, whatever a redirect says.
    const request = isPlain
      ? plainRequest({ ...options, headers, agent: false })
      : secureRequest({ ...options, protocol: 'https:', headers, agent: this.#agent });
    request.on('response', (response: IncomingMessage) => {
      const most = /\.ya?ml(?:$|\?)/.test(options.path ?? '') ? largest.list : largest.file;
      let total = 0;
      response.on('error', () => undefined);
      response.on('data', (chunk: Buffer | string) => {
        total += chunk.length;
        if (total > most) response.destroy(new Error('The answer is too large.'));
      });
      answered(response);
    });
    return request;
  }
}

/** Leaves out the number by which electron-updater would tell installations apart. */
function withoutInstallation(headers: RequestOptions['headers']): Readonly<Record<string, string | string[]>> {
  const pairs = Object.entries(headers ?? {}) as readonly (readonly [string, string | string[] | undefined])[];
  return Object.fromEntries(
    pairs.flatMap(([name, value]) =>
      value === undefined || ['x-user-staging-id', 'user-agent'].includes(name.toLowerCase()) ? [] : [[name, value]],
    ),
  );
}

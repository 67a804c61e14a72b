import http from 'node:http';
import type { ListenOptions, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Log } from '../../../core/ports.ts';
import { createRouter, queryOf, readBody, type Route } from './router.ts';
import { problem, type Reply, encodeReply } from './reply.ts';
import { challengeHeader, proofFor, proofHeader } from './pipe-proof.ts';
import type { AccessCheck } from './port.ts';

/** What a client may take. */
export interface ServerLimits {
  /** How long a request may take to arrive, in ms, from the connection or the end of the answer before it. */
  readonly arrivalMs: number;
}

const defaultLimits: ServerLimits = { arrivalMs: 10_000 };

/** Node checks all connections by a timer that also runs without any connection. This is as rare as it may be. */
const neverMs = 2 ** 31 - 1;

export interface ServerOptions {
  /** Left out: every request is allowed. */
  readonly checkAccess?: AccessCheck;
  readonly limits?: Partial<ServerLimits>;
  /** The key by which the server proves to a caller whose it is. Left out: it proves nothing. */
  readonly proofKey?: string;
}

/** Creates an HTTP server for the routes. It does not listen yet. No request makes it throw. */
export function createApiServer(
  routes: readonly Route[],
  log: Log,
  { checkAccess = () => null, limits = {}, proofKey }: ServerOptions = {},
): http.Server {
  // Without this setting Node itself refuses a request without Host, and sends no body.
  const matchRoute = createRouter(routes);
  const settings = { connectionsCheckingInterval: neverMs, maxHeaderSize: 16 * 1024, requireHostHeader: false };
  const server = http.createServer(settings, (request, response) => {
    response.on('error', () => undefined);
    const proof = proofKey === undefined ? null : proofFor(proofKey, request.headers[challengeHeader]);
    if (proof !== null) response.setHeader(proofHeader, proof);
    answer(matchRoute, checkAccess, request, response, log)
      .then((reply) => (reply.kind === 'parts' ? sendParts(request, response, reply.parts) : send(response, reply)))
      .catch((error: unknown) => {
        log.error('The local interface could not send an answer', error);
        response.destroy();
      });
  });
  server.maxConnections = 1100;
  limitArrival(server, { ...defaultLimits, ...limits });
  server.on('checkExpectation', (_request, response) =>
    send(
      response,
      problem(417, 'This interface supports only the expectation "100-continue". Send no other Expect header.'),
    ),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable && error.code !== 'ECONNRESET') {
      socket.end(rawProblem(error.code));
    } else {
      socket.destroy();
    }
  });
  return server;
}

/**
 * Ends a connection whose request arrives too slowly. Each connection has a timer of its own, so a server without
 * connections never wakes the computer.
 */
function limitArrival(server: http.Server, { arrivalMs }: ServerLimits): void {
  const arrivals = new WeakMap<Socket, Arrival>();
  const check = (socket: Socket): void => {
    if (arrivals.get(socket)?.newest?.complete === true || socket.destroyed) return;
    server.emit('clientError', Object.assign(new Error('Too slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
  };
  server.on('connection', (socket: Socket) => {
    const timer = setTimeout(check, arrivalMs, socket).unref();
    arrivals.set(socket, { timer, newest: null });
    socket.once('close', () => clearTimeout(timer));
  });
  server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
    const { socket } = request;
    const arrival = arrivals.get(socket);
    if (arrival === undefined) return;
    arrival.newest = request;
    response.on('close', () => {
      if (arrival.newest !== request || socket.destroyed) return;
      arrival.newest = null;
      arrival.timer.refresh();
    });
  });
}

interface Arrival {
  readonly timer: NodeJS.Timeout;
  /** The newest request of the connection; null: the next one is awaited. */
  newest: http.IncomingMessage | null;
}

async function answer(
  matchRoute: ReturnType<typeof createRouter>,
  checkAccess: AccessCheck,
  request: http.IncomingMessage,
  response: http.ServerResponse,
  log: Log,
): Promise<Reply> {
  if (request.headers.origin !== undefined) {
    return problem(403, 'Web pages may not use this interface. Call it from a program, without an Origin header.');
  }
  const refused = hostProblem(request) ?? checkAccess(request);
  if (refused !== null) {
    return refused;
  }
  const match = matchRoute(request.method ?? '', request.url ?? '');
  if (match.kind === 'no-path') {
    return problem(404, 'There is nothing at this path. The documentation lists the paths, such as /v1/snapshot.');
  }
  if (match.kind === 'no-method') {
    return problem(405, `This path takes ${match.allow} only.`, {}, { Allow: match.allow });
  }
  try {
    const body = await readBody(request);
    if (!body.ok) return body.reply;
    return await match.route.answer({
      parameters: match.parameters,
      // Most routes need neither, so both are made at their use.
      query: () => queryOf(request.url ?? ''),
      body: body.value,
      signal: () => signalOf(response),
    });
  } catch (error) {
    if (!response.destroyed)
      log.error(`The local interface failed at ${match.route.method} ${match.route.path}`, error);
    return problem(500, 'The app could not answer because of an internal fault. Its log has the details.');
  }
}

/** Returns a signal that aborts when the response closes: the caller hung up, or has the whole answer. */
function signalOf(response: http.ServerResponse): AbortSignal {
  const closed = new AbortController();
  if (response.destroyed) closed.abort();
  else response.once('close', () => closed.abort());
  return closed.signal;
}

/** HTTP/1.1 requires exactly one Host header. */
function hostProblem({ rawHeaders, httpVersion }: http.IncomingMessage): Reply | null {
  const count = rawHeaders.filter((name, place) => place % 2 === 0 && name.toLowerCase() === 'host').length;
  if (count > 1) return problem(400, 'The request has several Host headers. Send one.');
  return count === 0 && httpVersion !== '1.0' ? problem(400, 'The request has no Host header. Send one.') : null;
}

/** Sends a JSON text in parts. If a part cannot be made, it rejects and cuts the answer, so that half a list never looks complete. */
async function sendParts(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  parts: AsyncIterable<string>,
): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  try {
    await pipeline(Readable.from(parts, { objectMode: false }), response);
  } catch (error) {
    const hungUp = (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!hungUp) throw error;
  }
}

function send(response: http.ServerResponse, reply: Exclude<Reply, { kind: 'parts' }>): void {
  const { status, headers, body, rest } = encodeReply(reply);
  response.writeHead(status, headers);
  if (rest === undefined) {
    response.end(body);
    return;
  }
  response.write(body);
  response.end(rest);
}

/** Returns an answer as bytes for a request that is not HTTP or arrived too slowly, because there is no response object. */
function rawProblem(code: string | undefined): string {
  const [status, detail] =
    code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? ([408, 'The request took longer than ten seconds to arrive.'] as const)
      : code === 'HPE_HEADER_OVERFLOW'
        ? ([431, 'The request headers are larger than 16 KiB.'] as const)
        : ([400, 'This is not an HTTP request that can be understood.'] as const);
  const { headers, body } = encodeReply(problem(status, detail, {}, { Connection: 'close' }));
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}`, ...lines, '', body].join('\r\n');
}

/** Listens, or rejects with the system's error. */
export async function listenOn(server: http.Server, place: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(place, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Closes the server and every connection. Answers that are already written still go out. Node removes the file of a socket. */
export async function closeServer(server: http.Server): Promise<void> {
  await nextTurn();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

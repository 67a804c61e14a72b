import http from 'node:http';
import type { Log } from '../../../core/ports.ts';
import { readBody } from './body.ts';
import { problem, type Reply, toWire } from './reply.ts';
import { matchRoute, type Route } from './router.ts';

const limits = { headersTimeout: 10_000, requestTimeout: 10_000, connectionsCheckingInterval: 2_000 } as const;

/** An HTTP server over a table of routes, not listening yet. No request makes it throw. */
export function createApiServer(routes: readonly Route[], log: Log): http.Server {
  const server = http.createServer({ ...limits, maxHeaderSize: 16 * 1024 }, (request, response) => {
    answer(routes, request, response, log)
      .then((reply) => send(response, reply))
      .catch((error: unknown) => {
        log.error('The local interface could not send an answer', error);
        response.destroy();
      });
  });
  server.maxConnections = 1100;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable && error.code !== 'ECONNRESET') {
      socket.end(rawProblem(error.code));
    } else {
      socket.destroy();
    }
  });
  return server;
}

async function answer(
  routes: readonly Route[],
  request: http.IncomingMessage,
  response: http.ServerResponse,
  log: Log,
): Promise<Reply> {
  if (request.headers.origin !== undefined) {
    return problem(403, 'Web pages may not use this interface. Ask from a program, without an Origin header.');
  }
  const match = matchRoute(routes, request.method ?? '', request.url ?? '');
  if (match.kind === 'no-path') {
    return problem(404, 'There is nothing at this path. The documentation lists the paths, such as /v1/snapshot.');
  }
  if (match.kind === 'no-method') {
    return problem(405, `This path takes ${match.allow} only.`, {}, { Allow: match.allow });
  }
  const hungUp = new AbortController();
  response.once('close', () => hungUp.abort());
  try {
    const body = await readBody(request);
    return body.ok
      ? await match.route.answer({ parameters: match.parameters, body: body.value, signal: hungUp.signal })
      : body.reply;
  } catch (error) {
    if (!hungUp.signal.aborted) {
      log.error(`The local interface failed at ${match.route.method} ${match.route.path}`, error);
    }
    return problem(500, 'The app could not answer because of a fault of its own. Its log has the details.');
  }
}

function send(response: http.ServerResponse, reply: Reply): void {
  const { status, headers, body } = toWire(reply);
  response.on('error', () => undefined);
  response.writeHead(status, headers).end(body);
}

/** For what is not HTTP, or came too slowly: there is no response object to write to. */
function rawProblem(code: string | undefined): string {
  const [status, detail] =
    code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? ([408, 'The request took longer than ten seconds to arrive.'] as const)
      : code === 'HPE_HEADER_OVERFLOW'
        ? ([431, 'The request headers are larger than 16 KiB.'] as const)
        : ([400, 'This is not an HTTP request that can be understood.'] as const);
  const { headers, body } = toWire(problem(status, detail, {}, { Connection: 'close' }));
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}`, ...lines, '', body].join('\r\n');
}

import type http from 'node:http';
import type { IncomingMessage } from 'node:http';

import type { Log } from '../../../core/ports.ts';
import { errorCode } from '../storage/error-code.ts';
import { problem, type Reply } from './reply.ts';
import type { Route } from './router.ts';
import { isSameSecret, readSecret, ensureSecret } from './secret-file.ts';
import { closeServer, createApiServer, listenOn, type ServerLimits } from './server.ts';

export interface PortOptions {
  readonly routes: readonly Route[];
  readonly log: Log;
  readonly tokenFile: string;
  readonly limits?: Partial<ServerLimits>;
}

export type PortState =
  | { readonly kind: 'off' }
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'failed'; readonly port: number; readonly reason: PortFailure };

/** `in-use`: another program has the port. `denied`: the system reserves it. `no-token`: the token's file cannot be written. */
type PortFailure = 'in-use' | 'denied' | 'no-token' | 'other';

/** The local interface on a port of this computer. The port can change, or be turned off, while the app runs. */
export interface ApiPort {
  /** Listens on this port only; 0 turns the port off. Calls run one after the other. Never rejects. */
  readonly moveTo: (port: number) => Promise<PortState>;
  readonly close: () => Promise<void>;
}

const loopback = ['127.0.0.1', '::1'] as const;
/** The codes of a computer without IPv6. */
const noSuchAddress = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

export function createApiPort(options: PortOptions): ApiPort {
  let servers: readonly http.Server[] = [];
  let state: PortState = { kind: 'off' };
  let last: Promise<unknown> = Promise.resolve();

  async function moveTo(port: number): Promise<PortState> {
    if (state.kind !== 'off' && state.port === port && state.kind === 'listening') return state;
    await Promise.all(servers.map(closeServer));
    servers = [];
    state = port === 0 ? { kind: 'off' } : await open(port);
    return state;
  }

  /** Opens both loopback addresses or none: `localhost` may mean either, and the token must not reach another program. */
  async function open(port: number): Promise<PortState> {
    if (ensureSecret(options.tokenFile).kind !== 'secret') return { kind: 'failed', port, reason: 'no-token' };
    const checkAccess = portAccessCheck(port, () => readSecret(options.tokenFile));
    const { routes, log, limits } = options;
    const opened: http.Server[] = [];
    for (const host of loopback) {
      const server = createApiServer(routes, log, { checkAccess, ...(limits === undefined ? {} : { limits }) });
      const errorName = await listenOn(server, { host, port }).then(
        () => null,
        (error: unknown) => errorCode(error) ?? 'unknown',
      );
      if (errorName === null) {
        server.on('error', (error) => log.error('The local interface has a fault', error));
        opened.push(server);
      } else if (opened.length === 0 || !noSuchAddress.includes(errorName)) {
        await Promise.all(opened.map(closeServer));
        return { kind: 'failed', port, reason: reasonOf(errorName) };
      }
    }
    servers = opened;
    return { kind: 'listening', port };
  }

  const runInTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  return Object.freeze({
    moveTo: (port: number) => runInTurn(() => moveTo(port)),
    close: async () => void (await runInTurn(() => moveTo(0))),
  });
}

function reasonOf(code: string): PortFailure {
  if (code === 'EADDRINUSE') return 'in-use';
  return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'other';
}

/** Checks a request before anything else happens. Null: the request is allowed. */
export type AccessCheck = (request: IncomingMessage) => Reply | null;

const wrongHost = problem(
  403,
  'This interface is for programs of this computer only. Ask 127.0.0.1, [::1] or localhost by its port.',
);
const unauthorized = problem(
  401,
  'Send the header "Authorization: Bearer" with the token that "quota-tray api-token" prints.',
  {},
  { 'WWW-Authenticate': 'Bearer realm="quota-tray"' },
);

/**
 * Returns the access check of the port. A request needs the token, and a `Host` header that names this computer and this
 * port, so that a web page whose domain points here gets no answer. The check reads the token each time, so a renewed
 * token takes effect at once.
 *
 * @param token Returns the current token. Null: no request is allowed.
 */
function portAccessCheck(port: number, token: () => string | null): AccessCheck {
  const names = ['localhost', '127.0.0.1', '[::1]'];
  const hosts = new Set(names.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]));
  return ({ headers }) => {
    if (!hosts.has((headers.host ?? '').toLowerCase())) return wrongHost;
    const stated = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    const known = token();
    return stated !== undefined && known !== null && isSameSecret(stated, known) ? null : unauthorized;
  };
}

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

/** `in-use`: another program has it. `denied`: the system reserves it. `no-token`: the token's file cannot be written. */
type PortFailure = 'in-use' | 'denied' | 'no-token' | 'other';

/** The local interface on a port of this computer, which may be moved or turned off while it runs. */
export interface ApiPort {
  /** Listens there and nowhere else; 0: not at all. One after the other; never rejects. */
  readonly moveTo: (port: number) => Promise<PortState>;
  readonly close: () => Promise<void>;
}

const loopback = ['127.0.0.1', '::1'] as const;
/** This computer has no IPv6. */
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

  /** Both addresses or none: `localhost` may mean either, and a token must not reach another program. */
  async function open(port: number): Promise<PortState> {
    if (ensureSecret(options.tokenFile).kind !== 'secret') return { kind: 'failed', port, reason: 'no-token' };
    const gate = portAccessCheck(port, () => readSecret(options.tokenFile));
    const { routes, log, limits } = options;
    const opened: http.Server[] = [];
    for (const host of loopback) {
      const server = createApiServer(routes, log, { gate, ...(limits === undefined ? {} : { limits }) });
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

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  return Object.freeze({
    moveTo: (port: number) => inTurn(() => moveTo(port)),
    close: async () => void (await inTurn(() => moveTo(0))),
  });
}

function reasonOf(code: string): PortFailure {
  if (code === 'EADDRINUSE') return 'in-use';
  return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'other';
}

/** Looked at before anything else of a request: null lets it in. */
export type AccessCheck = (request: IncomingMessage) => Reply | null;

const wrongHost = problem(
  403,
  'This interface is for programs of this computer only. Ask 127.0.0.1, [::1] or localhost by its port.',
);
const unauthorised = problem(
  401,
  'Send the header "Authorization: Bearer" with the token that "quota-tray api-token" prints.',
  {},
  { 'WWW-Authenticate': 'Bearer realm="quota-tray"' },
);

/**
 * The door of the port: a `Host` of this computer with this port, so that a web page whose name was
 * pointed here gets nothing, and the token. The token is read anew each time, so a renewed one holds at once.
 *
 * @param token The token that is in force; null: nobody gets in.
 */
function portAccessCheck(port: number, token: () => string | null): AccessCheck {
  const names = ['localhost', '127.0.0.1', '[::1]'];
  const hosts = new Set(names.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]));
  return ({ headers }) => {
    if (!hosts.has((headers.host ?? '').toLowerCase())) return wrongHost;
    const stated = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    const known = token();
    return stated !== undefined && known !== null && isSameSecret(stated, known) ? null : unauthorised;
  };
}

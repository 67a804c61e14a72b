import fs from 'node:fs';
import type http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import type { Log } from '../../../core/ports.ts';
import { errorCode } from '../storage/error-code.ts';
import { type ApiHandlers, apiRoutes } from './routes.ts';
import { commandTextRoute } from './command-text-route.ts';
import { type AppSocket, isPipe, pathOf } from './pipe-proof.ts';
import { ensureSecret } from './secret-file.ts';
import { isTrustedFolder } from './socket-folder.ts';
import { closeServer, createApiServer, listenOn, type ServerLimits } from './server.ts';

export interface ApiOptions {
  /** The path of a Unix socket, or a Windows pipe with the file of its key. The key is made at the first use. */
  readonly socketPath: AppSocket;
  readonly handlers: ApiHandlers;
  readonly nowMs: () => number;
  readonly log: Log;
  readonly limits?: Partial<ServerLimits>;
}

export type ApiOutcome =
  | { readonly kind: 'listening'; readonly close: () => Promise<void> }
  /** Another process already answers there. */
  | { readonly kind: 'in-use' }
  | { readonly kind: 'failed'; readonly reason: string };

/** The reason for a folder in which another user could replace the socket. */
export const unsafeFolder = 'its folder belongs to another user, or others may write to it';

/**
 * The reason for a pipe that exists already. The caller holds the lock of the folder, so no process of this user serves
 * it. Another user can take the name first, and the app must not show the figures that they answer with.
 */
const takenPipe = 'another program uses the name of its pipe';

/**
 * Serves the local interface on a socket that only this user may open (0600). It replaces the socket of a process that
 * has ended, but not one that still answers. The caller holds the lock of the folder. Never rejects.
 */
export async function startApi(options: ApiOptions): Promise<ApiOutcome> {
  const { handlers, nowMs, log, limits } = options;
  const socketPath = pathOf(options.socketPath);
  const key = typeof options.socketPath === 'string' ? null : ensureSecret(options.socketPath.keyFile);
  if (key?.kind === 'not-kept') return { kind: 'failed', reason: key.cause };
  const { commandText } = handlers;
  const own = commandText === undefined ? [] : [commandTextRoute(commandText)];
  const server = createApiServer([...apiRoutes(handlers, nowMs), ...own], log, {
    ...(limits === undefined ? {} : { limits }),
    ...(key === null ? {} : { proofKey: key.secret }),
  });
  try {
    if (!isPipe(socketPath)) {
      fs.mkdirSync(path.dirname(socketPath), { recursive: true, mode: 0o700 });
      if (!isTrustedFolder(path.dirname(socketPath))) {
        server.close();
        return { kind: 'failed', reason: unsafeFolder };
      }
    }
    if (!(await listen(server, socketPath))) {
      if (isPipe(socketPath)) return { kind: 'failed', reason: takenPipe };
      if (await isAnswered(socketPath)) return { kind: 'in-use' };
      removeStaleSocket(socketPath);
      if (!(await listen(server, socketPath))) {
        return { kind: 'failed', reason: 'EADDRINUSE' };
      }
    }
    if (!isPipe(socketPath)) {
      fs.chmodSync(socketPath, 0o600);
    }
    server.on('error', (error) => log.error('The local interface has a fault', error));
    return { kind: 'listening', close: () => closeServer(server) };
  } catch (error) {
    server.close();
    return { kind: 'failed', reason: errorCode(error) ?? 'unknown' };
  }
}

/** Returns false if a file or pipe with this name already exists. */
async function listen(server: http.Server, socketPath: string): Promise<boolean> {
  try {
    await forOwnerOnly(() => listenOn(server, { path: socketPath }));
    return true;
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') return false;
    throw error;
  }
}

/** Makes files for this user alone while `make` starts, so that nobody can connect before the socket has its mode. */
function forOwnerOnly<T>(make: () => T): T {
  const before = process.umask(0o177);
  try {
    return make();
  } finally {
    process.umask(before);
  }
}

async function isAnswered(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.connect(socketPath);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', (error) => resolve(!['ECONNREFUSED', 'ENOENT'].includes(errorCode(error) ?? '')));
  });
}

/** Removes a socket only. Any other file belongs to somebody, so listening then fails. */
function removeStaleSocket(socketPath: string): void {
  if (fs.lstatSync(socketPath, { throwIfNoEntry: false })?.isSocket() === true) {
    fs.unlinkSync(socketPath);
  }
}

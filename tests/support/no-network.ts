import net from 'node:net';
import { beforeAll } from 'vitest';

/**
 * Refuses every connection that leaves this machine, so that a test which forgot its local server
 * fails with a sentence instead of asking a real service.
 */
beforeAll(() => {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function guarded(this: net.Socket, ...parameters: unknown[]) {
    const host = hostOf(parameters);
    if (host !== null && !isLocal(host)) {
      throw new Error(`A test tried to reach ${host}. Start a local server and point the code at it.`);
    }
    return Reflect.apply(connect, this, parameters) as net.Socket;
  };
});

/** The host of the normalised or the plain arguments of `connect`; null for a socket path. */
function hostOf(parameters: readonly unknown[]): string | null {
  const first = Array.isArray(parameters[0]) ? (parameters[0] as unknown[])[0] : parameters[0];
  if (typeof first === 'object' && first !== null) {
    const { host, path } = first as { host?: unknown; path?: unknown };
    return typeof path === 'string' ? null : typeof host === 'string' ? host : 'localhost';
  }
  return typeof parameters[1] === 'string' ? parameters[1] : typeof first === 'number' ? 'localhost' : null;
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

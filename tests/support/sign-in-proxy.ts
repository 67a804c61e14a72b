import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A proxy for tests. */
export interface SignInProxy {
  readonly url: string;
  /** The head of each request, oldest first. */
  readonly heads: readonly string[];
  readonly close: () => Promise<void>;
}

/**
 * Starts a proxy that opens tunnels for one user name and password only, and answers all others with 407. A tunnel ends at
 * once, because no server is behind it.
 */
export async function startSignInProxy(user: string, password: string): Promise<SignInProxy> {
  const wanted = `Proxy-Authorization: Basic ${Buffer.from(`${user}:${password}`).toString('base64')}\r\n`;
  const heads: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.once('data', (data) => {
      const head = data.toString('latin1');
      heads.push(head);
      const status = head.includes(wanted) ? '200 OK' : '407 Proxy Authentication Required';
      socket.end(`HTTP/1.1 ${status}\r\n\r\n`);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heads,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

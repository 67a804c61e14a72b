import http, { type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** A certificate that no system trusts, for the hosts of Claude's service, with its key. Only tests use it. */
export const vendorCertificate = `-----BEGIN CERTIFICATE-----
MIIB6zCCAZKgAwIBAgIUOeNBnVqdVvOzqMCI9UxKmBKtCrcwCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQUXVvdGEgVHJheSB0ZXN0czAgFw0yNjExMzAwNDQ3NTJaGA8y
MTI2MTEwNjA0NDc1MlowGzEZMBcGA1UEAwwQUXVvdGEgVHJheSB0ZXN0czBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABF7uyiALekXb7Ho/V11LE+8MUrzjynVHc4mI
qRV4a+Ka9ytnwHNz5zlYXYLdLUmD9mG/E9oOcRB0JEVDhrI4u9ijgbEwga4wHQYD
VR0OBBYEFPGC8Jz/xNrnnD+04S6rzdRs7XqKMB8GA1UdIwQYMBaAFPGC8Jz/xNrn
nD+04S6rzdRs7XqKMFsGA1UdEQRUMFKCEWFwaS5hbnRocm9waWMuY29tgg8qLmFu
dGhyb3BpYy5jb22CE3BsYXRmb3JtLmNsYXVkZS5jb22CDCouY2xhdWRlLmNvbYIJ
Y2xhdWRlLmFpMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgYYO8
B7su+7ydhLQArPRlIxG0WzYdKMuQnN8FqnkmBHcCIB1rc18kMP9Z9PzxaYQoGJd1
waVTRz05quSOjwSebsg9
-----END CERTIFICATE-----`;

const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgtgMiTjC5j3ssoYA6
4kYq+xfjpodXOuYpdTP4gKk0q8OhRANCAARe7sogC3pF2+x6P1ddSxPvDFK848p1
R3OJiKkVeGvimvcrZ8Bzc+c5WF2C3S1Jg/ZhvxPaDnEQdCRFQ4ayOLvY
-----END PRIVATE KEY-----`;

/** One request to the service. */
export interface VendorRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** The answer to a request; null: the connection stays open without one. */
export type VendorReply = {
  readonly status: number;
  /** Sent as JSON; a text is sent as a stream of events. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
} | null;

export interface TlsVendor {
  /** `http://127.0.0.1:PORT`, for `HTTPS_PROXY`. */
  readonly proxyUrl: string;
  readonly requests: (path: string) => readonly VendorRequest[];
  readonly close: () => Promise<void>;
}

/**
 * Starts a proxy that answers for every host behind it over TLS, so that a vendor's own program talks to this computer
 * alone.
 */
export async function startTlsVendor(answer: (request: VendorRequest) => VendorReply): Promise<TlsVendor> {
  const seen: VendorRequest[] = [];
  const sockets = new Set<Socket>();
  const inner = http.createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      const { method = 'GET', url = '/', headers } = request;
      const asked = { method, host: headers.host ?? '', path: url, headers };
      seen.push(asked);
      const reply = answer(asked);
      if (reply === null) return;
      const isStream = typeof reply.body === 'string';
      const type = isStream ? 'text/event-stream' : 'application/json';
      response.writeHead(reply.status, { 'content-type': type, ...reply.headers });
      response.end(isStream ? reply.body : JSON.stringify(reply.body));
    });
  });
  const proxy = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      const secure = new TLSSocket(socket, { isServer: true, key, cert: vendorCertificate });
      secure.on('error', () => undefined);
      inner.emit('connection', secure);
    });
  });
  await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
  return Object.freeze({
    proxyUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    requests: (path: string) => seen.filter((request) => request.path.startsWith(path)),
    close: () =>
      new Promise<void>((resolve) => {
        proxy.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  });
}

import type { IncomingMessage } from 'node:http';
import { problem, type Reply } from './reply.ts';
import { isSameSecret } from './secret-file.ts';

/** Looked at before anything else of a request: null lets it in. */
export type Gate = (request: IncomingMessage) => Reply | null;

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
export function tcpGate(port: number, token: () => string | null): Gate {
  const names = ['localhost', '127.0.0.1', '[::1]'];
  const hosts = new Set(names.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]));
  return ({ headers }) => {
    if (!hosts.has((headers.host ?? '').toLowerCase())) return wrongHost;
    const stated = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    const known = token();
    return stated !== undefined && known !== null && isSameSecret(stated, known) ? null : unauthorised;
  };
}

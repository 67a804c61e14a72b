import net from 'node:net';

import type { Choices } from './choices.ts';
import { mutatedText } from './mutation.ts';

/** The bytes of one connection, and where the client pauses, hangs up or says nothing more. */
export interface Conversation {
  readonly pieces: readonly string[];
  /** `end`: says nothing more and waits for the answers. `cut`: hangs up in the middle. */
  readonly closes: 'end' | 'cut';
}

const targets: readonly string[] = [
  ...['/v1/snapshot', '/v1/refresh', '/v1/observations', '/v1/accounts/codex%3A1', '/v1/slots', '/v1/slots/limits/x'],
  ...['/v1/ledger/plan', '/v1/ledger/reservations', '/v1/ledger/commits', '/v1/ledger/reservations/x', '/metrics'],
  ...[
    '/health',
    '/',
    '*',
    '//',
    '/v1/../v1/snapshot',
    '/%',
    '/%00',
    'http://127.0.0.1/v1/snapshot',
    '/v1/snapshot?x=1#y',
  ],
];
const methods: readonly string[] = [
  'GET',
  'POST',
  'PUT',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'get',
  'P OST',
];
const headers: readonly string[] = [
  ...['Host: localhost', 'Host: ', 'Host: evil.example', 'Origin: https://evil.example', 'Accept: */*'],
  ...['Content-Type: application/json', 'Content-Type: text/plain', 'Connection: close', 'Connection: keep-alive'],
  ...['Transfer-Encoding: chunked', 'Transfer-Encoding: gzip', 'Content-Length: 5', 'Content-Length: 99999999999'],
  ...['Content-Length: -1', 'Expect: 100-continue', 'Expect: x', 'Upgrade: websocket', `X: ${'y'.repeat(20_000)}`],
  ...[
    'Authorization: Bearer made-up',
    'Cookie: a=b',
    'Range: bytes=0-',
    ': empty',
    ' folded',
    'Sec-Fetch-Site: cross-site',
  ],
];
const bodies: readonly string[] = [
  ...['', '{}', '[]', 'null', '{"accountId":"codex:1","waitSeconds":0}', '{"accountId":{}}', '{"__proto__":{"a":1}}'],
  ...[
    '{"provider":"codex","headers":{"x-codex-primary-used-percent":"12"}}',
    '{"installId":"x","tier":"free"}',
    '\u0000',
  ],
  ...[
    '{"a":'.repeat(5000),
    `"${'x'.repeat(70_000)}"`,
    '5\r\nhello\r\n0\r\n\r\n',
    'ffffffffffffffff\r\nx',
    '0\r\n\r\nGET /',
  ],
];

/** Returns what one client says: one to four requests behind each other, changed and cut into pieces. */
export function conversationOf(choices: Choices): Conversation {
  const requests = Array.from({ length: 1 + choices.skewed(4) }, () => requestOf(choices));
  const text = requests.join('');
  const changed = choices.below(3) === 0 ? mutatedText(text, choices, requests) : text;
  return { pieces: piecesOf(changed, choices), closes: choices.below(4) === 0 ? 'cut' : 'end' };
}

function requestOf(choices: Choices): string {
  const body = choices.of(bodies);
  const isWhole = choices.below(2) === 0;
  const lines = [
    `${choices.of(methods)} ${choices.of(targets)} ${choices.of(['HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', ''])}`,
    ...Array.from({ length: choices.skewed(8) }, () => choices.of(headers)),
    ...(isWhole
      ? ['Host: localhost', 'Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`]
      : []),
  ];
  return `${lines.join(choices.below(10) === 0 ? '\n' : '\r\n')}\r\n\r\n${body}`;
}

function piecesOf(text: string, choices: Choices): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  for (let count = choices.skewed(5); count > 0 && rest !== ''; count -= 1) {
    const length = 1 + choices.below(rest.length);
    pieces.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...pieces, rest];
}

/**
 * Has one conversation with a server and resolves with the answers, when either side has closed the connection. A
 * connection that breaks is no error.
 */
export async function converse(socketPath: string, { pieces, closes }: Conversation): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect({ path: socketPath, allowHalfOpen: true });
    let answers = '';
    let next = 0;
    const say = (): void => {
      const piece = pieces[next];
      next += 1;
      if (piece !== undefined) {
        socket.write(piece, 'latin1', () => setImmediate(say));
        return;
      }
      if (closes === 'end') socket.end();
      else socket.destroy();
    };
    socket.setEncoding('latin1').on('data', (chunk: string) => (answers += chunk));
    socket.on('connect', say);
    socket.on('end', () => socket.end());
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answers));
  });
}

/** Returns the status of each answer in the bytes of a connection; null: they are no HTTP. */
export function statusesOf(answers: string): readonly number[] | null {
  if (answers !== '' && !/^HTTP\/1\.1 \d{3} /.test(answers)) return null;
  return [...answers.matchAll(/(?:^|(?<=[}\r\n]))HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

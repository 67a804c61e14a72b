import zlib from 'node:zlib';

import { codexUsage } from '../upstream/codex-usage.ts';
import { fixtureTimeMs } from '../provider-fixtures.ts';
import type { Choices } from './choices.ts';
import { canary, mutatedText } from './mutation.ts';

/** What a server says on one connection, and how it ends. */
export interface AnswerBytes {
  readonly pieces: readonly Buffer[];
  /** `end`: closes in order. `reset`: breaks off. `open`: says nothing more and stays. */
  readonly closes: 'end' | 'reset' | 'open';
}

const usage = JSON.stringify(
  codexUsage(
    { session: { usedPercent: 12, resetsInSeconds: 600 }, weekly: { usedPercent: 3, resetsInSeconds: 6000 } },
    fixtureTimeMs,
  ),
);
const bodies: readonly string[] = [
  ...[usage, usage, '{}', '[]', 'null', '', '<!doctype html><title>Sign in</title>', '{"a":'.repeat(3000)],
  ...[`{"token":"${canary}"}`, `{"error":{"message":"Bearer ${canary}"}}`, '{"error":{"type":"usage_limit_reached"}}'],
  ...['"\\ud800"', '\u0000\u0001', `"${'x'.repeat(200_000)}"`],
];
const statusLines: readonly string[] = [
  ...['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK', 'HTTP/1.0 200', 'HTTP/1.1 204 No Content', 'HTTP/1.1 206 Partial Content'],
  ...['HTTP/1.1 301 Moved', 'HTTP/1.1 302 Found', 'HTTP/1.1 303 See Other', 'HTTP/1.1 307 Moved', 'HTTP/1.1 308 Moved'],
  ...['HTTP/1.1 304 Not Modified', 'HTTP/1.1 400 Bad', 'HTTP/1.1 401 No', 'HTTP/1.1 403 No', 'HTTP/1.1 407 Proxy'],
  ...[
    'HTTP/1.1 429 Slow',
    'HTTP/1.1 451 No',
    'HTTP/1.1 500 Bad',
    'HTTP/1.1 503 Busy',
    'HTTP/1.1 999 ?',
    'HTTP/2.0 200',
  ],
  ...['HTTP/1.1 101 Switching Protocols', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK', 'HTTP/1.1 103 Early Hints'],
  ...[
    'HTTP/1.1 100 Continue\r\n\r\n'.repeat(40),
    'ICY 200 OK',
    'SSH-2.0-x',
    '',
    'HTTP/1.1 -1 x',
    'HTTP/1.1 200 \u0000',
  ],
];

function headersOf(choices: Choices, otherOrigin: string): readonly string[] {
  const headers = [
    ...[`Location: ${otherOrigin}/x`, 'Location: /again', 'Location: //127.0.0.1:1/x', 'Location: file:///etc/passwd'],
    ...['Location: http://[', `Location: ${otherOrigin.replace('//', '//user:x@')}/`, 'Location: \u00ff', 'Location:'],
    ...['Retry-After: 60', 'Retry-After: -1', 'Retry-After: 1e999', 'Retry-After: Sun, 22 Nov 2026 00:10:00 GMT'],
    ...['Date: Sun, 22 Nov 2026 00:05:00 GMT', 'Date: Thu, 01 Jan 1970 00:00:00 GMT', 'Date: x', 'Age: 99999999999'],
    ...['Content-Type: application/json', 'Content-Type: text/html', 'Content-Encoding: gzip', 'Content-Encoding: x'],
    ...['Content-Encoding: br', 'Content-Encoding: gzip, gzip', 'Transfer-Encoding: chunked', 'Transfer-Encoding: x'],
    ...['Content-Length: 5', 'Content-Length: 5\r\nContent-Length: 6', 'Content-Length: -1', 'Content-Length: 9e9'],
    ...['Connection: close', 'Connection: upgrade\r\nUpgrade: websocket', 'Trailer: x', 'Set-Cookie: a=b; Domain=.x'],
    ...[
      `X: ${'y'.repeat(40_000)}`,
      Array.from({ length: 3000 }, (_, at) => `X-${at}: y`).join('\r\n'),
      ': empty',
      ' a',
    ],
  ];
  return Array.from({ length: choices.skewed(6) }, () => choices.of(headers));
}

/** Small bodies that become large, and bodies that end in the middle. */
const compressed: readonly (readonly [string, Buffer])[] = [
  ['gzip', zlib.gzipSync(usage)],
  ['gzip', zlib.gzipSync(usage).subarray(0, 30)],
  ['gzip', zlib.gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '))],
  ['deflate', zlib.deflateSync(usage)],
  [
    'br',
    zlib.brotliCompressSync(Buffer.alloc(64 * 1024 * 1024, ' '), {
      params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 },
    }),
  ],
  ['gzip', Buffer.from('not compressed')],
];

function bodyOf(choices: Choices): { readonly headers: readonly string[]; readonly bytes: Buffer } {
  const text = Buffer.from(choices.of(bodies), 'utf8');
  switch (choices.below(6)) {
    case 0: {
      const [encoding, bytes] = choices.of(compressed);
      return { headers: [`Content-Encoding: ${encoding}`, `Content-Length: ${bytes.length}`], bytes };
    }
    case 1: {
      const size = (bytes: Buffer): string =>
        choices.of([bytes.length.toString(16), '0', 'ffffffffffffffff', '-1', 'x']);
      const half = Math.ceil(text.length / 2);
      const chunks = [text.subarray(0, half), text.subarray(half)].map(
        (each) => `${size(each)}\r\n${each.toString()}\r\n`,
      );
      const end = choices.of(['0\r\n\r\n', '0\r\nX: y\r\n\r\n', '0', '']);
      return { headers: ['Transfer-Encoding: chunked'], bytes: Buffer.from(chunks.join('') + end, 'utf8') };
    }
    case 2:
      return { headers: [], bytes: text };
    default:
      return { headers: ['Content-Type: application/json', `Content-Length: ${text.length}`], bytes: text };
  }
}

/** Returns what a hostile or broken server answers. `otherOrigin` is where its redirects would like to lead. */
export function answerBytesOf(choices: Choices, otherOrigin: string): AnswerBytes {
  const body = bodyOf(choices);
  const lines = [choices.of(statusLines), ...headersOf(choices, otherOrigin), ...body.headers];
  const head = `${lines.join(choices.below(12) === 0 ? '\n' : '\r\n')}\r\n\r\n`;
  const changed = choices.below(3) === 0 ? mutatedText(head, choices, [head]) : head;
  const all = Buffer.concat([Buffer.from(changed, 'latin1'), body.bytes]);
  const at = choices.below(all.length + 1);
  const pieces = choices.below(3) === 0 ? [all.subarray(0, at), all.subarray(at)] : [all];
  return { pieces, closes: choices.of(['end', 'end', 'reset', 'open']) };
}

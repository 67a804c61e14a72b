/** An answer of the local interface, before it is encoded. */
export type Reply =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly value: unknown;
      readonly headers: Readonly<Record<string, string>>;
    }
  /** A JSON text in two pieces: one that is new each time, and the bytes of one that is sent more often. */
  | { readonly kind: 'json-pieces'; readonly status: number; readonly start: string; readonly rest: Buffer }
  /** A JSON text in parts. Each part is made after the reader took the one before. If a part throws, the answer ends early. */
  | { readonly kind: 'parts'; readonly parts: AsyncIterable<string> }
  | { readonly kind: 'text'; readonly status: number; readonly contentType: string; readonly text: string }
  | { readonly kind: 'empty'; readonly status: 204 }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly headers: Readonly<Record<string, string>> };

/** A problem document (RFC 9457). `detail` is a sentence that a person can act on. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly [extension: string]: unknown;
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  417: 'Expectation Failed',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** Returns an answer with a JSON value. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { kind: 'json', status, value, headers };
}

/** Returns an answer with a text. */
export function text(status: number, contentType: string, content: string): Reply {
  return { kind: 'text', status, contentType, text: content };
}

export const noContent: Reply = { kind: 'empty', status: 204 };

/** Returns an error answer. Extensions become members of the problem document. */
export function problem(
  status: number,
  detail: string,
  extensions: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Extract<Reply, { kind: 'problem' }> {
  const title = titles[status] ?? 'Error';
  return { kind: 'problem', problem: { ...extensions, type: 'about:blank', title, status, detail }, headers };
}

export interface EncodedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What follows the body. Left out: nothing. */
  readonly rest?: Buffer;
}

/** Returns the encoded answer. An answer in parts is not possible here, because its length is unknown. */
export function encodeReply(reply: Exclude<Reply, { kind: 'parts' }>): EncodedReply {
  switch (reply.kind) {
    case 'json':
      return encoded(reply.status, 'application/json; charset=utf-8', JSON.stringify(reply.value), reply.headers);
    case 'json-pieces': {
      const { status, start, rest } = reply;
      return { ...encoded(status, 'application/json; charset=utf-8', start, {}, rest.length), rest };
    }
    case 'text':
      return encoded(reply.status, reply.contentType, reply.text, {});
    case 'problem':
      return encoded(reply.problem.status, 'application/problem+json', JSON.stringify(reply.problem), reply.headers);
    default:
      return { status: reply.status, headers: {}, body: '' };
  }
}

function encoded(
  status: number,
  contentType: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  moreBytes = 0,
): EncodedReply {
  const length = String(Buffer.byteLength(body) + moreBytes);
  return {
    status,
    headers: { ...headers, 'Content-Type': contentType, 'Content-Length': length, 'Cache-Control': 'no-store' },
    body,
  };
}

import type { IncomingMessage } from 'node:http';

import * as v from 'valibot';

import { problem, type Reply } from './reply.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A route of the local interface. `{name}` in the path matches one segment, which `parameters` holds. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly answer: (request: ApiRequest) => Reply | Promise<Reply>;
}

export interface ApiRequest {
  readonly parameters: ReadonlyMap<string, string>;
  /** Returns the part of the request target behind `?`. */
  readonly query: () => URLSearchParams;
  /** The decoded JSON body. `{}` if there was none. */
  readonly body: unknown;
  /** Returns a signal that aborts when the caller hangs up or the server closes. */
  readonly signal: () => AbortSignal;
}

type Match =
  | { readonly kind: 'route'; readonly route: Route; readonly parameters: ReadonlyMap<string, string> }
  | { readonly kind: 'no-method'; readonly allow: string }
  | { readonly kind: 'no-path' };

const noParameters: ReadonlyMap<string, string> = new Map();

interface Pattern {
  /** The segments of the path. A parameter has its name; any other segment must be the same. */
  readonly segments: readonly { readonly text: string; readonly parameter: string | null }[];
  readonly routes: readonly Route[];
}

/**
 * Returns a function that finds the route for a request target such as `/v1/snapshot?x=1`. HEAD counts as GET. The
 * function never throws.
 */
export function createRouter(routes: readonly Route[]): (method: string, target: string) => Match {
  const byPath = new Map<string, Route[]>();
  for (const route of routes) byPath.set(route.path, [...(byPath.get(route.path) ?? []), route]);
  const fixed = new Map(
    routes.filter(({ path }) => !path.includes('{')).map((each) => [`${each.method} ${each.path}`, each]),
  );
  const patterns = [...byPath].map(([path, own]): Pattern => ({ segments: segmentsOfPath(path), routes: own }));
  return (method, target) => {
    const wanted = method === 'HEAD' ? 'GET' : method;
    const known = fixed.get(`${wanted} ${target}`);
    if (known !== undefined) return { kind: 'route', route: known, parameters: noParameters };
    const segments = segmentsOf(target);
    const onPath: Route[] = [];
    for (const pattern of segments === null ? [] : patterns) {
      if (segments === null || !fits(pattern, segments)) continue;
      const route = pattern.routes.find((each) => each.method === wanted);
      if (route !== undefined) return { kind: 'route', route, parameters: parametersIn(pattern, segments) };
      onPath.push(...pattern.routes);
    }
    if (onPath.length === 0) return { kind: 'no-path' };
    const allowed = onPath.flatMap((route) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]));
    return { kind: 'no-method', allow: [...new Set(allowed)].join(', ') };
  };
}

function segmentsOfPath(path: string): Pattern['segments'] {
  return path
    .split('/')
    .slice(1)
    .map((text) => ({ text, parameter: text.startsWith('{') ? text.slice(1, -1) : null }));
}

/** Returns the query of a request target. Empty if there is none. */
export function queryOf(target: string): URLSearchParams {
  return new URLSearchParams(target.split('#', 1)[0]?.split('?').slice(1).join('?') ?? '');
}

function segmentsOf(target: string): readonly string[] | null {
  try {
    const path = target.split(/[?#]/, 1)[0] ?? '';
    return path.startsWith('/') ? path.split('/').slice(1).map(decodeURIComponent) : null;
  } catch {
    return null;
  }
}

function fits(pattern: Pattern, segments: readonly string[]): boolean {
  return (
    pattern.segments.length === segments.length &&
    pattern.segments.every(({ text, parameter }, index) =>
      parameter === null ? segments[index] === text : segments[index] !== '',
    )
  );
}

function parametersIn({ segments: wanted }: Pattern, segments: readonly string[]): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [index, { parameter }] of wanted.entries()) {
    if (parameter !== null) parameters.set(parameter, segments[index] ?? '');
  }
  return parameters;
}

const maximumBodyBytes = 64 * 1024;

type BodyOutcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reply: Reply };

const tooLarge = refused(413, `The body is larger than ${maximumBodyBytes / 1024} KiB. Send less in one request.`);
const wrongType = refused(415, 'Send the body as JSON, with the header "Content-Type: application/json".');
const notJson = refused(400, 'The body is not valid JSON. Check its quotes, commas and encoding (UTF-8).');

function refused(status: number, detail: string): BodyOutcome {
  return { ok: false, reply: problem(status, detail) };
}

/** Reads a JSON body of at most 64 KiB. A missing body counts as `{}`. Rejects if the caller hangs up. */
export async function readBody(request: IncomingMessage): Promise<BodyOutcome> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared === 0 && request.headers['transfer-encoding'] === undefined) {
    return { ok: true, value: {} };
  }
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    return wrongType;
  }
  if (declared > maximumBodyBytes) {
    return tooLarge;
  }
  const bytes = await collect(request);
  return bytes === null ? tooLarge : decode(bytes);
}

/** Returns the bytes of the body. Null if there are too many; the rest is then left unread. */
async function collect(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maximumBodyBytes) {
        request.removeAllListeners('data').resume();
        resolve(null);
      } else {
        chunks.push(chunk);
      }
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('The caller hung up.')));
  });
}

function decode(bytes: Buffer): BodyOutcome {
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return notJson;
  }
}

/** Returns the handler of a route whose body must match a schema. Another body gets 400 with the field's name. */
export function withBody<T>(
  schema: v.GenericSchema<unknown, T>,
  answer: (body: T, request: ApiRequest) => Reply | Promise<Reply>,
): (request: ApiRequest) => Reply | Promise<Reply> {
  return (request) => {
    if (Array.isArray(request.body)) {
      return problem(400, 'The body is a list. Send an object with the fields that the documentation names.');
    }
    const result = v.safeParse(schema, request.body, { abortEarly: true });
    if (result.success) {
      return answer(result.output, request);
    }
    return problem(400, mismatchText(result.issues[0]));
  };
}

function mismatchText(issue: v.BaseIssue<unknown>): string {
  const field = v.getDotPath(issue);
  if (field === null) return `The body is not as expected: ${issue.message}.`;
  if (issue.expected === 'never') {
    return `"${field}" is no field of this request. Send only the fields that the documentation names.`;
  }
  return `"${field}" is not as expected: ${issue.message}.`;
}

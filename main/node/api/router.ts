import type { Reply } from './reply.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One row of the table: `{name}` in the path stands for one segment, given in `parameters`. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly answer: (request: ApiRequest) => Reply | Promise<Reply>;
}

export interface ApiRequest {
  readonly parameters: ReadonlyMap<string, string>;
  /** What stands behind the `?` of the request. */
  readonly query: URLSearchParams;
  /** The decoded JSON body; `{}` when there was none. */
  readonly body: unknown;
  /** Ends when the caller hung up or the server closes. */
  readonly signal: AbortSignal;
}

export type Match =
  | { readonly kind: 'route'; readonly route: Route; readonly parameters: ReadonlyMap<string, string> }
  | { readonly kind: 'no-method'; readonly allow: string }
  | { readonly kind: 'no-path' };

/** Finds the row for a request target such as `/v1/snapshot?x=1`. HEAD is a GET without its body. Never throws. */
export function matchRoute(routes: readonly Route[], method: string, target: string): Match {
  const segments = segmentsOf(target);
  const onPath = routes.flatMap((route) => {
    const parameters = segments === null ? null : bind(route.path, segments);
    return parameters === null ? [] : [{ kind: 'route' as const, route, parameters }];
  });
  if (onPath.length === 0) {
    return { kind: 'no-path' };
  }
  const wanted = method === 'HEAD' ? 'GET' : method;
  const found = onPath.find(({ route }) => route.method === wanted);
  if (found !== undefined) return found;
  const allowed = onPath.flatMap(({ route }) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]));
  return { kind: 'no-method', allow: [...new Set(allowed)].join(', ') };
}

/** The query of a request target; empty where there is none. */
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

function bind(pattern: string, segments: readonly string[]): ReadonlyMap<string, string> | null {
  const wanted = pattern.split('/').slice(1);
  const parameters = new Map<string, string>();
  const fits = wanted.every((part, index) => {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) {
      parameters.set(part.slice(1, -1), segment);
      return segment !== '';
    }
    return part === segment;
  });
  return fits && wanted.length === segments.length ? parameters : null;
}

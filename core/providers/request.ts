import type { Account } from './account.ts';
import type { QuestionSpec, ReadSpec, RequestSpec } from './provider.ts';
import type { FigureProgram } from './provider-id.ts';

/** The usual way to send a key. The HTTP adapter fills in the secret. */
export const bearer: Readonly<Record<string, string>> = { Authorization: 'Bearer {{secret:accessToken}}' };

/**
 * A GET request with the account's key and the app's own User-Agent. It may take 15 s and return 1 MiB.
 *
 * @param path From the root of the service, such as `/user/balance`. Steps that the base URL already ends with
 * are not repeated.
 * @param headers Replaces the default `Authorization` header, which sends the key as a bearer token.
 */
export function keyRequest(
  account: Account,
  path: string,
  headers: Readonly<Record<string, string>> = bearer,
): RequestSpec {
  return requestAt(joinUrl(account.baseUrl, path), headers);
}

/** The same request for a complete URL. */
export function requestAt(url: string, headers: Readonly<Record<string, string>> = bearer): RequestSpec {
  return {
    method: 'GET',
    url,
    headers: { ...headers, Accept: 'application/json', 'User-Agent': 'quota-tray/{{version}}' },
    timeoutMs: 15_000,
    maximumBytes: 1_048_576,
  };
}

/**
 * A POST that only asks, with the account's key and the app's own User-Agent.
 *
 * @param headers Added to the `Authorization` header, or in its place.
 */
export function questionRequest(
  account: Account,
  path: string,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): QuestionSpec {
  const { url, timeoutMs, maximumBytes, headers: usual } = keyRequest(account, path);
  return { method: 'POST', isQuestion: true, url, headers: { ...usual, ...headers }, body, timeoutMs, maximumBytes };
}

/** A look at the figures that a program keeps on this computer: at most 4 MiB. */
export function figuresRequest(program: FigureProgram): ReadSpec {
  return {
    method: 'READ',
    program,
    url: `figures:${program}`,
    headers: {},
    timeoutMs: 15_000,
    maximumBytes: 4_194_304,
  };
}

/**
 * Appends a path to a base URL without repeating the steps that the base already ends with. So both
 * `https://host` and `https://host/api/v1/` give `https://host/api/v1/key`. No slash is doubled.
 */
export function joinUrl(baseUrl: string, path: string): string {
  const base = baseUrl.replace(/\/+$/, '');
  const steps = path.split('/').filter((step) => step !== '');
  const ends = steps.map((_, index) => `/${steps.slice(0, index + 1).join('/')}`);
  const repeated = ends.filter((end) => pathOf(base).endsWith(end)).at(-1) ?? '';
  return `${base}/${steps.join('/').slice(repeated.length)}`.replace(/\/$/, '');
}

/** The same for a path that may have a query and a slash at its end, which stay as they are. */
export function addressOf(baseUrl: string, path: string): string {
  const at = path.indexOf('?');
  const [route, query] = at === -1 ? [path, ''] : [path.slice(0, at), path.slice(at)];
  const joined = joinUrl(baseUrl, route);
  return `${joined}${route.endsWith('/') ? '/' : ''}${query}`;
}

/** The origin of a base URL, in lower case; null where it names no host. Core has no `URL`, so this parses text. */
export function originOf(baseUrl: string): string | null {
  return /^(https?:\/\/[^/?#@\s]+)/i.exec(baseUrl)?.[1]?.toLowerCase() ?? null;
}

/** The host of a base URL without its port; null where it names none. */
export function hostOf(baseUrl: string): string | null {
  const authority = originOf(baseUrl)?.replace(/^https?:\/\//, '') ?? null;
  return authority === null ? null : authority.replace(/:\d+$/, '');
}

function pathOf(base: string): string {
  return base.slice(originOf(base)?.length ?? 0);
}

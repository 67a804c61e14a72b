import type { Account } from '../accounts/account.ts';
import type { RequestSpec } from './provider.ts';

/** How the services of today take a key; the HTTP adapter fills the slot. */
const bearer: Readonly<Record<string, string>> = { Authorization: 'Bearer {{secret:accessToken}}' };

/**
 * A question with the account's key, under the app's own name (X.3): 15 s and 1 MiB at most (S2-6, X-10).
 *
 * @param path From the service's root, such as `/user/balance`; what the base URL already holds of it is
 * not repeated (S2-7).
 * @param headers Instead of the key as a bearer token, or beside it.
 */
export function keyRequest(
  account: Account,
  path: string,
  headers: Readonly<Record<string, string>> = bearer,
): RequestSpec {
  return requestAt(joinUrl(account.baseUrl, path), headers);
}

/** The same question at an address of its own. */
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
 * A path behind a base URL. What the base already ends with is not repeated, so that both
 * `https://host` and `https://host/api/v1/` lead to `https://host/api/v1/key`; no slash is doubled (S2-7).
 */
export function joinUrl(baseUrl: string, path: string): string {
  const base = baseUrl.replace(/\/+$/, '');
  const steps = path.split('/').filter((step) => step !== '');
  const ends = steps.map((_, index) => `/${steps.slice(0, index + 1).join('/')}`);
  const held = ends.filter((end) => pathOf(base).endsWith(end)).at(-1) ?? '';
  return `${base}/${steps.join('/').slice(held.length)}`.replace(/\/$/, '');
}

/** Origin of a base URL, by text alone: core has no URL parser. Null where it names no host. */
export function originOf(baseUrl: string): string | null {
  return /^(https?:\/\/[^/?#@\s]+)/i.exec(baseUrl)?.[1]?.toLowerCase() ?? null;
}

/** The host that a base URL names, without its port; null where it names none. */
export function hostOf(baseUrl: string): string | null {
  const authority = originOf(baseUrl)?.replace(/^https?:\/\//, '') ?? null;
  return authority === null ? null : authority.replace(/:\d+$/, '');
}

function pathOf(base: string): string {
  return base.slice(originOf(base)?.length ?? 0);
}

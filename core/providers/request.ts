import type { Account } from '../accounts/account.ts';
import { joinedUrl } from './joined-url.ts';
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
  return requestAt(joinedUrl(account.baseUrl, path), headers);
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

import * as v from 'valibot';
import { boundedText, epochMs } from '../units/bounds.ts';

/** A proxy without a user name or password, because settings are shown, exported and backed up. The vault holds both. */
const proxyUrl = /^https?:\/\/(?:\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::\d{1,5})?\/?$/i;

/** The schemas of the settings about the way to the services. */
export const networkSettings = {
  /** `system`: the proxy of the environment or the system. `manual`: `proxyUrl`. `none`: no proxy at all. */
  proxyMode: v.optional(v.picklist(['system', 'manual', 'none']), 'system'),
  /** The user's own proxy, such as `http://proxy.example:8080`; empty: none. */
  proxyUrl: v.optional(v.union([v.literal(''), v.pipe(boundedText(300), v.regex(proxyUrl))]), ''),
  /**
   * For which proxy the vault holds a password, of which user, and since when; null: for none. Only the main process changes
   * it, and it is never exported. A new time tells other processes to read the vault again.
   */
  proxySignIn: v.optional(
    v.nullable(v.object({ origin: boundedText(300), user: boundedText(200), givenAtMs: epochMs })),
    null,
  ),
  /** A file with further certificates of authorities to trust, as PEM; empty: none. */
  certificateFile: v.optional(boundedText(1024), ''),
} as const;

/** Returns whether a text is the address of a proxy that the app can use. */
export function isProxyUrl(text: string): boolean {
  return proxyUrl.test(text);
}

/** Returns the address of a proxy in the form that tells it from others; null: it is none that the app can use. */
export function proxyOriginOf(address: string): string | null {
  return isProxyUrl(address) ? address.toLowerCase().replace(/\/$/, '') : null;
}

/** Why a user name and a password cannot be sent to a proxy. */
export type ProxySignInProblem = 'no-proxy' | 'user-form' | 'password-form';

/** Returns why a user name and a password cannot be sent; null: they can. A user name has no colon, which ends it. */
export function proxySignInProblem({
  user,
  password,
}: {
  readonly user: string;
  readonly password: string;
}): Exclude<ProxySignInProblem, 'no-proxy'> | null {
  if (user === '' || user.length > 200 || /[:\p{Cc}\p{Cs}]/u.test(user)) return 'user-form';
  return password === '' || password.length > 1000 || /[\p{Cc}\p{Cs}]/u.test(password) ? 'password-form' : null;
}

/** The URL of the ledger's server, without a password, because settings are shown, exported and backed up. */
export const serverUrl = v.pipe(
  boundedText(2000),
  v.check((url) => url === '' || isUrlWithoutPassword(url)),
);

function isUrlWithoutPassword(url: string): boolean {
  const scheme = /^postgres(?:ql)?:\/\//i.exec(url)?.[0];
  if (scheme === undefined || /\p{Cc}/u.test(url)) return false;
  const rest = url.slice(scheme.length);
  const colon = rest.indexOf(':');
  const mayHavePassword = colon !== -1 && rest.includes('@', colon);
  return !mayHavePassword && !/[?&](?:ssl)?password=/i.test(rest);
}

/** Why the file with further certificates is not used. */
export type CertificateProblem = 'absent' | 'unreadable' | 'too-large' | 'no-certificate';

/** How a test of the way to the services ended, with the name of the host that was tried. */
export interface NetworkTest {
  readonly host: string;
  readonly outcome:
    | 'answered'
    | 'proxy'
    | 'proxy-sign-in'
    | 'proxy-unsupported'
    | 'tls'
    | 'dns'
    | 'timeout'
    | 'unreachable';
}

/**
 * Parses a base URL that a person entered. Returns it without a trailing slash, or null when no token may be
 * sent to it: only `https:`, or `http:` on a loopback address, without user name, query and fragment.
 */
export function parseBaseUrl(text: string): string | null {
  const url = parseUrl(text.trim());
  if (url === null || !mayCarryToken(url) || url.search !== '' || url.hash !== '') {
    return null;
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** Returns true when the scheme and host of the URL allow a token: `https:`, or `http:` on a loopback address. */
export function mayCarryToken(url: URL): boolean {
  const isSafeScheme = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
  return isSafeScheme && url.username === '' && url.password === '';
}

/** Returns true for `localhost`, 127.0.0.0/8 and `[::1]`, as the URL parser writes them. Resolves no name. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Parses an absolute URL; returns null when it is none. */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

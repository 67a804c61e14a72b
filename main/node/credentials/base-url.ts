/**
 * Reads a base URL as a person set it. Gives it without a trailing slash, or null where a token must
 * not go: anything but `https:`, or `http:` on a loopback address; a URL with a user name, a query or
 * a fragment (X.3).
 */
export function parseBaseUrl(text: string): string | null {
  const url = parseUrl(text.trim());
  if (url === null || !mayCarryToken(url) || url.search !== '' || url.hash !== '') {
    return null;
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** True if a token may travel to this URL as far as its scheme and host go (X.3). */
export function mayCarryToken(url: URL): boolean {
  const isSafeScheme = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
  return isSafeScheme && url.username === '' && url.password === '';
}

/** True for `localhost`, 127.0.0.0/8 and `[::1]`, as the URL parser writes them. No name is resolved. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Parses an absolute URL; null if it is none. */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

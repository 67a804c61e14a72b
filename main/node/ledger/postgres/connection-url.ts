/** True for the two schemes of PostgreSQL URLs that both name the same. */
export function isPostgresUrl(url: string): boolean {
  return /^postgres(ql)?:\/\//i.test(url);
}

/**
 * The URL with its TLS wish in the one form that the library takes at its word: whoever asks for TLS
 * gets it with the server's certificate checked, unless the URL says `sslmode=no-verify`.
 */
export function withStrictTls(url: string): string {
  return url.replace(/([?&]sslmode=)(?:prefer|allow|require|verify-ca)(?=$|[&#])/gi, '$1verify-full');
}

/**
 * Host, port and database for people, never user or password, also where they are not written as a URL
 * wants them; null where the URL cannot be read.
 */
export function serverName(url: string): string | null {
  if (!isPostgresUrl(url)) return null;
  const rest = url.slice(url.indexOf('://') + 3);
  const signInEnds = rest.lastIndexOf('@') + 1;
  // A `?` or `#` before the `@` may be part of a password.
  if (/[?#]/.test(rest.slice(0, signInEnds))) return null;
  try {
    const { host, pathname, searchParams } = new URL(`postgresql://${rest.slice(signInEnds)}`);
    const server = decodeURIComponent(host) || (searchParams.get('host') ?? 'localhost');
    return `${server}${decodeURIComponent(pathname)}`;
  } catch {
    return null;
  }
}

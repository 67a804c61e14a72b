/** The address if it may be opened outside: https, a host on the list, no user name, the usual port; else null. */
export function allowedExternalAddress(address: string, hosts: readonly string[]): string | null {
  try {
    const url = new URL(address);
    const isPlain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
    return isPlain && hosts.includes(url.hostname) ? url.href : null;
  } catch {
    return null;
  }
}

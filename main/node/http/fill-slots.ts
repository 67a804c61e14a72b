/** Puts the token and the version into the slots of request headers. Nothing else ever holds the token. */
export function fillSlots(
  headers: Readonly<Record<string, string>>,
  accessToken: string,
  version: string,
): Readonly<Record<string, string>> {
  const fill = (text: string): string =>
    text.replaceAll('{{version}}', () => version).replaceAll('{{secret:accessToken}}', () => accessToken);
  const filled = Object.entries(headers).map(([name, value]) => [name, fill(value)] as const);
  const hasUserAgent = filled.some(([name]) => name.toLowerCase() === 'user-agent');
  return Object.fromEntries(hasUserAgent ? filled : [...filled, ['User-Agent', `quota-tray/${version}`]]);
}

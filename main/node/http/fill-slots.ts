const tokenSlot = '{{secret:accessToken}}';

/**
 * Puts the token and the version into the slots of request headers; an account without a token, which is an
 * empty one here, sends no header that would hold it. Nothing else ever holds the token.
 */
export function fillSlots(
  headers: Readonly<Record<string, string>>,
  accessToken: string,
  version: string,
): Readonly<Record<string, string>> {
  const fill = (text: string): string =>
    text.replaceAll('{{version}}', () => version).replaceAll(tokenSlot, () => accessToken);
  const sent = Object.entries(headers).filter(([, text]) => accessToken !== '' || !text.includes(tokenSlot));
  const filled = sent.map(([name, value]) => [name, fill(value)] as const);
  const hasUserAgent = filled.some(([name]) => name.toLowerCase() === 'user-agent');
  return Object.fromEntries(hasUserAgent ? filled : [...filled, ['User-Agent', `quota-tray/${version}`]]);
}

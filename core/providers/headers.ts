/** Response headers as they were seen; names in any case. */
export type ResponseHeaders = Readonly<Record<string, string>>;

const longestValue = 1000;
const longestHeaderName = 200;
/** An answer of a service has some dozens. */
const mostHeaders = 1000;

/**
 * The headers that a reader may look at: those whose name, in lower case and with dashes for
 * underscores, fits the pattern. Everything else, sign-ins above all, is left unread. Values are
 * trimmed; of a name that stands there twice the first counts; a name or value that is too long to be
 * one of these is left out, and so is what stands behind the first 1000.
 */
export function selectHeaders(pattern: RegExp, headers: ResponseHeaders): ReadonlyMap<string, string> {
  const seen = new Map<string, string>();
  for (const statedName of Object.keys(headers).slice(0, mostHeaders)) {
    const value = headers[statedName];
    if (value === undefined || value.length > longestValue || statedName.length > longestHeaderName) continue;
    const name = statedName.trim().toLowerCase().replaceAll('_', '-');
    if (pattern.test(name) && !seen.has(name)) seen.set(name, value.trim());
  }
  return seen;
}

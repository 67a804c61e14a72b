/** Response headers as another program received them, with names in any case. */
export type ResponseHeaders = Readonly<Record<string, string>>;

const longestValue = 1000;
const longestHeaderName = 200;
/** A real answer has a few dozen headers. */
const mostHeaders = 1000;

/**
 * Selects the headers whose name fits the pattern, with names in lower case, dashes for underscores, and values
 * trimmed. Of two equal names the first counts. Parsers see only selected headers, so they never see a sign-in.
 * Names and values of unusual length, and headers after the first 1000, are left out.
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

const longest = 4000;

/**
 * An error in a few lines: name, code, message, stack and the error behind it. Other members are
 * left out on purpose: an HTTP library keeps the whole request in them, with its secrets.
 */
export function describeCause(cause: unknown, depth = 0): string {
  if (!(cause instanceof Error)) {
    return typeof cause === 'string' ? cause.slice(0, longest) : `(${typeof cause})`;
  }
  const code = (cause as { readonly code?: unknown }).code;
  const head = typeof code === 'string' ? `[${code}] ` : '';
  const text = `${head}${cause.stack ?? `${cause.name}: ${cause.message}`}`.slice(0, longest);
  return cause.cause === undefined || depth === 3
    ? text
    : `${text}\n  because ${describeCause(cause.cause, depth + 1)}`;
}

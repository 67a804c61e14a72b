/** Returns the flag in a JSON value; null for anything else, such as the text `"false"`. */
export function parseFlag(input: unknown): boolean | null {
  return typeof input === 'boolean' ? input : null;
}

/** Returns the flag in a response header: `true`, `false`, `1` or `0` in any case; null for anything else. */
export function parseHeaderFlag(input: string | null): boolean | null {
  switch (input?.trim().toLowerCase()) {
    case 'true':
    case '1':
      return true;
    case 'false':
    case '0':
      return false;
    default:
      return null;
  }
}

/** JSON `true` or `false`, and nothing that looks like it (X-3, S1-4): `"false"` is null. */
export function parseFlag(input: unknown): boolean | null {
  return typeof input === 'boolean' ? input : null;
}

/** A flag in a response header: `true`, `false`, `1` or `0` in any case (X-3, S1-20); null for anything else. */
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

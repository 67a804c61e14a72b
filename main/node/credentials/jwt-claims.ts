import { asObject, type JsonObject, parseJson } from './json.ts';

/** The claims of a JSON Web Token, unverified: they only name the account. Null if it is not a JWT. */
export function jwtClaims(token: string): JsonObject | null {
  const parts = token.split('.');
  const payload = parts[1];
  if (parts.length !== 3 || payload === undefined || payload === '') {
    return null;
  }
  return asObject(parseJson(Buffer.from(payload, 'base64url').toString('utf8')));
}

/** When a token ends, epoch ms; null if it does not say (not every access token is a JWT). */
export function jwtExpiresAtMs(token: string): number | null {
  const seconds = jwtClaims(token)?.['exp'];
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds * 1000 : null;
}

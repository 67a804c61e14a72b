import { asRecord, type JsonRecord, parseJson } from '../../../core/units/json.ts';
import { instantSinceEpochMs, secondMs } from '../../../core/units/time.ts';

/** Returns the unverified claims of a JSON Web Token, which only name the account. Null when it is no JWT. */
export function jwtClaims(token: string): JsonRecord | null {
  const parts = token.split('.');
  const payload = parts[1];
  if (parts.length !== 3 || payload === undefined || payload === '') {
    return null;
  }
  return asRecord(parseJson(Buffer.from(payload, 'base64url').toString('utf8')));
}

/** Returns when a token expires, epoch ms; null when it does not say, because not every access token is a JWT. */
export function jwtExpiresAtMs(token: string): number | null {
  return instantSinceEpochMs(jwtClaims(token)?.['exp'], secondMs);
}

import { asName, type JsonRecord } from '../../../core/units/json.ts';
import { parseInstantMs } from '../../../core/units/time.ts';
import { asHeaderSafeText } from '../credentials/header-text.ts';
import { jwtClaims } from '../credentials/jwt.ts';
import { readKeptJson } from './json-file.ts';
import { expiryMarginMs, type KeptReading, type ReadKept } from './kept-sign-in.ts';
import { homePath } from './places.ts';

/** Reads the sign-in of Gemini CLI. */
export const readGemini: ReadKept = (surroundings) =>
  readKeptJson(surroundings, homePath(surroundings, '.gemini', 'oauth_creds.json'), parseGeminiSignIn);

/** Parses the `oauth_creds.json` of Gemini CLI. A token that does not say when it expires is not used. */
export function parseGeminiSignIn(file: JsonRecord): KeptReading {
  if (file['access_token'] === undefined) return { kind: 'nothing' };
  const token = asHeaderSafeText(file['access_token']);
  const expiresAtMs = parseInstantMs(file['expiry_date']);
  if (token === null || expiresAtMs === null) return { kind: 'problem', problem: 'malformed' };
  const claims = typeof file['id_token'] === 'string' ? jwtClaims(file['id_token']) : null;
  return {
    kind: 'signed-in',
    signIn: {
      ...{ token, expiresAtMs: expiresAtMs - expiryMarginMs, isRenewable: asName(file['refresh_token']) !== null },
      ...{ owner: asName(claims?.['sub']), user: asName(claims?.['email']) },
    },
  };
}

import { asName } from '../../../core/units/json.ts';
import { accountIdOf } from './fingerprint.ts';
import { asHeaderSafeText, asObject, asText, type JsonObject, parseJson } from './json.ts';
import { jwtClaims, jwtExpiresAtMs } from './jwt-claims.ts';
import type { SignInReading } from './sighting.ts';

/** Whose sign-in it is, as the file itself says. */
export interface CodexIdentity {
  readonly id: string;
  readonly email: string | null;
  readonly plan: string | null;
  readonly vendorAccountId: string | null;
}

/**
 * Reads the text of `auth.json`. Only a ChatGPT sign-in has usage: an API key beside its tokens does
 * not count, an API key alone is `api-key-only`. Never throws.
 */
export function readCodexSignIn(text: string): SignInReading {
  const file = asObject(parseJson(text));
  if (file === null) {
    return { kind: 'problem', problem: 'malformed' };
  }
  const tokens = asObject(file['tokens']);
  if (tokens === null) {
    const hasKey = asText(file['OPENAI_API_KEY']) !== null;
    return hasKey ? { kind: 'problem', problem: 'api-key-only' } : { kind: 'nothing' };
  }
  const accessToken = asHeaderSafeText(tokenField(tokens, 'access_token', 'accessToken'));
  if (accessToken === null) {
    return { kind: 'problem', problem: 'malformed' };
  }
  // The end of a refresh token is not written down.
  const isRenewable = asText(tokenField(tokens, 'refresh_token', 'refreshToken')) !== null;
  const expiresAtMs = jwtExpiresAtMs(accessToken);
  return {
    kind: 'signed-in',
    credential: { accessToken, expiresAtMs, ...(isRenewable ? { renewableUntilMs: null } : {}) },
  };
}

/** Who is signed in, from a text that `readCodexSignIn` accepted; by its folder if nothing names them. */
export function readCodexIdentity(text: string, realFolder: string): CodexIdentity {
  const tokens = asObject(asObject(parseJson(text))?.['tokens']) ?? {};
  const idToken = asText(tokenField(tokens, 'id_token', 'idToken'));
  const claims = idToken === null ? null : jwtClaims(idToken);
  const account = asObject(claims?.['https://api.openai.com/auth']);
  const profile = asObject(claims?.['https://api.openai.com/profile']);
  const vendorAccountId =
    asHeaderSafeText(tokenField(tokens, 'account_id', 'accountId')) ??
    asHeaderSafeText(account?.['chatgpt_account_id']);
  const userId = asText(account?.['chatgpt_user_id']) ?? asText(account?.['user_id']);
  const isNamed = vendorAccountId !== null || userId !== null;
  return {
    id: accountIdOf('codex', isNamed ? [vendorAccountId, userId] : [realFolder]),
    email: asName(claims?.['email']) ?? asName(profile?.['email']),
    plan: asName(account?.['chatgpt_plan_type']),
    vendorAccountId,
  };
}

/** Older versions of the CLI wrote the names of the tokens in camel case. */
function tokenField(tokens: JsonObject, name: string, legacyName: string): unknown {
  return tokens[name] ?? tokens[legacyName];
}

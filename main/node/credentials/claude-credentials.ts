import { asName } from '../../../core/units/json.ts';
import { planFromCredentials } from '../../../core/providers/claude/plan.ts';
import { accountIdOf } from './fingerprint.ts';
import { asHeaderSafeText, asObject, asText, type JsonObject, parseJson } from './json.ts';
import type { Credential, SignInReading } from './sighting.ts';

const neededScope = 'user:profile';

export interface ClaudeIdentity {
  readonly id: string;
  readonly email: string | null;
  /** Of the sign-in; null where it is not known, or where only the folder tells accounts apart (S0-1, S0-4). */
  readonly organizationId: string | null;
  /** The name of that organisation; null: not known. */
  readonly workspace: string | null;
}

/**
 * Reads the text of `.credentials.json` or of the Keychain item. A sign-in without the scope that
 * usage needs is `missing-scope`; a text that only holds other services' sign-ins is nothing.
 * A missing expiry counts as expired. Never throws.
 */
export function parseClaudeSignIn(text: string): SignInReading {
  const file = asObject(parseJson(text));
  if (file === null) {
    return { kind: 'problem', problem: 'malformed' };
  }
  const signIn = asObject(file['claudeAiOauth']);
  if (signIn === null) {
    return { kind: 'nothing' };
  }
  const accessToken = asHeaderSafeText(signIn['accessToken']);
  if (accessToken === null) {
    return { kind: 'problem', problem: 'malformed' };
  }
  if (!hasNeededScope(signIn['scopes'])) {
    return { kind: 'problem', problem: 'missing-scope' };
  }
  const expiresAt = signIn['expiresAt'];
  const expiresAtMs = typeof expiresAt === 'number' && Number.isFinite(expiresAt) ? expiresAt : 0;
  return { kind: 'signed-in', credential: { accessToken, expiresAtMs, ...renewalOf(signIn) } };
}

/** A refresh token may carry its own end; 0 and what is no number say nothing about it. */
function renewalOf(signIn: JsonObject): Pick<Credential, 'renewableUntilMs'> {
  if (asText(signIn['refreshToken']) === null) {
    return {};
  }
  const endsAt = signIn['refreshTokenExpiresAt'];
  return { renewableUntilMs: typeof endsAt === 'number' && Number.isFinite(endsAt) && endsAt > 0 ? endsAt : null };
}

/** The plan as the sign-in file names it; null if it does not. */
export function parseClaudePlan(text: string): string | null {
  const signIn = asObject(asObject(parseJson(text))?.['claudeAiOauth']);
  return planFromCredentials(asName(signIn?.['subscriptionType']), asName(signIn?.['rateLimitTier']));
}

/**
 * Who is signed in, from the decoded `.claude.json` or only its `oauthAccount`; by the folder where that does not
 * say it.
 */
export function claudeIdentityOf(state: unknown, realFolder: string): ClaudeIdentity {
  const account = asObject(asObject(state)?.['oauthAccount']);
  const accountUuid = asText(account?.['accountUuid']);
  const organizationId = accountUuid === null ? null : asText(account?.['organizationUuid']);
  const id = accountUuid === null ? accountIdOf('claude', [realFolder]) : claudeIdOf(accountUuid, organizationId);
  const workspace = accountUuid === null ? null : asName(account?.['organizationName']);
  return { id, organizationId, workspace, email: asName(account?.['emailAddress']) };
}

/** The id of a Claude account by the vendor's own ids. */
export function claudeIdOf(accountUuid: string, organizationUuid: string | null): string {
  return accountIdOf('claude', [accountUuid, organizationUuid]);
}

/** True where the scopes are not known: then the service judges. */
function hasNeededScope(scopes: unknown): boolean {
  if (typeof scopes === 'string') {
    return scopes.split(/[\s,]+/).includes(neededScope);
  }
  return !Array.isArray(scopes) || scopes.includes(neededScope);
}

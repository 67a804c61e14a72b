import { asName, asRecord, type JsonRecord, parseJson } from '../../../core/units/json.ts';
import { instantSinceEpochMs } from '../../../core/units/time.ts';
import { planFromCredentials } from '../../../core/providers/claude/plan.ts';
import { accountIdOf } from './fingerprint.ts';
import { asHeaderSafeText, asText } from './header-text.ts';
import type { Credential, SignInReading } from './sighting.ts';

const neededScope = 'user:profile';

export interface ClaudeIdentity {
  readonly id: string;
  readonly email: string | null;
  /** The organisation of the sign-in; null when it is unknown, or when the id is made from the folder. */
  readonly organizationId: string | null;
  /** The name of that organisation; null when it is unknown. */
  readonly workspace: string | null;
}

/**
 * Parses the text of `.credentials.json` or of the Keychain item. A sign-in without the scope for usage is
 * `missing-scope`. A text with only other services' sign-ins is `nothing`. A missing expiry counts as expired.
 * Never throws.
 */
export function parseClaudeSignIn(text: string): SignInReading {
  const file = asRecord(parseJson(text));
  if (file === null) {
    return { kind: 'problem', problem: 'malformed' };
  }
  const signIn = asRecord(file['claudeAiOauth']);
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
  const expiresAtMs = instantSinceEpochMs(signIn['expiresAt'], 1) ?? 0;
  return { kind: 'signed-in', credential: { accessToken, expiresAtMs, ...renewalOf(signIn) } };
}

/** Returns until when the tool can renew the token. An expiry of 0 or no number means unknown. */
function renewalOf(signIn: JsonRecord): Pick<Credential, 'renewableUntilMs'> {
  if (asText(signIn['refreshToken']) === null) {
    return {};
  }
  const endsAtMs = instantSinceEpochMs(signIn['refreshTokenExpiresAt'], 1);
  return { renewableUntilMs: endsAtMs === 0 ? null : endsAtMs };
}

/** Returns the plan that the sign-in file names, or null. */
export function parseClaudePlan(text: string): string | null {
  const signIn = asRecord(asRecord(parseJson(text))?.['claudeAiOauth']);
  return planFromCredentials(asName(signIn?.['subscriptionType']), asName(signIn?.['rateLimitTier']));
}

/**
 * Returns who is signed in, from the decoded `.claude.json` or only its `oauthAccount`. The id is made from the
 * folder when the state names no account.
 */
export function claudeIdentityOf(state: unknown, realFolder: string): ClaudeIdentity {
  const account = asRecord(asRecord(state)?.['oauthAccount']);
  const accountUuid = asText(account?.['accountUuid']);
  const organizationId = accountUuid === null ? null : asText(account?.['organizationUuid']);
  const id = accountUuid === null ? accountIdOf('claude', [realFolder]) : claudeIdOf(accountUuid, organizationId);
  const workspace = accountUuid === null ? null : asName(account?.['organizationName']);
  return { id, organizationId, workspace, email: asName(account?.['emailAddress']) };
}

/** Returns the id of a Claude account from the vendor's ids. */
export function claudeIdOf(accountUuid: string, organizationUuid: string | null): string {
  return accountIdOf('claude', [accountUuid, organizationUuid]);
}

/** Returns true also when the scopes are unknown; then the service decides. */
function hasNeededScope(scopes: unknown): boolean {
  if (typeof scopes === 'string') {
    return scopes.split(/[\s,]+/).includes(neededScope);
  }
  return !Array.isArray(scopes) || scopes.includes(neededScope);
}

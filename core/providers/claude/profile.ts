import type { RequestSpec } from '../provider.ts';
import { asName, asRecord } from '../../units/json.ts';

/** The account and organisation that a token belongs to, as the service names them. */
export interface ClaudeProfile {
  readonly accountUuid: string;
  readonly organizationUuid: string | null;
  readonly organizationName: string | null;
  readonly email: string | null;
}

/** The request for the profile of a token. The app sends it only where the tool's own files do not name the account. */
export function claudeProfileRequest(baseUrl: string): RequestSpec {
  return {
    method: 'GET',
    url: `${baseUrl.replace(/\/+$/, '')}/api/oauth/profile`,
    headers: {
      Authorization: 'Bearer {{secret:accessToken}}',
      'anthropic-beta': 'oauth-2025-04-20',
      Accept: 'application/json',
      'User-Agent': 'quota-tray/{{version}}',
    },
    timeoutMs: 8_000,
    maximumBytes: 256 * 1024,
  };
}

/** Parses the profile; null where the body names no account. Never throws. */
export function parseClaudeProfile(body: unknown): ClaudeProfile | null {
  const record = asRecord(body);
  const account = asRecord(record?.['account']);
  const organization = asRecord(record?.['organization']);
  const accountUuid = asName(account?.['uuid']);
  if (accountUuid === null) return null;
  return {
    accountUuid,
    organizationUuid: asName(organization?.['uuid']),
    organizationName: asName(organization?.['name']),
    email: asName(account?.['email']) ?? asName(account?.['email_address']),
  };
}

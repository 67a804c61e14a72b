import type { RequestSpec } from '../provider.ts';
import { asName, asRecord } from '../../units/json.ts';

/** Who a token belongs to, in the service's own words. */
export interface ClaudeProfile {
  readonly accountUuid: string;
  readonly organizationUuid: string | null;
  readonly organizationName: string | null;
  readonly email: string | null;
}

/** Asks whose a token is. It is asked only where the tool's own files do not tell it. */
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

/** Reads the profile; null where the body names no account. Never throws. */
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

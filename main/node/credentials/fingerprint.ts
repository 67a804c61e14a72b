import { createHash } from 'node:crypto';
import type { ProviderId } from '../../../core/providers/provider-id.ts';

/** Changes with the token and says nothing about it: 16 hex digits of a prefixed SHA-256. */
export function fingerprintOf(accessToken: string): string {
  return sha256Hex(`quota-tray credential\n${accessToken}`).slice(0, 16);
}

/** `<provider>:<12 hex>` over what the vendor calls the account (S4-2: identity, never the token). */
export function accountIdOf(provider: ProviderId, identity: readonly (string | null)[]): string {
  return `${provider}:${sha256Hex(JSON.stringify(identity)).slice(0, 12)}`;
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

import { createHash } from 'node:crypto';
import type { ProviderId } from '../../../core/providers/provider-id.ts';

/** Returns 16 hex digits of a prefixed SHA-256, which change with the token and reveal nothing about it. */
export function fingerprintOf(accessToken: string): string {
  return sha256Hex(`quota-tray credential\n${accessToken}`).slice(0, 16);
}

/** Returns `<provider>:<12 hex>`, a hash of the vendor's name of the account. Never of the token, which changes. */
export function accountIdOf(provider: ProviderId, identity: readonly (string | null)[]): string {
  return `${provider}:${sha256Hex(JSON.stringify(identity)).slice(0, 12)}`;
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

import * as v from 'valibot';
import { providerIds } from '../providers/provider-id.ts';
import { boundedText } from '../units/bounds.ts';
import { cleanText } from '../units/text.ts';
import type { Account } from './account.ts';

const headerSafe = /^[\x21-\x7e]+$/;

/** An account that the user added with a key. The key itself is elsewhere (X.3). */
export const addedAccountSchema = v.object({
  /** `<provider>:<hash>`, stable while the account is there. */
  id: v.pipe(boundedText(80), v.regex(/^[a-z0-9-]{1,60}:[0-9a-f]{12}$/)),
  provider: v.picklist(providerIds),
  label: v.pipe(boundedText(1000), v.transform(cleanText), v.minLength(1), v.maxLength(100)),
  baseUrl: v.pipe(boundedText(2000), v.minLength(1)),
  organizationId: v.optional(v.nullable(v.pipe(boundedText(200), v.regex(headerSafe))), null),
  /** When the key was given, ISO; it tells other processes of a new one. null: the account has none. */
  keyGivenAt: v.nullable(boundedText(40)),
});

export type AddedAccount = Readonly<v.InferOutput<typeof addedAccountSchema>>;

/** The account as everything else knows it. */
export function accountOf({ id, provider, label, baseUrl, organizationId }: AddedAccount): Account {
  return { id, provider, label, email: null, plan: null, vendorAccountId: null, organizationId, baseUrl };
}

export const longestKey = 1800;

/** What a request's header can carry, and every system's store of keys too. */
export function isUsableKey(key: string): boolean {
  return key.length <= longestKey && headerSafe.test(key);
}

/** An organisation or install id that a request's header can carry. */
export function isUsableOrganizationId(text: string): boolean {
  return text.length <= 200 && headerSafe.test(text);
}

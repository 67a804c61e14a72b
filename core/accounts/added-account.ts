import * as v from 'valibot';

import type { Failure } from '../polling/failure.ts';
import type { VaultRefusal } from '../ports.ts';
import { type ProviderId, providerIds } from '../providers/provider-id.ts';
import type { SaveCause } from '../settings/storage-problem.ts';
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

const longestKey = 1800;

/** What a request's header can carry, and every system's store of keys too. */
export function isUsableKey(key: string): boolean {
  return key.length <= longestKey && headerSafe.test(key);
}

/** An organisation or install id that a request's header can carry. */
export function isUsableOrganizationId(text: string): boolean {
  return text.length <= 200 && headerSafe.test(text);
}

/** An account as the user describes it. The key goes into the vault and nowhere else. */
export interface Addition {
  /** As written; it may name no provider. */
  readonly provider: string;
  readonly label: string;
  /** null: the provider's own. */
  readonly baseUrl: string | null;
  readonly organizationId: string | null;
  /** Empty: none. */
  readonly key: string;
}

/** What is wrong with a description; each has one sentence. */
export type AdditionProblem =
  | 'unknown-provider'
  | 'signs-in'
  | 'label'
  | 'base-url'
  | 'base-url-missing'
  | 'organization'
  | 'organization-missing'
  | 'key-missing'
  | 'key-form';

/** What came of adding an account, or of a new key for one. */
export type AdditionOutcome =
  | { readonly kind: 'invalid'; readonly problem: AdditionProblem; readonly provider: ProviderId | null }
  | { readonly kind: 'unknown-account' }
  /** The service does not take the key, so nothing was saved. */
  | { readonly kind: 'key-refused'; readonly provider: ProviderId; readonly status: number }
  /** The key could not be kept, so nothing was saved. */
  | { readonly kind: 'key-not-kept'; readonly because: VaultRefusal | 'failed' }
  | { readonly kind: 'not-saved'; readonly cause: SaveCause }
  | {
      readonly kind: 'saved';
      readonly accountId: string;
      readonly provider: ProviderId;
      readonly label: string;
      /** False: the account was there and has a new key now. */
      readonly isNew: boolean;
      readonly isProtected: boolean;
      readonly check: AdditionCheck;
    };

/** What the service said when it was asked once with the key. */
export type AdditionCheck =
  | { readonly kind: 'works' }
  /** It answered, but not with what was asked for. */
  | { readonly kind: 'odd' }
  /** It takes the key, and says that there is no plan with a quota behind it. */
  | { readonly kind: 'no-plan' }
  | { readonly kind: 'unchecked'; readonly failure: Failure };

export type RemovalOutcome =
  | { readonly kind: 'unknown-account' }
  | { readonly kind: 'not-saved'; readonly cause: SaveCause }
  /** Its tool is still signed in, so the account comes back at the next look, without what was known of it. */
  | { readonly kind: 'forgotten'; readonly label: string; readonly isForgotten: boolean }
  /** `isForgotten` false: something that was known of it may still be kept. */
  | { readonly kind: 'removed'; readonly label: string; readonly keyIsGone: boolean; readonly isForgotten: boolean };

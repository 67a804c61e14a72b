import * as v from 'valibot';

import type { Failure } from '../polling/failure.ts';
import type { VaultRefusal } from '../ports.ts';
import { type ProviderId, providerIds } from '../providers/provider-id.ts';
import type { SaveCause } from '../settings/storage-problem.ts';
import { boundedText } from '../units/bounds.ts';
import { cleanText } from '../units/text.ts';
import type { Account } from '../providers/account.ts';

const headerSafe = /^[\x21-\x7e]+$/;

/** An account that the user added with a key. The key itself is in the vault. */
export const addedAccountSchema = v.object({
  /** `<provider>:<hash>`, the same as long as the account exists. */
  id: v.pipe(boundedText(80), v.regex(/^[a-z0-9-]{1,60}:[0-9a-f]{12}$/)),
  provider: v.picklist(providerIds),
  label: v.pipe(boundedText(1000), v.transform(cleanText), v.minLength(1), v.maxLength(100)),
  baseUrl: v.pipe(boundedText(2000), v.minLength(1)),
  organizationId: v.optional(v.nullable(v.pipe(boundedText(200), v.regex(headerSafe))), null),
  /** When the user gave the key, ISO, so that other processes notice a new one. null: the account has no key. */
  keyGivenAt: v.nullable(boundedText(40)),
});

export type AddedAccount = Readonly<v.InferOutput<typeof addedAccountSchema>>;

/** The account in the form that every other module uses. */
export function accountOf({ id, provider, label, baseUrl, organizationId }: AddedAccount): Account {
  return { id, provider, label, email: null, plan: null, vendorAccountId: null, organizationId, baseUrl };
}

const longestKey = 1800;

/** Whether a request header and every system's key store can hold the key. */
export function isUsableKey(key: string): boolean {
  return key.length <= longestKey && headerSafe.test(key);
}

/** Whether a request header can hold the organisation or install id. */
export function isUsableOrganizationId(text: string): boolean {
  return text.length <= 200 && headerSafe.test(text);
}

/** An account as the user enters it. The key goes into the vault and nowhere else. */
export interface Addition {
  /** As the user wrote it; it may name no provider. */
  readonly provider: string;
  readonly label: string;
  /** null: the provider's own. */
  readonly baseUrl: string | null;
  readonly organizationId: string | null;
  /** Empty: none. */
  readonly key: string;
}

/** What is wrong with what the user entered. Each problem has one sentence. */
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

/** The outcome of adding an account, or of a new key for an account. */
export type AdditionOutcome =
  | { readonly kind: 'invalid'; readonly problem: AdditionProblem; readonly provider: ProviderId | null }
  | { readonly kind: 'unknown-account' }
  /** The service refuses the key, so nothing was saved. */
  | { readonly kind: 'key-refused'; readonly provider: ProviderId; readonly status: number }
  /** The key could not be stored, so nothing was saved. */
  | { readonly kind: 'key-not-kept'; readonly because: VaultRefusal | 'failed' }
  | { readonly kind: 'not-saved'; readonly cause: SaveCause }
  | {
      readonly kind: 'saved';
      readonly accountId: string;
      readonly provider: ProviderId;
      readonly label: string;
      /** False: the account existed and has a new key now. */
      readonly isNew: boolean;
      readonly isProtected: boolean;
      readonly check: AdditionCheck;
    };

/** What the service answered to one request with the key. */
export type AdditionCheck =
  | { readonly kind: 'works' }
  /** It answered, but not in the expected form. */
  | { readonly kind: 'odd' }
  /** It accepts the key, but says that the account has no plan with a quota. */
  | { readonly kind: 'no-plan' }
  | { readonly kind: 'unchecked'; readonly failure: Failure };

export type RemovalOutcome =
  | { readonly kind: 'unknown-account' }
  | { readonly kind: 'not-saved'; readonly cause: SaveCause }
  /** Its tool is still signed in, so the next look finds the account again, without what was stored about it. */
  | { readonly kind: 'forgotten'; readonly label: string; readonly isForgotten: boolean }
  /** `isForgotten` false: something about the account may still be stored. */
  | { readonly kind: 'removed'; readonly label: string; readonly keyIsGone: boolean; readonly isForgotten: boolean };

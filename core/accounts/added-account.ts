import * as v from 'valibot';

import type { Failure } from '../polling/failure.ts';
import type { VaultRefusal } from '../ports.ts';
import { parseKeyPair } from '../providers/key-pair.ts';
import type { KeyKind } from '../providers/provider.ts';
import { type ProviderId, providerIds, signInPrograms } from '../providers/provider-id.ts';
import { definitionSchema, type ServiceDefinition } from '../providers/own/definition.ts';
import type { SaveCause } from '../settings/storage-problem.ts';
import { boundedText, longestId } from '../units/bounds.ts';
import { cleanText } from '../units/text.ts';
import type { Account } from '../providers/account.ts';

const headerSafe = /^[\x21-\x7e]+$/;

/** The schema of an account that the user added, with a key or with the sign-in of a program. The vault holds the key. */
export const addedAccountSchema = v.object({
  /** `<provider>:<hash>`. The id stays the same for as long as the account exists. */
  id: v.pipe(boundedText(80), v.regex(/^[a-z0-9-]{1,60}:[0-9a-f]{12}$/)),
  provider: v.picklist(providerIds),
  label: v.pipe(boundedText(1000), v.transform(cleanText), v.minLength(1), v.maxLength(100)),
  baseUrl: v.pipe(boundedText(2000), v.minLength(1)),
  organizationId: v.optional(v.nullable(v.pipe(boundedText(200), v.regex(headerSafe))), null),
  /**
   * When the user entered the key, ISO 8601, so that other processes notice a new key. Null: the account has no key.
   */
  keyGivenAt: v.nullable(boundedText(40)),
  /** The id of the suggestion that the account came from, such as `opencode:openrouter`. Left out: the user entered it. */
  suggestionId: v.optional(boundedText(longestId)),
  /** The program whose sign-in the account uses. The app stores no copy of it. Left out: the account has its own key. */
  signIn: v.optional(v.picklist(signInPrograms)),
  /** The service as the user describes it. Left out: a service that the app knows. */
  definition: v.exactOptional(definitionSchema),
});

/** An account that the user added. */
export type AddedAccount = Readonly<v.InferOutput<typeof addedAccountSchema>>;

/** Returns the account in the form that every other module uses. */
export function accountOf({ id, provider, label, baseUrl, organizationId, definition }: AddedAccount): Account {
  return {
    ...{ id, provider, label, email: null, plan: null, vendorAccountId: null, organizationId, baseUrl },
    ...(definition === undefined ? {} : { definition }),
  };
}

const longestKey = 1800;

/** Returns true if a request header and the key store of every system can hold the key. */
export function isUsableKey(key: string): boolean {
  return key.length <= longestKey && headerSafe.test(key);
}

/** Returns what is wrong with the form of a key for a service; null: nothing. */
export function keyProblem(key: string, kind: KeyKind = 'api-key'): 'key-form' | 'key-pair-form' | null {
  if (!isUsableKey(key)) return 'key-form';
  return kind === 'key-pair' && parseKeyPair(key) === null ? 'key-pair-form' : null;
}

/** Returns true if a request header can hold the id of the organisation or install. */
export function isUsableOrganizationId(text: string): boolean {
  return text.length <= 200 && headerSafe.test(text);
}

/** An account as the user enters it. The key goes into the vault and nowhere else. */
export interface Addition {
  /** The provider as the user wrote it. There may be no such provider. */
  readonly provider: string;
  readonly label: string;
  /** The base URL; null: the provider's own. */
  readonly baseUrl: string | null;
  readonly organizationId: string | null;
  /** The key; empty: none. */
  readonly key: string;
  /** The id of the suggestion that the user chose; left out: the user entered the account. */
  readonly suggestionId?: string;
  /** The service as the user describes it; left out: a service that the app knows. */
  readonly definition?: ServiceDefinition;
}

/** What is wrong with the input of the user. Each problem has its own sentence. */
export type AdditionProblem =
  | 'unknown-provider'
  | 'signs-in'
  | 'label'
  | 'base-url'
  | 'base-url-missing'
  | 'organization'
  | 'organization-missing'
  | 'key-missing'
  | 'key-form'
  /** The service takes an access key, which has an id and a secret. */
  | 'key-pair-form'
  /** Another program keeps the sign-in, so there is no key to enter. */
  | 'kept-elsewhere'
  /** A sign-in of another program goes only to its own service. */
  | 'base-url-foreign'
  /** An account of a service of the user's own has no definition, or one of another service has one. */
  | 'definition'
  /** The address has another origin than the definition names. */
  | 'other-origin';

/** The result of adding an account, or of a new key for an account. */
export type AdditionOutcome =
  | { readonly kind: 'invalid'; readonly problem: AdditionProblem; readonly provider: ProviderId | null }
  | { readonly kind: 'unknown-account' }
  /** The service refuses the key, so the app saved nothing. */
  | { readonly kind: 'key-refused'; readonly provider: ProviderId; readonly status: number }
  /** The app could not store the key, so it saved nothing. */
  | { readonly kind: 'key-not-kept'; readonly because: VaultRefusal | 'failed' }
  | { readonly kind: 'not-saved'; readonly cause: SaveCause }
  | {
      readonly kind: 'saved';
      readonly accountId: string;
      readonly provider: ProviderId;
      readonly label: string;
      /** False: the account existed before and now has a new key. */
      readonly isNew: boolean;
      readonly isProtected: boolean;
      readonly check: AdditionCheck;
    };

/** What the service answered to one request with the key. */
export type AdditionCheck =
  | { readonly kind: 'works' }
  /** The service answered, but not in the expected form. */
  | { readonly kind: 'odd' }
  /** The service accepts the key, but says that the account has no plan with a quota. */
  | { readonly kind: 'no-plan' }
  | { readonly kind: 'unchecked'; readonly failure: Failure };

/** The result of removing an account. */
export type RemovalOutcome =
  | { readonly kind: 'unknown-account' }
  | { readonly kind: 'not-saved'; readonly cause: SaveCause }
  /**
   * The tool is still signed in, so the next search finds the account again. The stored data of the account is gone.
   * `isForgotten` false: some of it may still be stored.
   */
  | { readonly kind: 'forgotten'; readonly label: string; readonly isForgotten: boolean }
  /** `isForgotten` false: some data of the account may still be stored. */
  | { readonly kind: 'removed'; readonly label: string; readonly keyIsGone: boolean; readonly isForgotten: boolean };

import type { ProviderId } from '../providers/provider-id.ts';
import type { SaveCause } from '../settings/storage-problem.ts';
import type { VaultRefusal } from '../ports.ts';
import type { Failure } from '../polling/failure.ts';

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

import type { Account } from '../../../core/accounts/account.ts';
import type { CredentialProblem } from '../../../core/polling/failure.ts';

/** The only source of access tokens. What it gives goes into one request and nowhere else. */
export interface CredentialReader {
  /** Reads the sign-in of the account anew, as the token may have rotated. Never throws. */
  readonly read: (account: Account) => Promise<CredentialReading>;
}

export type CredentialReading =
  | {
      readonly kind: 'token';
      readonly accessToken: string;
      /** Changes with the credential; says nothing about it. */
      readonly fingerprint: string;
      /** Epoch ms; null: the token does not say. */
      readonly expiresAtMs: number | null;
    }
  | { readonly kind: 'problem'; readonly problem: CredentialProblem };

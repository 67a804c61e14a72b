import type { CredentialProblem } from '../../../core/polling/failure.ts';
import type { DiscoveryEnvironment } from '../credentials/folders.ts';

/** A sign-in that another program keeps and renews. It holds the token, so it goes into one request and nowhere else. */
export interface KeptSignIn {
  readonly token: string;
  /** When this app stops to use the token, epoch ms; null: the program does not say. */
  readonly expiresAtMs: number | null;
  /** Whether the program can renew the token by itself. This app never does. */
  readonly isRenewable: boolean;
  /** A name of the account that stays the same over new tokens; null: the program names none. */
  readonly owner: string | null;
  /** The name or address of the user, for people; null: unknown. */
  readonly user: string | null;
  /** The profile or organisation that a request names, as the account stores it; left out: none. */
  readonly organizationId?: string | null;
  /** The figures that the program keeps; left out: it keeps a sign-in. Then the token is empty. */
  readonly figures?: { readonly writtenMs: number; readonly fingerprint: string };
}

/** What a program keeps. `nothing`: nobody is signed in. */
export type KeptReading =
  | { readonly kind: 'signed-in'; readonly signIn: KeptSignIn }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'problem'; readonly problem: CredentialProblem };

/** What was found, and in which place. */
export interface KeptSighting {
  /** The file or store, as a person writes it. */
  readonly place: string;
  readonly reading: KeptReading;
}

/** Reads the sign-in of one program in its own place. It writes, renews and asks nothing. Never throws. */
export type ReadKept = (surroundings: DiscoveryEnvironment) => Promise<KeptSighting>;

/** A token is not used in its last minute, so that it does not expire on its way. */
export const expiryMarginMs = 60_000;
